import fc from 'fast-check';
import type { CallRow } from '../../../src/inspector/page-api';
import { idOf as keptIdOf, rowOf } from '../../../src/inspector/store/row-of';
import { searchedText } from '../../../src/inspector/store/searched-text';
import type { Arrived } from '../../../src/inspector/store/store';
import type { Json, JsonObject } from '../../../src/json/json';
import { toV1Event } from '../../../src/mapping/record/v1-event';
import { agentRun } from '../agent-run';
import { event, idOf, sessionIdOf } from '../post';

const rowFor = (
  record: JsonObject,
  format: Arrived['format'] = 'v1',
  problems: readonly string[] = [],
): Omit<CallRow, 'seq'> =>
  rowOf({ format, record, problems, at: 99 }, keptIdOf(record['event_id']) ?? 'made', JSON.stringify(record));

const whole = event(1, {
  session_id: sessionIdOf(1),
  messages: [
    { role: 'system', content: 'Be brief.' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'What is\n\n the weather' },
        { type: 'image_url' },
        { type: 'text', text: 'in Paris?' },
      ],
    },
    { role: 'assistant', content: null, tool_calls: [] },
  ],
  response: {
    role: 'assistant',
    content: 'Let me see.',
    tool_calls: [{ type: 'function', function: { name: 'get_weather', arguments: '{}' } }],
  },
  usage: {
    prompt_tokens: 30,
    completion_tokens: 8,
    total_tokens: 38,
    prompt_tokens_details: { cached_tokens: 20 },
    completion_tokens_details: { reasoning_tokens: 4 },
  },
  cost: 0.002,
  metadata: { trace_id: 'a-trace', time_to_first_token_ms: 120, cache_read_input_tokens: 20, reasoning_tokens: 4 },
  user_properties: { user_id: 'ada' },
});

const expected = {
  id: idOf(1),
  kind: 'model',
  sessionId: sessionIdOf(1),
  traceId: 'a-trace',
  parentId: '',
  name: 'chat gpt-4o-mini',
  model: 'gpt-4o-mini-2024-07-18',
  provider: 'openai',
  user: 'ada',
  startTime: 1_760_000_001_000,
  duration: 812.5,
  timeToFirstToken: 120,
  promptTokens: 30,
  completionTokens: 8,
  totalTokens: 38,
  cachedTokens: 20,
  reasoningTokens: 4,
  cost: 0.002,
  error: null,
  tools: ['get_weather'],
  preview: 'What is the weather in Paris?',
  answer: 'Let me see.',
  problems: 0,
};

test.each<[format: Arrived['format'], record: JsonObject]>([
  ['model', whole as unknown as JsonObject],
  ['v1', toV1Event(whole) as unknown as JsonObject],
])('a call is the same row in the format %s', (format, record) => {
  expect(rowFor(record, format)).toEqual({ ...expected, format, bytes: Buffer.byteLength(JSON.stringify(record)) });
});

test('the steps of an agent have their names, what they were given and what they gave', () => {
  expect(
    agentRun
      .map((record) => rowFor(record))
      .map(({ kind, name, parentId, tools, preview, answer, error }) => [
        kind,
        name,
        parentId,
        tools,
        preview,
        answer,
        error,
      ]),
  ).toEqual([
    ['model', 'chat gpt-4o-mini', idOf(1), ['get_weather', 'get_time'], 'question 2', '', null],
    ['tool', 'get_weather', idOf(1), ['get_weather'], '{"place":"Paris"}', '18 °C, sunny and dry', null],
    ['tool', 'get_time', idOf(1), ['get_time'], '{"zone":"CET"}', '', 'Error: no clock\n    at now'],
    ['model', 'chat gpt-4o-mini', idOf(1), [], 'question 5', 'answer 5', null],
    ['chain', 'travel agent', '', [], '', '', null],
  ]);
});

test.each<[rule: string, record: JsonObject, part: Partial<CallRow>]>([
  [
    'nothing at all',
    {},
    { id: 'made', kind: 'other', startTime: 99, duration: 0, error: null, preview: '', totalTokens: null },
  ],
  ['an unknown type', { event_type: 'agent' }, { kind: 'other' }],
  ['a start that is no time', { start_time: 'yesterday', end_time: 5 }, { startTime: 99, duration: 0 }],
  ['a start beyond all dates', { start_time: 1e300 }, { startTime: 99 }],
  ['no duration, but both times', { start_time: 1000, end_time: 1500 }, { startTime: 1000, duration: 500 }],
  ['an end before the start', { start_time: 1500, end_time: 1000 }, { duration: 0 }],
  [
    'tokens of a chain, which are those of its calls',
    { event_type: 'chain', metadata: { total_tokens: 5, cost: 1 } },
    { totalTokens: null, cost: null },
  ],
  [
    'tokens without a total',
    { event_type: 'model', metadata: { prompt_tokens: 5 } },
    { totalTokens: 5, completionTokens: null },
  ],
  [
    'tokens that are none',
    { event_type: 'model', metadata: { prompt_tokens: -1, completion_tokens: 'many', total_tokens: 1e300 } },
    { promptTokens: null, completionTokens: null, totalTokens: null },
  ],
  ['the session as its parent', { session_id: 's', parent_id: 's' }, { parentId: '' }],
  ['a user by another name', { user_properties: { email: 'ada@example.com' } }, { user: 'ada@example.com' }],
  ['a user in its metadata', { metadata: { user_id: 'ada' } }, { user: 'ada' }],
  ['an error of 1 MB', { error: 'e'.repeat(1e6) }, { error: 'e'.repeat(300) }],
  ['an error that is an object', { error: { code: 429 } }, { error: '{"code":429}' }],
  ['a cut that would halve a character', { error: `${'e'.repeat(299)}👩` }, { error: 'e'.repeat(299) }],
  ['halves of characters and zeros', { event_name: 'a\0b\ud800' }, { name: 'a\ufffdb\ufffd' }],
  [
    'a conversation without a user',
    { event_type: 'model', inputs: { chat_history: [{ role: 'tool', content: '42' }] } },
    { preview: '42' },
  ],
  [
    'an input by its own name',
    { event_type: 'chain', inputs: { input: 'go' }, outputs: { output: 'gone' } },
    { preview: 'go', answer: 'gone' },
  ],
  ['a refusal', { event_type: 'model', outputs: { refusal: 'No.' } }, { answer: 'No.' }],
  [
    'an image alone',
    { event_type: 'model', inputs: { chat_history: [{ role: 'user', content: [{ type: 'image_url' }] }] } },
    { preview: '[image_url]' },
  ],
  [
    '30 tools',
    { outputs: { tool_calls: Array.from({ length: 30 }, (_, n) => ({ function: { name: `tool ${n}` } })) } },
    { tools: Array.from({ length: 20 }, (_, n) => `tool ${n}`) },
  ],
  [
    'several choices',
    {
      outputs: {
        choices: [{ message: { tool_calls: [{ function: { name: 'one' } }] } }, { tool_calls: [{ name: 'two' }] }],
      },
    },
    { tools: ['one', 'two'] },
  ],
])('%s', (_rule, record, part) => {
  expect(rowFor(record)).toMatchObject(part);
});

const field = fc.constantFrom(
  'event_id',
  'event_type',
  'session_id',
  'parent_id',
  'event_name',
  'config',
  'inputs',
  'outputs',
  'messages',
  'response',
  'usage',
  'metadata',
  'error',
  'start_time',
  'end_time',
  'duration',
  'user_properties',
  'chat_history',
  'content',
  'tool_calls',
  'choices',
  'cost',
  'model',
);
const garbage = fc.letrec<{ object: JsonObject; value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.jsonValue({ maxDepth: 1 }) as fc.Arbitrary<Json>,
    tie('object'),
    fc.array(tie('object'), { maxLength: 2 }),
  ),
  object: fc.dictionary(fc.oneof(field, fc.string()), tie('value'), { maxKeys: 6 }),
})).object;

test('no garbage makes a row throw, nor have members of other types', () => {
  const types = Object.entries(rowFor({ error: 'e', ...(whole as unknown as JsonObject) }, 'model')).map(
    ([name, value]) => [name, typeof value] as const,
  );
  fc.assert(
    fc.property(garbage, fc.constantFrom('model' as const, 'v1' as const), (record, format) => {
      const row = rowFor(record, format) as unknown as JsonObject;
      for (const [name, type] of types)
        if (row[name] !== null && name !== 'error') expect([name, typeof row[name]]).toEqual([name, type]);
      expect(JSON.parse(JSON.stringify(row))).toEqual(row);
      expect(typeof searchedText(record)).toBe('string');
    }),
  );
});

test('a record that is nested deeper than functions can call themselves is searched', () => {
  const depth = 20_000;
  const deep = JSON.parse(`${'{"a":['.repeat(depth)}"needle"${']}'.repeat(depth)}`) as JsonObject;
  expect(searchedText(deep)).toBe('needle');
});
