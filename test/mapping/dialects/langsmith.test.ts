import { isModelCall, toModelEvent } from '../../../src/mapping';
import type { CreateModelEvent } from '../../../src/mapping/record/model-event';
import { chatSpan } from '../../support/call';
import { fixture, spanOf } from '../../support/fixture';

function recordOf(attributes: Readonly<Record<string, unknown>>): CreateModelEvent {
  const record = toModelEvent(chatSpan({ 'langsmith.span.kind': 'llm', 'gen_ai.system': 'openai', ...attributes }));
  if (record === undefined) throw new Error('no model call');
  return record;
}

test.each([
  ['llm', true],
  ['embedding', true],
  ['chain', false],
  ['tool', false],
  ['prompt', false],
])('a run of the kind %s is a model call: %s', (kind, expected) => {
  const run = { 'gen_ai.operation.name': kind, 'gen_ai.request.model': undefined, 'langsmith.span.kind': kind };
  expect(isModelCall(chatSpan({ ...run, 'gen_ai.prompt': '{"text":"Hi"}' }))).toBe(expected);
  expect(isModelCall(chatSpan(run))).toBe(false);
});

test("a run of an app's own model is a model call, though it names none", () => {
  const run = { 'gen_ai.request.model': undefined, 'gen_ai.prompt': '{"messages":[{"role":"user","content":"Hi"}]}' };
  expect(recordOf(run)).toMatchObject({ model: 'unknown', messages: [{ role: 'user', content: 'Hi' }] });
});

test('the details of its usage are known where only their own attributes have them', () => {
  const { usage } = recordOf({
    'gen_ai.usage.input_tokens': 1110,
    'gen_ai.usage.output_tokens': 5,
    'gen_ai.completion': '{}',
    'gen_ai.usage.input_token_details': '{"cache_read":10,"ephemeral_1h_input_tokens":1000}',
    'gen_ai.usage.output_token_details': '{"reasoning":3}',
  });
  expect(usage).toEqual({
    prompt_tokens: 1110,
    completion_tokens: 5,
    total_tokens: 1115,
    prompt_tokens_details: { cached_tokens: 10, cache_write_tokens: 1000, cache_write_1h_tokens: 1000 },
    completion_tokens_details: { reasoning_tokens: 3 },
  });
});

test('a chain of one call is one record', () => {
  const { spans } = fixture('langsmith-otel-0.12.0--default', 'traceable-chain');
  const records = spans.flatMap((span) => toModelEvent(spanOf(span)) ?? []);
  expect(records).toHaveLength(1);
  expect(records[0]?.metadata).toMatchObject({ session_id: 's-1' });
});

test('a run that failed has its error, though its status is OK', () => {
  const [span] = fixture('langsmith-0.12.0', 'err-429').spans;
  expect(span?.status.code).toBe(1);
  expect(span && toModelEvent(spanOf(span))?.error).toMatch(/429 Rate limit reached/);
});

test('usage is known where the inputs and outputs are hidden', () => {
  const { usage, messages, response } = recordOf({
    'gen_ai.prompt': '{}',
    'gen_ai.completion': '{}',
    'langsmith.usage_metadata': JSON.stringify({
      input_tokens: 1035,
      output_tokens: 8,
      total_tokens: 1043,
      input_token_details: { cache_read: 1024 },
      output_token_details: { reasoning: 5 },
    }),
  });
  expect(messages).toEqual([]);
  expect(response).toEqual({});
  expect(usage).toEqual({
    prompt_tokens: 1035,
    completion_tokens: 8,
    total_tokens: 1043,
    prompt_tokens_details: { cached_tokens: 1024 },
    completion_tokens_details: { reasoning_tokens: 5 },
  });
});

describe('writes to the cache by their lifetimes', () => {
  const usageOf = (details: Readonly<Record<string, number>>) =>
    recordOf({
      'langsmith.usage_metadata': JSON.stringify({
        input_tokens: 3000,
        output_tokens: 9,
        input_token_details: details,
      }),
    });

  test.each<[string, Readonly<Record<string, number>>, Readonly<Record<string, number>>]>([
    ['are summed', { ephemeral_5m_input_tokens: 20, ephemeral_1h_input_tokens: 5 }, { all: 25, hour: 5 }],
    ['may be spelt otherwise', { ephemeral_5m_input_tokens: 20, ephemeral_1hr_input_tokens: 5 }, { all: 25, hour: 5 }],
    ['count beside a sum of 0', { cache_creation: 0, ephemeral_5m_input_tokens: 20 }, { all: 20 }],
    ['are parts of their sum', { cache_creation: 25, ephemeral_1h_input_tokens: 5 }, { all: 25, hour: 5 }],
    ['are none', { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 }, { all: 0 }],
  ])('%s: %j', (_rule, details, { all, hour }) => {
    const { usage, metadata } = usageOf(details);
    expect(usage['prompt_tokens']).toBe(3000);
    expect(usage['prompt_tokens_details']).toEqual({
      cache_write_tokens: all,
      ...(hour === undefined ? {} : { cache_write_1h_tokens: hour }),
    });
    expect(metadata).not.toHaveProperty(['langsmith.usage_metadata']);
  });

  test('have prices of their own', () => {
    const { usage } = usageOf({ ephemeral_5m_input_tokens: 2000, ephemeral_1h_input_tokens: 500 });
    const asked: unknown[] = [];
    const price = (call: unknown): undefined => void asked.push(call);
    const span = chatSpan({
      'langsmith.span.kind': 'llm',
      'langsmith.usage_metadata': JSON.stringify({
        input_tokens: 3000,
        output_tokens: 9,
        input_token_details: { ephemeral_5m_input_tokens: 2000, ephemeral_1h_input_tokens: 500 },
      }),
    });
    expect(toModelEvent(span, { price })?.usage).toEqual(usage);
    expect(asked).toEqual([expect.objectContaining({ cacheWriteTokens: 2500, cacheWriteHourTokens: 500 })]);
  });
});

test('the cost in the usage is taken', () => {
  const usage = { input_tokens: 10, output_tokens: 5, input_cost: 0.001, output_cost: 0.002, total_cost: 0.003 };
  const { cost, metadata } = recordOf({ 'langsmith.usage_metadata': JSON.stringify(usage) });
  expect(cost).toBe(0.003);
  expect(metadata).toMatchObject({ 'langsmith.usage_metadata': { input_cost: 0.001, output_cost: 0.002 } });
});

test('parameters that LangChain keeps as texts among metadata are numbers', () => {
  const { hyperparameters } = recordOf({
    'langsmith.metadata.ls_temperature': '0.2',
    'langsmith.metadata.ls_max_tokens': '20',
    'langsmith.metadata.stream': 'false',
  });
  expect(hyperparameters).toEqual({ temperature: 0.2, max_tokens: 20, stream: false });
});

test('messages that LangChain serialised are chat messages', () => {
  const serialised = (type: string, kwargs: object): object => ({
    lc: 1,
    type: 'constructor',
    id: ['langchain_core', 'messages', type],
    kwargs: { additional_kwargs: {}, response_metadata: {}, ...kwargs },
  });
  const call = { name: 'look', args: { at: 'Paris' }, id: 'call_1', type: 'tool_call' };
  const messages = [
    serialised('SystemMessage', { content: 'be brief' }),
    serialised('HumanMessage', { content: 'look' }),
    serialised('AIMessageChunk', { content: '', tool_calls: [call], id: 'run-1' }),
    serialised('ToolMessage', { content: 'sunny', tool_call_id: 'call_1', name: 'look' }),
  ];
  expect(recordOf({ 'gen_ai.prompt': JSON.stringify({ messages: [messages] }) }).messages).toEqual([
    { role: 'system', content: 'be brief' },
    { role: 'user', content: 'look' },
    {
      role: 'assistant',
      content: '',
      tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'look', arguments: '{"at":"Paris"}' } }],
      id: 'run-1',
    },
    { role: 'tool', content: 'sunny', name: 'look', tool_call_id: 'call_1' },
  ]);
});

describe('the metadata of a run', () => {
  const run = (fields: Readonly<Record<string, unknown>>): CreateModelEvent =>
    recordOf(Object.fromEntries(Object.entries(fields).map(([name, value]) => [`langsmith.metadata.${name}`, value])));

  test.each(['session_id', 'thread_id', 'conversation_id'])('have the session as %s', (name) => {
    expect(run({ [name]: 's-1' }).metadata?.['session_id']).toBe('s-1');
  });

  test('have the user, and parameters by the names of the API', () => {
    const { hyperparameters, user_properties: user } = run({ user_id: 'u', temperature: 0.5, max_tokens: 9, n: 2 });
    expect([hyperparameters, user]).toEqual([{ temperature: 0.5, max_tokens: 9, n: 2 }, { user_id: 'u' }]);
  });

  test.each([
    ['google_genai', 'gcp.gemini'],
    ['google_vertexai', 'gcp.vertex_ai'],
    ['google_anthropic_vertex', 'gcp.vertex_ai'],
    ['amazon_bedrock', 'aws.bedrock'],
    ['bedrock_converse', 'aws.bedrock'],
    ['azure_openai', 'azure.ai.openai'],
    ['azure_ai', 'azure.ai.inference'],
    ['ibm', 'ibm.watsonx.ai'],
  ])('name the provider as LangChain does: %s is %s', (said, provider) => {
    const attributes = { 'gen_ai.system': undefined, 'langsmith.metadata.ls_provider': said };
    expect(recordOf(attributes).provider).toBe(provider);
  });

  test('have the usage, too', () => {
    const usage = JSON.stringify({ input_tokens: 10, output_tokens: 5, note: 'x' });
    expect(run({ usage_metadata: usage })).toMatchObject({
      usage: { prompt_tokens: 10, completion_tokens: 5 },
      metadata: { 'langsmith.metadata.usage_metadata': { note: 'x' } },
    });
  });
});

test.each([
  ...['gen_ai.prompt', 'gen_ai.completion', 'gen_ai.request.model', 'gen_ai.response.model'],
  ...['gen_ai.usage.input_tokens', 'gen_ai.usage.output_tokens', 'langsmith.metadata.ls_model_name'],
])('a run of a model with %s is a call', (name) => {
  const run = { 'gen_ai.operation.name': undefined, 'gen_ai.request.model': undefined, 'langsmith.span.kind': 'llm' };
  expect(isModelCall(chatSpan({ ...run, [name]: 1 }))).toBe(true);
});

test.each<[string, object, object]>([
  ['input', { cache_read: 10 }, { prompt_tokens_details: { cached_tokens: 10 } }],
  ['output', { reasoning: 3 }, { completion_tokens_details: { reasoning_tokens: 3 } }],
])('the details of the %s alone are known', (side, details, expected) => {
  const { usage } = recordOf({ [`gen_ai.usage.${side}_token_details`]: JSON.stringify(details) });
  expect(usage).toEqual(expected);
});
