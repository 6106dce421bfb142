import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import OpenAI, { APIError, AzureOpenAI } from 'openai';
import type { ChatCompletionChunk, ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions';
import { type OpenAiStandIn, startOpenAi } from './openai.cjs';

let standIn: OpenAiStandIn;
let client: OpenAI;

beforeAll(async () => {
  standIn = await startOpenAi();
  client = new OpenAI({ apiKey: 'sk-test', baseURL: standIn.url, maxRetries: 2 });
});
afterAll(() => standIn.close());

const asking = (content: string): ChatCompletionCreateParamsNonStreaming => ({
  model: 'gpt-4o-mini',
  messages: [{ role: 'user', content }],
});
const tools: NonNullable<ChatCompletionCreateParamsNonStreaming['tools']> = ['get_weather', 'get_time'].map((name) => ({
  type: 'function',
  function: { name, parameters: { type: 'object', properties: { place: { type: 'string' } } } },
}));

async function chunksOf(content: string, more = {}): Promise<ChatCompletionChunk[]> {
  const chunks: ChatCompletionChunk[] = [];
  const stream = await client.chat.completions.create({ ...asking(content), ...more, stream: true });
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}
const textOf = (chunks: readonly ChatCompletionChunk[], choice = 0): string =>
  chunks
    .flatMap((one) => one.choices)
    .filter((one) => one.index === choice)
    .map((one) => one.delta.content ?? '')
    .join('');

describe('the real SDK understands the stand-in of OpenAI', () => {
  test('an answer', async () => {
    const completion = await client.chat.completions.create(asking('Capital of France?'));

    expect(completion).toMatchObject({
      model: 'gpt-4o-mini-2024-07-18',
      choices: [{ message: { content: 'The capital of France is Paris.' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 13, completion_tokens: 8, total_tokens: 21 },
    });
    expect(standIn.exchanges.at(-1)).toMatchObject({ status: 200, response: { id: completion.id } });
  });

  test('a tool conversation, to its end', async () => {
    const asked = { ...asking('Weather?'), tools };
    const first = (await client.chat.completions.create(asked)).choices[0];
    const calls = first?.message.tool_calls ?? [];
    const last = await client.chat.completions.create({
      ...asked,
      messages: [
        ...asked.messages,
        ...(first === undefined ? [] : [first.message]),
        ...calls.map((call) => ({ role: 'tool' as const, tool_call_id: call.id, content: '18 °C' })),
      ],
    });

    expect(calls.map((call) => call.type === 'function' && call.function)).toEqual([
      { name: 'get_weather', arguments: '{"place":"Paris, France"}' },
      { name: 'get_weather', arguments: '{"place":"東京 🗼"}' },
      { name: 'get_time', arguments: '{"place":"Paris, France"}' },
    ]);
    expect(new Set(calls.map((call) => call.id)).size).toBe(3);
    expect(last.choices[0]?.message.content).toMatch(/^It is 18 °C/);
  });

  test('a streamed answer, with the usage only when it is asked for', async () => {
    const without = await chunksOf('Capital?');
    const with_ = await chunksOf('Capital?', { stream_options: { include_usage: true } });

    expect(textOf(without)).toBe('The capital of France is Paris.');
    expect(without.at(-1)?.usage).toBeUndefined();
    expect(with_.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 19 } });
  });

  test('streamed tool calls are those of the whole answer', async () => {
    const { model, messages } = asking('Weather?');
    const stream = client.chat.completions.stream({ model, messages, tools });
    const whole = await client.chat.completions.create({ model, messages, tools });
    const functions = (completion: OpenAI.ChatCompletion): unknown =>
      completion.choices[0]?.message.tool_calls?.map((call) => call.type === 'function' && call.function.arguments);

    expect(functions(await stream.finalChatCompletion())).toEqual(functions(whole));
  });

  test('several choices take turns in a stream', async () => {
    const chunks = await chunksOf('Capital?', { n: 2 });

    expect([textOf(chunks, 0), textOf(chunks, 1)]).toEqual([
      'The capital of France is Paris.',
      'It is Paris, on the river Seine.',
    ]);
    expect(chunks.slice(0, 2).map((one) => one.choices[0]?.index)).toEqual([0, 1]);
  });

  test('characters torn between packets, in every encoding', async () => {
    const plain = textOf(await chunksOf('[[unicode]]'));
    const others = await Promise.all(
      ['split', 'crlf', 'gzip', 'deflate', 'br', 'slow'].map(async (marker) =>
        textOf(await chunksOf(`[[unicode]] [[${marker}]]`)),
      ),
    );

    expect(plain).toContain('👩‍👩‍👧‍👦');
    expect(new Set(others)).toEqual(new Set([plain]));
  });

  test.each([400, 401, 404, 429, 500, 502])('the error %i', async (status) => {
    const failure = client.chat.completions.create(asking(`[[${status}]]`), { maxRetries: 0 });
    await expect(failure).rejects.toThrow(expect.objectContaining({ status }));
  });

  test('an error that goes away when tried again', async () => {
    const before = standIn.exchanges.length;
    await client.chat.completions.create(asking('[[429-once]]'));

    expect(standIn.exchanges.slice(before).map((one) => [one.status, one.headers['x-stainless-retry-count']])).toEqual([
      [429, '0'],
      [200, '1'],
    ]);
  });

  test.each(['cut', 'sse-error'])('a stream that ends badly: %s', async (marker) => {
    await expect(chunksOf(`[[${marker}]]`)).rejects.toThrow();
    expect(standIn.exchanges.at(-1)?.chunks?.length).toBeGreaterThan(1);
  });

  test('a connection that is dropped', async () => {
    const failure = client.chat.completions.create(asking('[[drop]]'), { maxRetries: 0 });
    await expect(failure).rejects.toThrow(APIError);
    expect(standIn.exchanges.at(-1)?.status).toBe(0);
  });

  test('refusals, reasoning, cached tokens, structured output and log probabilities', async () => {
    const message = async (content: string, more = {}): Promise<unknown> =>
      (await client.chat.completions.create({ ...asking(content), ...more })).choices[0]?.message;

    expect(await message('[[refusal]]')).toMatchObject({ content: null, refusal: expect.any(String) });
    expect(await message('[[reasoning]]')).toMatchObject({ reasoning_content: expect.any(String) });
    expect(await message('A person', { response_format: { type: 'json_object' } })).toMatchObject({
      content: expect.stringMatching(/^\{.*\}$/),
    });
    const { usage } = await client.chat.completions.create(asking('[[cached]]'));
    expect(usage?.prompt_tokens_details?.cached_tokens).toBe(1024);
    const chunks = await chunksOf('Capital?', { logprobs: true, top_logprobs: 2 });
    expect(chunks[1]?.choices[0]?.logprobs?.content?.[0]?.top_logprobs).toHaveLength(2);
  });

  test('embeddings, as numbers and as the base64 that the SDK asks for', async () => {
    const create = (encoding_format?: 'float'): Promise<OpenAI.CreateEmbeddingResponse> =>
      client.embeddings.create({
        model: 'text-embedding-3-small',
        input: ['a', 'b'],
        ...(encoding_format && { encoding_format }),
      });

    expect((await create()).data).toEqual((await create('float')).data);
  });

  test('the responses API, whole and streamed', async () => {
    const asked = { model: 'gpt-4o-mini', instructions: 'Be brief.', input: 'Weather? [[reasoning]]' };
    const whole = await client.responses.create(asked);
    const streamed = await client.responses.stream(asked).finalResponse();

    expect(whole.output_text).toBe('The capital of France is Paris.');
    expect(whole.output.map((item) => item.type)).toEqual(['reasoning', 'message']);
    expect(streamed.output_text).toBe(whole.output_text);
    expect(streamed.usage).toEqual(whole.usage);
  });

  test('tool calls of the responses API, whole and streamed', async () => {
    const parameters = { type: 'object', properties: { place: { type: 'string' } } };
    const weather = { type: 'function' as const, name: 'get_weather', parameters, strict: false };
    const asked = { model: 'gpt-4o-mini', input: 'Weather?', tools: [weather] };
    const argumentsOf = ({ output }: { output: readonly OpenAI.Responses.ResponseOutputItem[] }): unknown =>
      output.map((item) => item.type === 'function_call' && item.arguments);

    const whole = await client.responses.create(asked);
    expect(argumentsOf(whole)).toEqual(['{"place":"Paris, France"}', '{"place":"東京 🗼"}']);
    expect(argumentsOf(await client.responses.stream(asked).finalResponse())).toEqual(argumentsOf(whole));
  });

  test("Azure's form of the path", async () => {
    const azure = new AzureOpenAI({
      endpoint: standIn.origin,
      apiKey: 'k',
      apiVersion: '2024-10-21',
      deployment: 'mine',
    });
    await azure.chat.completions.create(asking('Capital?'));

    expect(standIn.exchanges.at(-1)?.path).toBe('/openai/deployments/mine/chat/completions?api-version=2024-10-21');
  });
});

test('the stand-in runs as a process of its own and ends with whoever started it', async () => {
  const child = spawn(process.execPath, [path.join(__dirname, 'openai.cjs')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const { url } = JSON.parse(line.toString()) as { url: string };
  await new OpenAI({ apiKey: 'k', baseURL: url }).chat.completions.create(asking('Capital?'));
  child.stdin.end();

  expect(await once(child, 'exit')).toEqual([0, null]);
});
