import { isModelCall } from '../../../src/mapping';
import type { CreateModelEvent } from '../../../src/mapping/record/model-event';
import { chatSpan, recordOf } from '../../support/call';
import { recordsOf } from '../../support/records';

const action = { 'gen_ai.operation.name': undefined, 'gen_ai.request.model': undefined, 'genkit:type': 'action' };

function called(name: string, input: object, output: object): CreateModelEvent {
  return recordOf({
    ...action,
    'genkit:metadata:subtype': 'model',
    'genkit:name': name,
    'genkit:input': JSON.stringify(input),
    'genkit:output': JSON.stringify(output),
  });
}

test.each([
  ['action', 'model', true],
  ['action', 'embedder', true],
  ['action', 'tool', false],
  ['action', 'flow', false],
  ['action', 'prompt', false],
  ['util', undefined, false],
])('a span of the type %s %s is a model call: %s', (type, subtype, expected) => {
  const attributes = { ...action, 'genkit:type': type, 'genkit:metadata:subtype': subtype, 'genkit:name': 'x/y' };
  expect(isModelCall(chatSpan(attributes))).toBe(expected);
});

test.each([
  ['openai/gpt-4o-mini', 'openai', 'gpt-4o-mini'],
  ['googleai/gemini-2.5-flash', 'gcp.gemini', 'gemini-2.5-flash'],
  ['vertexai/gemini-2.5-flash', 'gcp.vertex_ai', 'gemini-2.5-flash'],
  ['my-model', 'unknown', 'my-model'],
  ['openrouter/meta-llama/llama-3', 'openrouter', 'meta-llama/llama-3'],
])('the name %s is of the provider %s and of the model %s', (name, provider, model) => {
  const record = called(name, {}, {});
  expect([record.provider, record.model]).toEqual([provider, model]);
});

test('the finish reason is that of the API, since Genkit writes `stop` for tool calls, too', () => {
  const [record] = recordsOf('genkit-1.42.0', 'generate-tools');
  expect(record?.response['finish_reason']).toBe('tool_calls');
});

test('without the answer of the API, the finish reason is that of Genkit', () => {
  const record = called(
    'ollama/llama3',
    {},
    { message: { role: 'model', content: [{ text: 'Hi' }] }, finishReason: 'length' },
  );
  expect(record.response).toEqual({ role: 'assistant', content: 'Hi', finish_reason: 'length' });
});

describe('parts', () => {
  test('of all kinds keep their place', () => {
    const message = {
      role: 'user',
      content: [
        { text: 'See:' },
        { media: { url: 'data:image/png;base64,iVBORw0KGgo=' } },
        { media: { url: 'https://example.com/c.png', contentType: 'image/png' } },
      ],
    };
    expect(called('openai/gpt-4o', { messages: [message] }, {}).messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'See:' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } },
          { type: 'image_url', image_url: { url: 'https://example.com/c.png', mime_type: 'image/png' } },
        ],
      },
    ]);
  });

  test('of the answer are its text, its reasoning and its calls', () => {
    const content = [
      { reasoning: 'Hm.' },
      { text: 'Let me see.' },
      { toolRequest: { ref: 'c', name: 'f', input: { a: 1 } } },
    ];
    expect(called('openai/gpt-4o', {}, { message: { role: 'model', content } }).response).toEqual({
      role: 'assistant',
      content: 'Let me see.',
      reasoning_content: 'Hm.',
      tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }],
    });
  });
});

test('the configuration becomes the parameters, and the requested output the response format', () => {
  const schema = { type: 'object' };
  const record = called(
    'openai/gpt-4o',
    {
      config: { temperature: 0, maxOutputTokens: 50, topP: 0.9, stopSequences: ['END'], version: 'v' },
      output: { format: 'json', schema },
      toolChoice: 'required',
    },
    {},
  );
  expect(record.hyperparameters).toEqual({ temperature: 0, top_p: 0.9, max_tokens: 50, stop: ['END'], version: 'v' });
  expect(record.response_format).toEqual({ type: 'json_schema', json_schema: { schema } });
  expect(record.tool_choice).toBe('required');
});

describe('thoughts are part of the completion', () => {
  test.each([
    [
      'where they are counted beside it',
      { inputTokens: 12, outputTokens: 66, thoughtsTokens: 42, totalTokens: 120 },
      108,
    ],
    ['where they are counted in it', { inputTokens: 12, outputTokens: 108, thoughtsTokens: 42, totalTokens: 120 }, 108],
  ])('%s', (_how, usage, completion) => {
    const record = called('googleai/gemini-2.5-flash', {}, { usage });
    expect(record.usage).toEqual({
      prompt_tokens: 12,
      completion_tokens: completion,
      total_tokens: 120,
      completion_tokens_details: { reasoning_tokens: 42 },
    });
  });
});

test('the texts of an embedder become messages, and its vectors are left out', () => {
  const record = recordOf({
    ...action,
    'genkit:metadata:subtype': 'embedder',
    'genkit:name': 'googleai/text-embedding-004',
    'genkit:input': '{"input":[{"content":[{"text":"a"}]},{"content":[{"text":"b"}]}],"options":{}}',
    'genkit:output': '{"embeddings":[{"embedding":[0.7667]},{"embedding":[0.2684]}]}',
  });
  expect(record.messages).toEqual([
    { role: 'user', content: 'a' },
    { role: 'user', content: 'b' },
  ]);
  expect(JSON.stringify(record)).not.toContain('0.7667');
});

test.each<[string, object, unknown]>([
  ['JSON', { format: 'json' }, { type: 'json_object' }],
  ['JSON by its type', { contentType: 'application/json' }, { type: 'json_object' }],
  ['text', { format: 'text' }, { type: 'text' }],
  ['another one', { format: 'media' }, undefined],
])('the requested format is %s', (_what, output, expected) => {
  expect(called('openai/gpt-4o', { output }, {}).response_format).toEqual(expected);
});

describe('an answer', () => {
  const message = (text: string): object => ({ content: [{ text }] });

  test('of a version before 1 is a list of candidates', () => {
    const candidates = [
      { index: 0, message: message('one'), finishReason: 'stop' },
      { index: 1, message: message('two'), finishReason: 'length' },
    ];
    const { response, metadata } = called('openai/gpt-4o', {}, { candidates });
    expect(response['choices']).toMatchObject([
      { message: { role: 'assistant', content: 'one' } },
      { message: { role: 'assistant', content: 'two' } },
    ]);
    expect(metadata).not.toHaveProperty(['genkit:output']);
  });

  test("has Gemini's own finish reason before Genkit's", () => {
    const custom = { candidates: [{ finishReason: 'MAX_TOKENS' }] };
    const { response } = called('googleai/g', {}, { message: message('Hi'), finishReason: 'stop', custom });
    expect(response['finish_reason']).toBe('MAX_TOKENS');
  });

  test('and a request keep their other members in the metadata', () => {
    const { metadata, usage } = called(
      'googleai/g',
      {
        messages: [],
        tools: [],
        toolChoice: 'auto',
        docs: [{ content: [{ text: 'a page' }] }],
        config: {},
        output: { format: 'json', contentType: 'application/json', schema: { type: 'object' }, constrained: true },
        note: 1,
      },
      {
        message: message('Hi'),
        finishReason: 'stop',
        request: { messages: [{ role: 'user', content: [{ text: 'Hi' }] }] },
        usage: {
          inputTokens: 12,
          outputTokens: 8,
          totalTokens: 20,
          cachedContentTokens: 5,
          thoughtsTokens: 3,
          inputImages: 2,
        },
        latencyMs: 7,
      },
    );
    expect(metadata?.['genkit:input']).toEqual({ note: 1, output: { constrained: true } });
    expect(metadata?.['genkit:output']).toEqual({ latencyMs: 7, usage: { inputImages: 2 } });
    expect(usage).toEqual({
      prompt_tokens: 12,
      completion_tokens: 8,
      total_tokens: 20,
      prompt_tokens_details: { cached_tokens: 5 },
      completion_tokens_details: { reasoning_tokens: 3 },
    });
  });
});

test('the id of the session is that of the call', () => {
  const { metadata } = recordOf({
    ...action,
    'genkit:metadata:subtype': 'model',
    'genkit:name': 'x/y',
    'genkit:sessionId': 's-1',
  });
  expect(metadata?.['session_id']).toBe('s-1');
});
