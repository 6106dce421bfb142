import { isModelCall, toModelEvent } from '../../../src/mapping';
import type { CreateModelEvent } from '../../../src/mapping/record/model-event';
import { chatSpan } from '../../support/call';
import { fixture, spanOf } from '../../support/fixture';
import { stepOf } from '../../support/step';

const bare = { 'gen_ai.operation.name': undefined, 'langwatch.span.type': 'llm' };
const typed = (type: string, value: unknown): string => JSON.stringify({ type, value });

function recordOf(attributes: Readonly<Record<string, unknown>>): CreateModelEvent {
  const record = toModelEvent(chatSpan({ ...bare, ...attributes }));
  if (record === undefined) throw new Error('no model call');
  return record;
}

test.each([
  ['llm', true],
  ['chain', false],
  ['rag', false],
  ['tool', false],
  ['agent', false],
])('a span of the type %s is a model call: %s', (type, expected) => {
  expect(isModelCall(chatSpan({ ...bare, 'langwatch.span.type': type }))).toBe(expected);
});

test.each<[string, string, readonly object[]]>([
  ['messages', typed('chat_messages', [{ role: 'system', content: 's' }]), [{ role: 'system', content: 's' }]],
  ['a text', typed('text', 'hello'), [{ role: 'user', content: 'hello' }]],
  ['a list of values', typed('list', [{ type: 'text', value: 'a' }]), [{ role: 'user', content: 'a' }]],
  ['a text that is empty', typed('text', ''), [{ role: 'user', content: '' }]],
  ['any JSON', typed('json', { q: 1 }), [{ role: 'user', content: '{"q":1}' }]],
  ['a text without a type', 'hello', [{ role: 'user', content: 'hello' }]],
])('an input can be %s', (_what, input, expected) => {
  expect(recordOf({ 'langwatch.input': input }).messages).toEqual(expected);
});

test('metrics hold the usage and the cost of a call that an app records by hand', () => {
  const { usage, cost } = recordOf({
    'langwatch.metrics': typed('json', { promptTokens: 12, completionTokens: 3, cost: 0.0001 }),
  });
  expect(usage).toEqual({ prompt_tokens: 12, completion_tokens: 3, total_tokens: 15 });
  expect(cost).toBe(0.0001);
});

test('a tool call that the SDK lost is left out', () => {
  const [span] = fixture('langwatch-0.16.1', 'langchain-tools').spans;
  expect(span && toModelEvent(spanOf(span))?.response).toEqual({ role: 'assistant', content: '' });
});

test('the thread is the session, otherwise the session in LangChain’s metadata', () => {
  expect(recordOf({ 'langwatch.thread.id': 'thread-1' }).metadata?.['session_id']).toBe('thread-1');
  expect(recordOf({ 'langwatch.langgraph.session_id': 's-1' }).metadata?.['session_id']).toBe('s-1');
});

test.each<[string, unknown, unknown]>([
  ['an answer', typed('chat_messages', [{ role: 'assistant', content: 'a' }]), { role: 'assistant', content: 'a' }],
  [
    'the messages of a turn',
    JSON.stringify([typed('text', 'a'), typed('text', 'b')].map((each) => JSON.parse(each))),
    { role: 'assistant', content: 'a\nb' },
  ],
  [
    'a list of lists',
    typed('list', [{ type: 'list', value: [{ type: 'text', value: 'a' }] }]),
    { role: 'assistant', content: 'a' },
  ],
  ['a message', JSON.stringify({ role: 'assistant', content: 'a' }), { role: 'assistant', content: 'a' }],
  ['no value', JSON.stringify({ type: 'text' }), {}],
  ['a value that is `null`', JSON.stringify({ type: 'text', value: null }), {}],
  ['a number', typed('json', 7), { role: 'assistant', content: '7' }],
])('an output can be %s', (_what, output, expected) => {
  expect(recordOf({ 'langwatch.output': output }).response).toEqual(expected);
});

test('LangChain’s metadata have the thread, the user and the temperature', () => {
  const fields = { thread_id: 't-1', user_id: 'u-1', ls_temperature: '0.5' };
  for (const prefix of ['langwatch.langchain.run.metadata.', 'langwatch.langgraph.']) {
    const named = Object.entries(fields).map(([name, value]) => [prefix + name, value]);
    const { metadata, user_properties: user, hyperparameters } = recordOf(Object.fromEntries(named));
    expect([metadata?.['session_id'], user, hyperparameters]).toEqual([
      't-1',
      { user_id: 'u-1' },
      { temperature: 0.5 },
    ]);
  }
  expect(recordOf({ 'langwatch.user.id': 'u-1' }).user_properties).toEqual({ user_id: 'u-1' });
});

test('metrics that have no field stay in the metadata', () => {
  const metrics = { promptTokens: 12, completionTokens: 3, cost: 0.1, note: 'x' };
  expect(recordOf({ 'langwatch.metrics': typed('json', metrics) }).metadata?.['langwatch.metrics']).toEqual({
    note: 'x',
  });
  expect(recordOf({ 'langwatch.metrics': typed('json', null) }).usage).toEqual({});
});

test('a step has the values of its input and its output', () => {
  const attributes = {
    'langwatch.span.type': 'tool',
    'langwatch.input': typed('json', { city: 'Paris' }),
    'langwatch.output': typed('text', 'sunny'),
  };
  expect(stepOf(attributes)).toMatchObject({
    inputs: { city: 'Paris' },
    outputs: { message: 'sunny' },
  });
});
