import type { IncomingMessage } from 'node:http';
import { startReceiver } from '../../src/inspector';
import type { CreateModelEvent } from '../../src/mapping/record/model-event';
import { serve } from '../wire/support/observe';
import { streamOf } from '../wire/support/recordings';
import { node, register } from './app-process';

const usage = {
  inputTokens: { total: 25, noCache: 5, cacheRead: 20, cacheWrite: 0 },
  outputTokens: { total: 9, text: 2, reasoning: 7 },
};
const finish = (reason: string) => ({ finishReason: { unified: reason, raw: reason }, usage });
const metadata = { gateway: { cost: '0.0025', generationId: 'gen_1', routing: { finalProvider: 'azure' } } };
const inPieces = (id: string, type: string, text: string) => [
  { type: `${type}-start`, id },
  ...[text.slice(0, 3), text.slice(3)].map((delta) => ({ type: `${type}-delta`, id, delta })),
  { type: `${type}-end`, id },
];
const stream = (...parts: readonly object[]): Buffer => streamOf([{ type: 'stream-start', warnings: [] }, ...parts]);

const refusal = { error: { message: 'You have used all of your budget', type: 'rate_limit_exceeded' } };
const call = { type: 'tool-call', toolCallId: 'c1', toolName: 'weather', input: '{"place":"Paris"}' };

/** What the gateway answers: events for a stream, JSON otherwise. */
function answerTo({ url, headers }: IncomingMessage, body: string): object | Buffer {
  if (url?.endsWith('/embedding-model')) {
    const { values } = JSON.parse(body) as { readonly values: readonly string[] };
    return { embeddings: values.map(() => [0.5]), usage: { tokens: 3 }, providerMetadata: metadata };
  }
  if (body.includes('Too much.')) return refusal;
  if (headers['ai-language-model-streaming'] !== 'true') {
    const content = [
      { type: 'reasoning', text: 'France…' },
      { type: 'text', text: 'Paris.' },
    ];
    const response = { id: 'r1', modelId: 'gpt-5-2026', timestamp: '2026-11-01T00:00:00Z' };
    return { content, ...finish('stop'), response, providerMetadata: metadata, warnings: [] };
  }
  if (!body.includes('Weather?') || body.includes('18 °C')) {
    return stream(...inPieces('0', 'text', 'So be it.'), {
      type: 'finish',
      ...finish('stop'),
      providerMetadata: metadata,
    });
  }
  const pieces = [
    { type: 'tool-input-start', id: 'c1', toolName: 'weather' },
    { type: 'tool-input-delta', id: 'c1', delta: call.input },
    { type: 'tool-input-end', id: 'c1' },
  ];
  return stream(...inPieces('0', 'reasoning', 'Let me look.'), ...pieces, call, {
    type: 'finish',
    ...finish('tool-calls'),
  });
}

async function recordsOf(app: string): Promise<readonly CreateModelEvent[]> {
  const receiver = await startReceiver();
  const gateway = await serve(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const answer = answerTo(request, Buffer.concat(chunks).toString());
    const type = Buffer.isBuffer(answer) ? 'text/event-stream' : 'application/json';
    response.writeHead(answer === refusal ? 429 : 200, { 'content-type': type });
    response.end(Buffer.isBuffer(answer) ? answer : JSON.stringify(answer));
  });
  const ours = { HH_API_KEY: 'key', HH_PROJECT: 'tests', HH_API_URL: receiver.url };
  const env = { ...ours, MODEL_URL: `${gateway.origin}/v4/ai` };
  const { code, stderr } = await node(['--import', register, app], { env });
  await Promise.all([receiver.close(), gateway.close()]);
  expect([code, stderr]).toEqual([0, '']);
  return [...receiver.events].sort((one, other) => one.start_time - other.start_time);
}

const counted = {
  prompt_tokens: 25,
  completion_tokens: 9,
  prompt_tokens_details: { cached_tokens: 20 },
  completion_tokens_details: { reasoning_tokens: 7 },
};

describe.each([
  ['6, in version 3 of its protocol', 'frameworks/gateway.mjs'],
  ['7, in version 4', 'newest/gateway.mjs'],
])('an app that gives its models by name to the AI SDK %s', (_version, app) => {
  let records: readonly CreateModelEvent[];
  beforeAll(async () => {
    records = await recordsOf(app);
  });

  test('has a record of each call, of the gateway and the model that it names', () => {
    const chat = ['openai/gpt-5', 'chat'];
    const embeddings = ['openai/text-embedding-3-small', 'embeddings'];
    expect(records.map(({ metadata }) => [metadata?.['request_model'], metadata?.['gen_ai.operation.name']])).toEqual([
      ...[chat, chat, chat, chat, chat, embeddings, embeddings, chat],
    ]);
    expect(new Set(records.map(({ provider }) => provider))).toEqual(new Set(['vercel_ai_gateway']));
    expect(JSON.stringify(records)).not.toContain('secret-key');
  });

  test('has what was asked and answered, with the cost that the gateway states', () => {
    const [plain, picture, stream] = records;
    expect(plain).toMatchObject({
      model: 'gpt-5-2026',
      messages: [
        { role: 'system', content: 'Be terse.' },
        { role: 'user', content: 'Capital of France?' },
      ],
      response: { role: 'assistant', content: 'Paris.', reasoning_content: 'France…', finish_reason: 'stop' },
      hyperparameters: { temperature: 0.25 },
      usage: counted,
      cost: 0.0025,
      metadata: { response_id: 'r1' },
    });
    expect(picture?.messages).toMatchObject([
      { role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } }] },
    ]);
    expect(stream).toMatchObject({
      messages: [{ role: 'user', content: 'Tell me.' }],
      response: { role: 'assistant', content: 'So be it.', finish_reason: 'stop' },
      hyperparameters: { stream: true },
      usage: counted,
      cost: 0.0025,
      error: null,
    });
  });

  test('has the calls of its tools, and what they answered', () => {
    const [, , , asks, goesOn] = records;
    const weather = { id: 'c1', type: 'function', function: { name: 'weather', arguments: '{"place":"Paris"}' } };
    expect(asks).toMatchObject({
      tools: [{ type: 'function', function: { name: 'weather', description: 'The weather' } }],
      response: {
        role: 'assistant',
        reasoning_content: 'Let me look.',
        tool_calls: [weather],
        finish_reason: 'tool_calls',
      },
    });
    expect(goesOn).toMatchObject({
      messages: [
        { role: 'user', content: 'Weather?' },
        { role: 'assistant', tool_calls: [weather] },
        { role: 'tool', tool_call_id: 'c1', content: '18 °C' },
      ],
      response: { content: 'So be it.' },
    });
  });

  test('has its embeddings by their texts', () => {
    const [one, both] = records.slice(5);
    expect(one).toMatchObject({
      messages: [{ role: 'user', content: 'one' }],
      usage: { prompt_tokens: 3 },
      cost: 0.0025,
    });
    expect(both?.messages.map(({ content }) => content)).toEqual(['one', 'two']);
  });

  test('has the error of a call that is refused', () => {
    expect(records.at(-1)).toMatchObject({
      messages: [{ role: 'user', content: 'Too much.' }],
      error: expect.stringContaining('You have used all of your budget'),
    });
  });
});
