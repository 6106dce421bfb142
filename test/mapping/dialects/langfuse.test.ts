import { isModelCall, toModelEvent } from '../../../src/mapping';
import type { CreateModelEvent } from '../../../src/mapping/record/model-event';
import type { ReadableSpan } from '../../../src/mapping/span/span-view';
import { chatSpan } from '../../support/call';
import { fixture, spanOf } from '../../support/fixture';

const openai = 'langfuse-openai-5.11.1--openai6';

function observation(attributes: Readonly<Record<string, unknown>>): ReadableSpan {
  const named = Object.entries(attributes).map(([name, value]) => [
    `langfuse.observation.${name}`,
    typeof value === 'object' ? JSON.stringify(value) : value,
  ]);
  return chatSpan({
    'gen_ai.operation.name': undefined,
    'gen_ai.request.model': undefined,
    'langfuse.observation.type': 'generation',
    ...Object.fromEntries(named),
  });
}

function recordOf(span: ReadableSpan | undefined): CreateModelEvent {
  const record = span && toModelEvent(span);
  if (record === undefined) throw new Error('no model call');
  return record;
}
const recorded = (library: string, scenario: string): CreateModelEvent => {
  const call = fixture(library, scenario).spans.find((span) => isModelCall(spanOf(span)));
  return recordOf(call && spanOf(call));
};

test.each([
  ['generation', true],
  ['embedding', true],
  ['span', false],
  ['agent', false],
  ['tool', false],
  ['retriever', false],
  ['event', false],
])('an observation of the type %s is a model call: %s', (type, expected) => {
  expect(isModelCall(observation({ type, 'model.name': 'gpt-4o' }))).toBe(expected);
});

describe('usage', () => {
  test.each<[string, Readonly<Record<string, number>>, object]>([
    [
      'takes back in the cached and reasoning tokens that were taken off',
      { input: 30, output: 8, total: 1126, input_cached_tokens: 1024, output_reasoning_tokens: 64 },
      { prompt_tokens: 1054, completion_tokens: 72, total_tokens: 1126 },
    ],
    [
      'counts them once where they were not',
      { input: 30, output: 8, total: 38, input_cached_tokens: 10, output_reasoning_tokens: 3 },
      { prompt_tokens: 30, completion_tokens: 8, total_tokens: 38 },
    ],
    [
      'sums what LangChain has written to the cache for some minutes and for an hour',
      { input: 5, input_ephemeral_5m_input_tokens: 20, input_ephemeral_1h_input_tokens: 10, output: 8, total: 43 },
      { prompt_tokens: 35, prompt_tokens_details: { cache_write_tokens: 30, cache_write_1h_tokens: 10 } },
    ],
    ['is what an app gives', { input: 5 }, { prompt_tokens: 5 }],
  ])('%s', (_rule, usage_details, expected) => {
    expect(recordOf(observation({ 'model.name': 'm', usage_details })).usage).toMatchObject(expected);
  });
});

test('the level shows a failure, whose cost is unknown', () => {
  const { error, cost, response } = recorded(openai, 'chat-err-429');
  expect(error).toMatch(/^Error: 429 Rate limit reached/);
  expect(cost).toBeUndefined();
  expect(response).toEqual({});
});

test('a warning is no failure', () => {
  const { error, metadata } = recorded('langfuse-tracing-5.11.1', 'tracing-manual-generation');
  expect(error).toBeNull();
  expect(metadata?.['langfuse.observation.status_message']).toBe('slow');
});

test('the cost that an app gives is taken', () => {
  expect(recorded('langfuse-tracing-5.11.1', 'tracing-manual-generation').cost).toBe(0.0004);
});

test('the name and version of a prompt stay', () => {
  expect(recorded('langfuse-tracing-5.11.1', 'tracing-manual-generation').metadata).toMatchObject({
    'langfuse.observation.prompt.name': 'movie-critic',
    'langfuse.observation.prompt.version': 3,
  });
});

test('the time of the first token, a JSON text, becomes a duration', () => {
  const span = observation({ 'model.name': 'm', completion_start_time: '"2026-11-22T07:48:56.700Z"' });
  expect(recordOf(span).metadata?.['time_to_first_token_ms']).toBeCloseTo(31, 6);
});

test('parts of a Responses API request that the wrapper puts among metadata have their fields', () => {
  const { tools, messages, hyperparameters, response } = recorded(openai, 'responses-tools');
  expect(tools?.map((tool) => tool['function'])).toMatchObject([{ name: 'get_weather' }, { name: 'get_time' }]);
  expect(messages).toEqual([{ role: 'user', content: 'Weather in Paris and 東京?' }]);
  expect(hyperparameters?.['reasoning_effort']).toBeUndefined();
  expect(response['tool_calls']).toHaveLength(3);
  expect(recorded(openai, 'responses-reasoning').hyperparameters?.['reasoning_effort']).toBe('high');
  expect(recorded(openai, 'chat-json-schema').response_format).toMatchObject({ type: 'json_schema' });
});

test('an answer that is JSON stays the text that the model wrote', () => {
  const output = { text: 'hi', language: 'en' };
  expect(recordOf(observation({ 'model.name': 'm', output })).response['content']).toBe(JSON.stringify(output));
});

test("a message of LangChain's that has a tool for its role is that tool's answer", () => {
  const input = [{ content: '14:05', additional_kwargs: {}, role: 'get_time' }];
  expect(recordOf(observation({ 'model.name': 'm', input })).messages).toEqual([
    { role: 'tool', content: '14:05', name: 'get_time' },
  ]);
});

describe('the answer of a LangChain tool, which lacks the id of its call', () => {
  const call = (id: string, name: string): unknown => ({ id, name, args: {}, type: 'tool_call' });
  const answers = (calls: readonly unknown[], ...tools: readonly string[]): unknown =>
    recordOf(
      observation({
        input: [
          { role: 'assistant', content: '', tool_calls: calls },
          ...tools.map((tool) => ({ role: tool, content: 'sunny', additional_kwargs: {} })),
        ],
      }),
    ).messages.slice(1);

  test('has the id of the only call of its tool', () => {
    expect(answers([call('c1', 'look'), call('c2', 'wait')], 'wait', 'look')).toEqual([
      { role: 'tool', content: 'sunny', name: 'wait', tool_call_id: 'c2' },
      { role: 'tool', content: 'sunny', name: 'look', tool_call_id: 'c1' },
    ]);
  });

  test('has no call id if there are several calls of its tool', () => {
    expect(answers([call('c1', 'look'), call('c2', 'look')], 'look', 'look')).toEqual([
      { role: 'tool', content: 'sunny', name: 'look' },
      { role: 'tool', content: 'sunny', name: 'look' },
    ]);
  });
});

describe('LangChain’s callbacks', () => {
  const streamed = {
    type: 'generation',
    'model.name': 'gpt-4o-mini-2024-07-18',
    'metadata.ls_model_name': 'gpt-4o-mini',
    completion_start_time: '"2026-11-30T00:07:39.785Z"',
  };

  test('name the model that answered at the end of a stream', () => {
    const { model, metadata } = recordOf(observation({ ...streamed, output: { role: 'assistant' } }));
    expect([model, metadata?.['request_model']]).toEqual(['gpt-4o-mini-2024-07-18', 'gpt-4o-mini']);
  });

  test('repeat a call that is among the content', () => {
    const output = {
      role: 'assistant',
      content: [{ type: 'tool_use', id: 'toolu_1', name: 'look', input: { at: 'it' } }],
      tool_calls: [{ type: 'tool_call', id: 'toolu_1', name: 'look', args: { at: 'it' } }],
    };
    const { response } = recordOf(observation({ ...streamed, output }));
    expect(response['tool_calls']).toEqual([
      { id: 'toolu_1', type: 'function', function: { name: 'look', arguments: '{"at":"it"}' } },
    ]);
  });
});
