import { isInherited, isModelCall } from '../../../src/mapping';
import type { CreateModelEvent } from '../../../src/mapping/record/model-event';
import { chatSpan, recordOf } from '../../support/call';
import { recordsOf } from '../../support/records';

type Loose = Readonly<Record<string, unknown>>;

const without = { 'gen_ai.operation.name': undefined, 'gen_ai.request.model': undefined };
const called = (attributes: Loose): CreateModelEvent =>
  recordOf({ ...without, 'ai.operationId': 'ai.generateText.doGenerate', 'ai.model.id': 'm', ...attributes });

test.each([
  ['ai.generateText.doGenerate', true],
  ['ai.streamText.doStream', true],
  ['ai.streamObject.doStream', true],
  ['ai.embedMany.doEmbed', true],
  ['ai.generateText', false],
  ['ai.streamObject', false],
  ['ai.embed', false],
  ['ai.toolCall', false],
])('a span of %s is a model call: %s', (operation, expected) => {
  const usage = { 'ai.usage.inputTokens': 3, 'ai.model.id': 'gpt-4o' };
  expect(isModelCall(chatSpan({ ...without, ...usage, 'ai.operationId': operation }))).toBe(expected);
});

describe('the API behind a provider is no part of its name', () => {
  test.each([
    ['openai.chat', 'openai'],
    ['openai.responses', 'openai'],
    ['anthropic.messages', 'anthropic'],
    ['google.generative-ai', 'gcp.gemini'],
    ['google.vertex.chat', 'gcp.vertex_ai'],
    ['amazon-bedrock', 'aws.bedrock'],
    ['azure-openai.chat', 'azure.ai.openai'],
    ['mistral.chat', 'mistral_ai'],
    ['xai.chat', 'x_ai'],
    ['togetherai.chat', 'together_ai'],
  ])('%s is %s', (said, provider) => {
    expect(called({ 'ai.model.provider': said }).provider).toBe(provider);
  });
});

test('what is written to the cache for an hour is counted apart', () => {
  const usage = { cache_creation_input_tokens: 50, cache_creation: { ephemeral_1h_input_tokens: 20 } };
  const record = called({
    'ai.usage.inputTokens': 100,
    'ai.response.providerMetadata': JSON.stringify({ anthropic: { usage } }),
  });
  expect(record.usage['prompt_tokens_details']).toEqual({ cache_write_tokens: 50, cache_write_1h_tokens: 20 });
});

describe("cached tokens are part of the prompt's", () => {
  const anthropics = { 'ai.model.provider': 'anthropic.messages' };
  const own = (usage: Loose): Loose => ({
    'ai.response.providerMetadata': JSON.stringify({ anthropic: { usage, cacheCreationInputTokens: 50 } }),
  });
  test.each<[string, Loose, number]>([
    [
      '4, which leaves them out, even of a long prompt',
      {
        ...anthropics,
        'ai.usage.promptTokens': 1000,
        'ai.response.providerMetadata': '{"anthropic":{"cacheCreationInputTokens":50,"cacheReadInputTokens":100}}',
      },
      1150,
    ],
    [
      '5, which leaves them out',
      { ...anthropics, 'ai.usage.promptTokens': 1000, ...own({ input_tokens: 1000, cache_read_input_tokens: 100 }) },
      1150,
    ],
    [
      '6, which has added them where it gives an object under the old names',
      { ...anthropics, 'ai.usage.promptTokens': 1150, ...own({ input_tokens: 1000, cache_read_input_tokens: 100 }) },
      1150,
    ],
    [
      '6 and 7, which have added them',
      {
        ...anthropics,
        'ai.usage.inputTokens': 167,
        'ai.usage.inputTokenDetails.noCacheTokens': 17,
        'ai.usage.inputTokenDetails.cacheReadTokens': 100,
        'ai.usage.inputTokenDetails.cacheWriteTokens': 50,
      },
      167,
    ],
    [
      "every version on OpenAI's API, which has added them",
      {
        'ai.model.provider': 'openai.chat',
        'ai.usage.promptTokens': 1054,
        'ai.response.providerMetadata': '{"openai":{"cachedPromptTokens":1024}}',
      },
      1054,
    ],
  ])('in %s', (_version, attributes, prompt) => {
    expect(called(attributes).usage['prompt_tokens']).toBe(prompt);
  });

  test('the metadata of a provider stay whole in the metadata', () => {
    const said = '{"openai":{"reasoningTokens":64,"cachedPromptTokens":1024,"serviceTier":"default"}}';
    const record = called({ 'ai.response.providerMetadata': said });
    expect(record.usage).toEqual({
      prompt_tokens_details: { cached_tokens: 1024 },
      completion_tokens_details: { reasoning_tokens: 64 },
    });
    expect(record.metadata?.['ai.response.providerMetadata']).toBe(said);
  });
});

describe('messages', () => {
  const sent = (...content: readonly unknown[]): unknown =>
    called({ 'ai.prompt.messages': JSON.stringify([{ role: 'user', content }]) }).messages[0]?.['content'];

  test.each<[string, unknown, unknown]>([
    [
      'an image of version 4 as base64',
      { type: 'image', image: 'iVBORw0KGgo=', mimeType: 'image/png' },
      { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } },
    ],
    [
      'an image of the newer versions by its address',
      { type: 'file', mediaType: 'image/*', data: 'https://example.com/c.png' },
      { type: 'image_url', image_url: { url: 'https://example.com/c.png', mime_type: 'image/*' } },
    ],
    [
      'a file with its name',
      { type: 'file', mediaType: 'application/pdf', data: 'JVBERi0=', filename: 'a.pdf' },
      { type: 'file', file: { file_data: 'data:application/pdf;base64,JVBERi0=', filename: 'a.pdf' } },
    ],
    [
      'a sound',
      { type: 'file', mediaType: 'audio/mpeg', data: 'SUQz' },
      { type: 'input_audio', input_audio: { data: 'SUQz', format: 'mp3' } },
    ],
  ])("hold %s in the chat API's form", (_what, part, expected) => {
    expect(sent({ type: 'text', text: 'See:' }, part)).toEqual([{ type: 'text', text: 'See:' }, expected]);
  });

  test.each<[string, Loose, unknown, Loose?]>([
    ['of version 4', { result: { c: 18 } }, '{"c":18}'],
    ['as a text', { output: { type: 'text', value: '14:05' } }, '14:05'],
    ['as JSON', { output: { type: 'json', value: { c: 18 } } }, '{"c":18}'],
    ['that failed', { output: { type: 'error-text', value: 'boom' } }, 'boom', { is_error: true }],
    ['that the user did not allow', { output: { type: 'execution-denied', reason: 'no' } }, 'no'],
    [
      'as several parts',
      {
        output: {
          type: 'content',
          value: [
            { type: 'text', text: 'a' },
            { type: 'text', text: 'b' },
          ],
        },
      },
      'a\nb',
    ],
  ])("hold a tool's answer %s", (_how, answer, expected, beside = {}) => {
    const part = { type: 'tool-result', toolCallId: 'c', toolName: 'f', ...answer };
    const prompt = JSON.stringify([{ role: 'tool', content: [part] }]);
    expect(called({ 'ai.prompt.messages': prompt }).messages).toEqual([
      { role: 'tool', content: expected, tool_call_id: 'c', ...beside },
    ]);
  });

  test('of a prompt that a limit cut off are what came before the cut', () => {
    const record = called({
      'ai.prompt.messages':
        '[{"role":"system","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"Wea',
    });
    expect(record.messages).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Wea' },
    ]);
    expect(record.metadata?.['truncated']).toBe(true);
  });

  test('of embeddings are their texts, and the vectors are nowhere', () => {
    const [record] = recordsOf('vercel-ai-4.3.19--default', 'embedMany');
    expect(record?.messages).toEqual(['a', 'b', 'c'].map((content) => ({ role: 'user', content })));
    expect(record?.response).toEqual({});
    expect(JSON.stringify(record)).not.toContain('-0.268');
  });

  test.each([
    ['ai.embeddings', ['[0.7667,0.2684]']],
    ['ai.embedding', '[0.7667,0.2684]'],
  ])('of embeddings whose texts are not recorded are none, and the vectors are nowhere: %s', (name, vectors) => {
    const record = called({ 'ai.operationId': 'ai.embed.doEmbed', [name]: vectors });
    expect(record.messages).toEqual([]);
    expect(JSON.stringify(record)).not.toContain('0.7667');
  });

  test('of a prompt that only the conventions have are theirs', () => {
    const messages = JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: 'Hi' }] }]);
    expect(called({ 'gen_ai.input.messages': messages }).messages).toEqual([{ role: 'user', content: 'Hi' }]);
  });
});

describe('the response', () => {
  test.each<[string, Loose, Loose]>([
    [
      'reasoning alone',
      { 'ai.response.reasoning': 'Hm.' },
      { role: 'assistant', content: null, reasoning_content: 'Hm.' },
    ],
    ['calls that are no list, as a text', { 'ai.response.toolCalls': 'oops' }, { role: 'assistant', content: 'oops' }],
    ['nothing where there are no calls', { 'ai.response.toolCalls': '[]' }, {}],
    [
      'a file',
      { 'ai.response.files': '[{"type":"file","mediaType":"image/png","data":"iVBORw0KGgo="}]' },
      {
        role: 'assistant',
        content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } }],
      },
    ],
  ])('has %s', (_what, attributes, expected) => {
    expect(called(attributes).response).toEqual(expected);
  });

  test('has text, reasoning and tool calls together', () => {
    const record = called({
      'ai.response.text': 'Let me see.',
      'ai.response.reasoning': 'Hm.',
      'ai.response.toolCalls': '[{"toolCallId":"c","toolName":"f","args":"{\\"a\\":1}"}]',
      'ai.response.finishReason': 'tool-calls',
    });
    expect(record.response).toEqual({
      role: 'assistant',
      content: 'Let me see.',
      reasoning_content: 'Hm.',
      tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }],
      finish_reason: 'tool_calls',
    });
  });

  test('of an object is the JSON that the model wrote', () => {
    expect(called({ 'ai.response.object': '{"a":1}' }).response['content']).toBe('{"a":1}');
  });

  test('of tool calls has no empty text', () => {
    const calls = '[{"toolCallId":"c","toolName":"f","input":{}}]';
    expect(called({ 'ai.response.text': '', 'ai.response.toolCalls': calls }).response['content']).toBeNull();
  });

  test('that is an empty text is one', () => {
    expect(called({ 'ai.response.text': '' }).response).toEqual({ role: 'assistant', content: '' });
  });
});

describe('the request', () => {
  test('has its settings under the names of the chat API', () => {
    const { hyperparameters } = called({
      'ai.settings.temperature': 0,
      'ai.settings.topP': 0.9,
      'ai.settings.topK': 40,
      'ai.settings.maxOutputTokens': 100,
      'ai.settings.presencePenalty': 0.1,
      'ai.settings.frequencyPenalty': 0.2,
      'ai.settings.stopSequences': ['END'],
      'ai.settings.seed': 7,
    });
    expect(hyperparameters).toEqual({
      temperature: 0,
      top_p: 0.9,
      top_k: 40,
      max_tokens: 100,
      presence_penalty: 0.1,
      frequency_penalty: 0.2,
      stop: ['END'],
      seed: 7,
    });
  });

  test.each([
    ['{"type":"auto"}', 'auto'],
    ['{"type":"required"}', 'required'],
    ['{"type":"tool","toolName":"get_weather"}', 'get_weather'],
  ])('has the choice of tools %s as %s', (said, expected) => {
    expect(called({ 'ai.prompt.toolChoice': said }).tool_choice).toBe(expected);
  });

  test('has the schema of its answer', () => {
    const about = { 'ai.schema.name': 'person', 'ai.schema.description': 'Who it is.' };
    const record = called({ 'ai.schema': '{"type":"object"}', ...about });
    expect(record.response_format).toEqual({
      type: 'json_schema',
      json_schema: { name: 'person', description: 'Who it is.', schema: { type: 'object' } },
    });
    expect(called(about).response_format).toBeUndefined();
    expect(Object.keys(record.metadata ?? {}).filter((name) => name.startsWith('ai.schema'))).toEqual([]);
  });

  test('has a maximum of tokens by the older name', () => {
    expect(called({ 'ai.settings.maxTokens': 9 }).hyperparameters).toEqual({ max_tokens: 9 });
  });

  test("has the session and the user of the telemetry's metadata, which keeps the rest", () => {
    const record = called({
      'ai.telemetry.metadata.sessionId': 's-1',
      'ai.telemetry.metadata.userId': 'u-1',
      'ai.telemetry.metadata.plan': 'pro',
    });
    expect(record.session_id).toBeDefined();
    expect(record.user_properties).toEqual({ user_id: 'u-1' });
    expect(record.metadata).toMatchObject({ session_id: 's-1', 'ai.telemetry.metadata.plan': 'pro' });
  });
});

test('each try of a call that is tried again is a record of its own', () => {
  const records = recordsOf('vercel-ai-4.3.19--default', 'retry-429-then-200');
  expect(records.map(({ error }) => error !== null)).toEqual([true, false]);
});

test('the time to the first chunk is in milliseconds, also of version 4, which has it in an event only', () => {
  const events = [{ name: 'ai.stream.firstChunk', attributes: { 'ai.stream.msToFirstChunk': 12.5 } }];
  const record = recordOf(
    { ...without, 'ai.operationId': 'ai.streamText.doStream', 'ai.model.id': 'm' },
    {},
    { events },
  );
  expect(record.metadata?.['time_to_first_token_ms']).toBe(12.5);
  expect(record.metadata?.['events']).toBeUndefined();
});

test("Gemini's thoughts, which no count of version 5 has, are part of the output", () => {
  const [record] = recordsOf('vercel-ai-5.0.277--default', 'generateText-gemini-thinking');
  expect(record?.usage).toEqual({
    prompt_tokens: 19,
    completion_tokens: 51,
    total_tokens: 70,
    prompt_tokens_details: { cached_tokens: 4 },
    completion_tokens_details: { reasoning_tokens: 40 },
  });
});

describe('the runtime context of version 7', () => {
  test.each(['sessionId', 'session_id'])('has the session as %s', (name) => {
    const session = '0b8f9a3e-3f5c-4c50-9c7c-0f1f6f2b8d11';
    expect(called({ [`ai.settings.context.${name}`]: session }).session_id).toBe(session);
  });

  test.each(['userId', 'user_id'])('has the user as %s', (name) => {
    expect(called({ [`ai.settings.context.${name}`]: 'u-1' }).user_properties).toEqual({ user_id: 'u-1' });
  });

  test('is on the spans around a call alone, and holds for it', () => {
    expect(isInherited('ai.settings.context.tenant')).toBe(true);
  });
});

describe('what a provider says of the call', () => {
  const said = (metadata: object, others: Loose = {}): CreateModelEvent =>
    called({ 'ai.response.providerMetadata': JSON.stringify(metadata), ...others });

  test.each<[string, object, number | undefined]>([
    ['of the gateway is in dollars', { gateway: { cost: '0.25' } }, 0.25],
    ['of OpenRouter is in dollars', { openrouter: { usage: { cost: 0.25 } } }, 0.25],
    ['of xAI is in ticks', { xai: { costInUsdTicks: 2_500_000_000 } }, 0.25],
    ['that is 0 is not known', { gateway: { cost: 0 } }, undefined],
    ['is none beside other facts', { openai: { serviceTier: 'default' } }, undefined],
  ])('its cost %s', (_what, metadata, cost) => {
    expect(said(metadata).cost).toBe(cost);
  });

  test("Bedrock's writes to the cache, beside what is no object", () => {
    const { usage } = said({ note: null, bedrock: { usage: { cacheWriteInputTokens: 50 } } });
    expect(usage).toEqual({ prompt_tokens_details: { cache_write_tokens: 50 } });
  });

  test.each([
    ['anthropic.messages', 1100],
    ['custom.anthropic', 1000],
  ])('cached tokens are apart from the input of %s alone', (provider, prompt) => {
    const { usage } = said(
      { anthropic: { usage: { input_tokens: 1000 }, cacheReadInputTokens: 100 } },
      { 'ai.model.provider': provider, 'ai.usage.inputTokens': 1000 },
    );
    expect(usage['prompt_tokens']).toBe(prompt);
  });
});

test('writes to the cache are counted by version 6', () => {
  const { usage } = called({ 'ai.usage.inputTokenDetails.cacheWriteTokens': 50 });
  expect(usage).toEqual({ prompt_tokens_details: { cache_write_tokens: 50 } });
});

test.each([
  ['ai.response.msToFirstChunk', 250],
  ['ai.stream.msToFirstChunk', 250],
  ['gen_ai.client.operation.time_to_first_chunk', 0.25],
])('the time to the first chunk is %s', (name, value) => {
  expect(called({ [name]: value }).metadata?.['time_to_first_token_ms']).toBe(250);
});

test.each<[string, readonly object[], number | undefined]>([
  [
    'after another event',
    [
      { name: 'ai.stream.start', attributes: {} },
      { name: 'ai.stream.firstChunk', attributes: { 'ai.response.msToFirstChunk': 9 } },
    ],
    9,
  ],
  ['without attributes', [{ name: 'ai.stream.firstChunk' }], undefined],
  ['none', [{ name: 'ai.stream.finish', attributes: {} }], undefined],
])('the event of the first chunk: %s', (_what, events, expected) => {
  const attributes = { ...without, 'ai.operationId': 'ai.streamText.doStream', 'ai.model.id': 'm' };
  const { metadata } = recordOf(attributes, {}, { events: events as never });
  expect(metadata?.['time_to_first_token_ms']).toBe(expected);
});
