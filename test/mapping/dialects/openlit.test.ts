import type { CreateModelEvent } from '../../../src/mapping/record/model-event';
import { recordOf } from '../../support/call';
import { recordsOf } from '../../support/records';

const called = (attributes: Readonly<Record<string, unknown>>): CreateModelEvent =>
  recordOf({ 'telemetry.sdk.name': 'openlit', 'gen_ai.request.is_stream': false, ...attributes });

test("cached tokens are added to the prompt of Anthropic's API, however few they are", () => {
  const { usage } = called({
    'gen_ai.provider.name': 'anthropic',
    'gen_ai.usage.input_tokens': 1000,
    'gen_ai.usage.output_tokens': 10,
    'gen_ai.usage.cache_read.input_tokens': 100,
    'gen_ai.usage.cache_creation.input_tokens': 50,
  });
  expect(usage).toMatchObject({ prompt_tokens: 1150, completion_tokens: 10, total_tokens: 1160 });
});

test("the prompt of OpenAI's API includes them already", () => {
  const { usage } = called({
    'gen_ai.provider.name': 'openai',
    'gen_ai.usage.input_tokens': 1054,
    'gen_ai.usage.cache_read.input_tokens': 1024,
  });
  expect(usage).toMatchObject({ prompt_tokens: 1054 });
});

test('a cost of 0 is an unknown price', () => {
  expect(called({ 'gen_ai.usage.cost': 0 }).cost).toBeUndefined();
  expect(called({ 'gen_ai.usage.cost': 0.001092 }).cost).toBe(0.001092);
});

test('the type of the answer is not the requested type', () => {
  const [record] = recordsOf('openlit-1.15.0', 'anthropic-tools-loop');
  expect(record?.response_format).toBeUndefined();
  expect(record?.metadata?.['gen_ai.output.type']).toBe('json');
});

describe('tool calls that are joined in one text', () => {
  const joined = {
    'gen_ai.tool.name': 'get_weather, get_time',
    'gen_ai.tool.call.id': 'a, b',
    'gen_ai.tool.args': '{"city":"Paris, France"}, {"tz":"Europe/Paris"}',
  };

  test('are those of an answer that has no messages', () => {
    expect(called(joined).response).toEqual({
      role: 'assistant',
      content: null,
      tool_calls: [
        { id: 'a', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Paris, France"}' } },
        { id: 'b', type: 'function', function: { name: 'get_time', arguments: '{"tz":"Europe/Paris"}' } },
      ],
    });
  });

  test('are added to the messages of an answer as far as these have them not', () => {
    const own = '{"type":"tool_call","id":"a","name":"get_weather","arguments":{"city":"Paris, France"}}';
    const messages = `[{"role":"assistant","parts":[{"type":"text","content":"Hi"},${own}]}]`;
    const { response } = called({ ...joined, 'gen_ai.output.messages': messages });
    expect(response).toMatchObject({ content: 'Hi', tool_calls: [{ id: 'a' }, { id: 'b' }] });
    expect(response['tool_calls']).toHaveLength(2);
  });

  test('of one tool have its arguments as they are, cut or not', () => {
    const one = { 'gen_ai.tool.name': 'f', 'gen_ai.tool.call.id': 'a', 'gen_ai.tool.args': '{"city":"Par' };
    expect(called(one).response['tool_calls']).toEqual([
      { id: 'a', type: 'function', function: { name: 'f', arguments: '{"city":"Par' } },
    ]);
  });
});

test('parameters of its own names are hyperparameters, and the first token has its time', () => {
  const record = called({
    'gen_ai.request.reasoning_effort': 'low',
    'gen_ai.request.user': 'u1',
    'gen_ai.server.time_to_first_token': 0.25,
  });
  expect(record.hyperparameters).toEqual({ stream: false, reasoning_effort: 'low', user: 'u1' });
  expect(record.metadata?.['time_to_first_token_ms']).toBe(250);
});

test.each<[string, Readonly<Record<string, unknown>>, readonly unknown[]]>([
  ['without ids', { 'gen_ai.tool.name': 'f, g', 'gen_ai.tool.args': '{}, {"a":1}' }, ['{}', '{"a":1}']],
  ['with too few arguments', { 'gen_ai.tool.name': 'f, g', 'gen_ai.tool.args': '{}' }, [undefined, undefined]],
])('joined calls %s', (_what, attributes, expected) => {
  const calls = called(attributes).response['tool_calls'] as readonly { readonly function: { arguments?: unknown } }[];
  expect(calls.map((call) => call.function.arguments)).toEqual(expected);
});

test.each([
  ['names', { 'gen_ai.tool.name': 'f' }],
  ['arguments', { 'gen_ai.tool.args': '{}' }],
])('%s of tools alone are no calls', (_what, attributes) => {
  expect(called(attributes).response).toEqual({});
});
