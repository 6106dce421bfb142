import { hasContent, toModelEvent, toModelEventDraft } from '../../../src/mapping';
import { completedRecord } from '../../../src/mapping/record/event-draft';
import { chatSpan, recordOf } from '../../support/call';

const said = (role: string, ...contents: readonly string[]): string =>
  JSON.stringify(contents.map((content) => ({ role, parts: [{ type: 'text', content }] })));
const details = (attributes: Readonly<Record<string, unknown>>) => ({
  name: 'gen_ai.client.inference.operation.details',
  attributes,
  body: undefined,
});
/** OpenInference beside the conventions. */
const flattened = (side: 'input' | 'output', content: string, role = 'user') => ({
  'openinference.span.kind': 'LLM',
  [`llm.${side}_messages.0.message.role`]: role,
  [`llm.${side}_messages.0.message.content`]: content,
});

test('what only an event says of a conversation is added to what the span says', () => {
  const attributes = { 'gen_ai.input.messages': said('user', 'Why?') };
  const logs = [details({ 'gen_ai.input.messages': said('user', 'Why?', 'And how?') })];
  const messages = [
    { role: 'user', content: 'Why?' },
    { role: 'user', content: 'And how?' },
  ];
  expect(recordOf(attributes, { logs }).messages).toEqual(messages);
  // Also where the texts of the span would be copied.
  const draft = toModelEventDraft(chatSpan(attributes), { logs }, 10_000);
  expect(draft && completedRecord(draft)).toMatchObject({ messages });
  expect(recordOf({}, { logs }).messages).toEqual(messages);
});

test('what one source says is there once, whichever source has it', () => {
  const both = { 'gen_ai.input.messages': said('user', 'Why?'), ...flattened('input', 'Why?') };
  expect(recordOf(both).messages).toEqual([{ role: 'user', content: 'Why?' }]);
  expect(recordOf(both).metadata).not.toHaveProperty(['llm.input_messages.0.message.content']);
  const answers = { 'gen_ai.output.messages': said('assistant', 'So.'), ...flattened('output', 'So.', 'assistant') };
  expect(recordOf(answers).response).toEqual({ role: 'assistant', content: 'So.' });
});

test('a source about something else stays in the metadata, for each side', () => {
  const { messages, response, metadata } = recordOf({
    'gen_ai.input.messages': said('user', 'Why?'),
    'gen_ai.output.messages': said('assistant', 'So.'),
    ...flattened('input', 'Name a river.'),
    ...flattened('output', 'The Seine.', 'assistant'),
  });
  const all = JSON.stringify([messages, response, metadata]);
  for (const text of ['Why?', 'So.', 'Name a river.', 'The Seine.'])
    expect([text, all.split(text).length]).toEqual([text, 2]);
});

/** The conventions, and OpenInference with the whole of the input and output beside them. */
const whole = (input: string, output: string) => ({
  'gen_ai.input.messages': said('user', 'Why?'),
  'gen_ai.output.messages': said('assistant', 'So.'),
  'openinference.span.kind': 'LLM',
  ...{ 'input.value': input, 'output.value': output },
});

test.each<[string, string, string]>([
  ['a text', 'Name a river.', 'The Seine.'],
  [
    'a request and its answer',
    '{"model":"gpt-4o","messages":[{"role":"user","content":"Name a river."}]}',
    '{"choices":[{"index":0,"message":{"role":"assistant","content":"The Seine."}}]}',
  ],
  ['an object of the app', '{"task":"Name a river."}', '{"answer":"The Seine."}'],
])('nothing is lost of an input and an output as a whole that are about something else: %s', (_kind, input, output) => {
  const { messages, response, metadata } = recordOf(whole(input, output));
  expect(messages).toEqual([{ role: 'user', content: 'Why?' }]);
  expect(response).toEqual({ role: 'assistant', content: 'So.' });
  expect(metadata).toMatchObject({
    'input.value': expect.stringContaining('Name a river.'),
    'output.value': expect.stringContaining('The Seine.'),
  });
});

test('of a whole input that says the same, nothing is told twice', () => {
  const { metadata } = recordOf(whole('Why?', 'So.'));
  for (const name of ['input.value', 'output.value']) expect(metadata).not.toHaveProperty([name]);
});

test('a whole input stays hidden where the app hides its messages', () => {
  const { metadata } = recordOf({
    ...whole('{"model":"gpt-4o","messages":[{"role":"user","content":"Name a river."}]}', 'So.'),
    ...flattened('input', '__REDACTED__'),
  });
  expect(JSON.stringify(metadata)).not.toContain('river');
});

const [first, second] = [
  said('user', 'What is the capital?').slice(0, -12),
  said('user', 'What is the capital?').slice(0, -20),
];

test('of sources that are all cut only the best is taken, and the record is marked', () => {
  const { messages, metadata } = recordOf(
    { 'gen_ai.input.messages': first },
    { logs: [details({ 'gen_ai.input.messages': second })] },
  );
  expect(messages).toHaveLength(1);
  expect(metadata).toMatchObject({ truncated: true });
});

test('a source that is whole is taken in place of one that is cut, and nothing is marked', () => {
  const logs = [details({ 'gen_ai.input.messages': said('user', 'What is the capital?') })];
  const { messages, metadata } = recordOf({ 'gen_ai.input.messages': second }, { logs });
  expect(messages).toEqual([{ role: 'user', content: 'What is the capital?' }]);
  expect(metadata).not.toHaveProperty('truncated');
});

test('an attribute is left over where its value could not be read, or lost to a different one', () => {
  const { metadata } = recordOf({
    ...{ 'gen_ai.request.temperature': 'warm', 'gen_ai.request.top_p': 1, 'gen_ai.request.max_tokens': 'Not set' },
    ...{
      'gen_ai.response.id': 'r-1',
      'gen_ai.request.seed': null,
    },
  });
  expect(metadata).toMatchObject({ 'gen_ai.request.temperature': 'warm' });
  for (const name of ['gen_ai.request.top_p', 'gen_ai.request.max_tokens', 'gen_ai.request.seed'])
    expect(metadata).not.toHaveProperty([name]);
});

test('without content, attributes that hold it are nowhere', () => {
  const attributes = {
    'gen_ai.input.messages': said('user', 'Why?'),
    ...flattened('output', 'So.', 'assistant'),
    'app.tries': 2,
  };
  const { messages, response, metadata } = recordOf(attributes, { captureContent: false });
  expect([messages, response]).toEqual([[], {}]);
  expect(metadata).toMatchObject({ 'app.tries': 2 });
  expect(Object.keys(metadata ?? {}).filter((name) => /messages/.test(name))).toEqual([]);
});

test.each<[string, Readonly<Record<string, unknown>>, boolean]>([
  ['messages', { 'gen_ai.input.messages': said('user', 'Why?') }, true],
  ['messages leaf by leaf', flattened('input', 'Why?'), true],
  ['a model', { 'gen_ai.request.model': 'gpt-4o' }, false],
  ['nothing', {}, false],
])('whether a span has content: %s', (_what, attributes, expected) => {
  expect(hasContent({ attributes })).toBe(expected);
});

test('the order of parameters is that of the record, whatever the order of the attributes', () => {
  const { hyperparameters } = recordOf({
    'gen_ai.request.seed': 7,
    'gen_ai.request.top_p': 1,
    'gen_ai.request.temperature': 0,
  });
  expect(Object.keys(hyperparameters ?? {})).toEqual(['temperature', 'top_p', 'seed']);
});

test('long names are cut, texts are not', () => {
  const long = 'x'.repeat(2000);
  const record = toModelEvent(chatSpan({ 'user.id': long, 'gen_ai.input.messages': said('user', long) }));
  expect(String(record?.user_properties?.['user_id'])).toHaveLength(1024);
  expect(record?.messages).toEqual([{ role: 'user', content: long }]);
});
