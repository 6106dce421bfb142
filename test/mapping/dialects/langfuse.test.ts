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
    [
      'is what LangChain has written to the cache for an hour alone',
      { input: 5, input_ephemeral_1h_input_tokens: 10, output: 8, total: 23 },
      { prompt_tokens: 15, prompt_tokens_details: { cache_write_tokens: 10, cache_write_1h_tokens: 10 } },
    ],
    [
      'is what LangChain has written to the cache for some minutes alone',
      { input: 5, input_ephemeral_5m_input_tokens: 20, output: 8, total: 33 },
      { prompt_tokens: 25, prompt_tokens_details: { cache_write_tokens: 20 } },
    ],
    [
      'takes parts back in where there is no total',
      { input: 30, output: 8, input_cached_tokens: 10, output_reasoning_tokens: 3 },
      { prompt_tokens: 40, completion_tokens: 11 },
    ],
    ['is the total alone', { total: 9 }, { total_tokens: 9 }],
    ['is the output alone', { output: 8 }, { completion_tokens: 8 }],
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

describe('what an app observes', () => {
  const of = (attributes: Readonly<Record<string, unknown>>): CreateModelEvent => recordOf(observation(attributes));

  test.each<[string, unknown, readonly object[]]>([
    ['an empty text, which is none', '', []],
    ['a text', 'Hi', [{ role: 'user', content: 'Hi' }]],
    ['messages', [{ content: 'Hi' }], [{ role: 'user', content: 'Hi' }]],
    ['a request', { messages: [{ content: 'Hi' }] }, [{ role: 'user', content: 'Hi' }]],
    ['an object', { city: 'Paris' }, [{ role: 'user', content: '{"city":"Paris"}' }]],
    [
      'texts and messages',
      ['Hi', { role: 'assistant', content: 'Hello' }],
      [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'Hello' },
      ],
    ],
  ])('may have %s as its input', (_what, input, expected) => {
    expect(of({ input }).messages).toEqual(expected);
  });

  test.each<[string, unknown, object]>([
    ['an empty text, which is none', '', {}],
    ['calls without a role', { content: 'Hi', tool_calls: [] }, { role: 'assistant', content: 'Hi' }],
    ['items of a turn', [{ type: 'output_text', text: 'Hi' }], { role: 'assistant', content: 'Hi' }],
    [
      'items and something else, which is JSON',
      [{ type: 'output_text', text: 'Hi' }, { a: 1 }],
      { role: 'assistant', content: '[{"type":"output_text","text":"Hi"},{"a":1}]' },
    ],
    ['items of other types, which are JSON', [{ type: 1 }], { role: 'assistant', content: '[{"type":1}]' }],
  ])('may have %s as its output', (_what, output, expected) => {
    expect(of({ output }).response).toEqual(expected);
  });

  test('has a cost, and keeps its parts', () => {
    const { cost, metadata } = of({ cost_details: { input: 0.1, output: 0.2, total: 0.3 } });
    expect(cost).toBe(0.3);
    expect(metadata?.['langfuse.observation.cost_details']).toEqual({ input: 0.1, output: 0.2 });
  });

  test.each<[string, number, string, number | undefined]>([
    ['of 0 is not known of an error', 0, 'ERROR', undefined],
    ['of 0 is one of a call', 0, 'DEFAULT', 0],
    ['of an error may be known', 0.3, 'ERROR', 0.3],
  ])('has a cost that %s', (_what, total, level, cost) => {
    expect(of({ cost_details: { total }, level }).cost).toBe(cost);
  });

  test('has failed without a message, before any model has answered', () => {
    const { error, model, metadata } = of({ 'model.name': 'm', level: 'ERROR', output: 'partial' });
    expect([error, model, metadata?.['request_model']]).toEqual(['error', 'm', 'm']);
  });

  test('has no time of a first token that is none', () => {
    const span = observation({ 'model.name': 'm', completion_start_time: '7' });
    expect(recordOf(span).metadata).not.toHaveProperty(['time_to_first_token_ms']);
  });

  test.each([
    ['langfuse.session.id', 'langfuse.user.id'],
    ['langfuse.observation.metadata.session_id', 'langfuse.observation.metadata.user_id'],
  ])('has its session and its user as %s and %s', (session, user) => {
    const { attributes } = observation({});
    const { metadata, user_properties: properties } = recordOf(
      chatSpan({ ...attributes, [session]: 's', [user]: 'u' }),
    );
    expect([metadata?.['session_id'], properties]).toEqual(['s', { user_id: 'u' }]);
  });
});

test("a LangChain tool's answer without a call keeps what is beside it", () => {
  const input = [
    { role: 'user', content: 'Hi' },
    { role: 'look', content: 'sunny', additional_kwargs: { note: 'x' } },
  ];
  expect(recordOf(observation({ input })).messages).toEqual([
    { role: 'user', content: 'Hi' },
    { role: 'tool', content: 'sunny', name: 'look', additional_kwargs: { note: 'x' } },
  ]);
});
