import Ajv from 'ajv/dist/2020';
import fc from 'fast-check';
import {
  eventUpdateSchema,
  modelEventSchema,
  sessionStartSchema,
  v1EventSchema,
  v1EventUpdateSchema,
  v1SessionSchema,
  validate,
} from '../../src/inspector';
import { event, idOf, start } from '../inspector/post';

const full = event(1, {
  source: 'test',
  messages: [
    { role: 'system', content: [{ type: 'text', text: 'Be brief.' }] },
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'now', arguments: '{}' } }],
    },
    { role: 'tool', tool_call_id: 'call_1', content: '12:00' },
  ],
  response: {
    role: 'assistant',
    content: 'Noon.',
    reasoning_content: 'It is 12.',
    refusal: null,
    finish_reason: 'stop',
    choices: [{ index: 0, message: { role: 'assistant', content: 'Noon.' }, finish_reason: 'stop' }],
  },
  usage: {
    prompt_tokens: 30,
    completion_tokens: 8,
    total_tokens: 38,
    prompt_tokens_details: { cached_tokens: 4 },
    completion_tokens_details: { reasoning_tokens: 2 },
    web_searches: 1,
  },
  cost: 0.0001,
  error: 'RateLimitError: slow down',
  hyperparameters: { temperature: 0.2, stop: ['\n'], stream: true, seed: 7, custom: { deep: [1] } },
  template: [{ role: 'user', content: 'What is {{it}}?' }],
  template_inputs: { it: 'time' },
  tools: [{ type: 'function', function: { name: 'now' } }],
  tool_choice: 'auto',
  response_format: { type: 'json_object' },
  session_id: '01890000-0000-7000-8000-000000000000',
  metadata: { prompt_tokens: 30, cost: 0.0001, trace_id: 'a', anything: [1, null] },
  user_properties: { user_id: 'u' },
  feedback: {},
  metrics: {},
});

test('a record with every field is valid', () => {
  expect(validate(modelEventSchema, full)).toEqual([]);
});

describe('a problem of a record is described by its place and the broken rule', () => {
  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['model is missing', { model: undefined }],
    ['model must have at least 1 characters', { model: '' }],
    ['parent_id is not a field', { parent_id: idOf(2) }],
    ['__proto__ is not a field', JSON.parse('{"__proto__": {}}')],
    ['messages must be array', { messages: { role: 'user' } }],
    ['messages/0 must be object', { messages: ['hello'] }],
    ['messages/0/role is missing', { messages: [{ content: 'hello' }] }],
    ['messages/0/content must be string or null or array', { messages: [{ role: 'user', content: {} }] }],
    [
      'messages/0/tool_calls/0/function/arguments must be string',
      { messages: [{ role: 'assistant', tool_calls: [{ type: 'function', function: { name: 'f', arguments: {} } }] }] },
    ],
    ['response must be object', { response: [] }],
    ['tool_choice must be string', { tool_choice: { type: 'function' } }],
    ['error must be string or null', { error: { message: 'no' } }],
    ['duration must be at least 0', { duration: -1 }],
    ['start_time must be number', { start_time: '2026-01-01' }],
    ['cost must be number', { cost: Number.POSITIVE_INFINITY }],
    ['usage/prompt_tokens must be integer', { usage: { prompt_tokens: 1.5 } }],
    ['usage/other must be at least 0', { usage: { other: -1 } }],
    [
      'usage/completion_tokens_details/reasoning_tokens must be integer',
      { usage: { completion_tokens_details: { reasoning_tokens: '2' } } },
    ],
    ['metadata/total_tokens must be integer', { metadata: { total_tokens: '38' } }],
    ['hyperparameters/stop must be array', { hyperparameters: { stop: 'end' } }],
  ])('%s', (problem, change) => {
    const record = JSON.parse(JSON.stringify(full), (_key, value: unknown) => value) as Record<string, unknown>;
    for (const [key, value] of Object.entries(change)) {
      if (value === undefined) delete record[key];
      else Object.defineProperty(record, key, { value, enumerable: true, configurable: true });
    }
    expect(validate(modelEventSchema, record)).toEqual([problem]);
  });

  test.each(['f0f0f0f0-f0f0-7f0f-8f0f-f0f0f0f0f0f0', 'F0F0F0F0-F0F0-4F0F-8F0F-F0F0F0F0F0F0', 'span-1', ''])(
    'an event id of another form is refused: %p',
    (event_id) => {
      expect(validate(modelEventSchema, event(1, { event_id }))).toEqual([
        expect.stringMatching(/^event_id must match/),
      ]);
    },
  );
});

const ajv = new Ajv({ strict: true, strictTypes: false });

describe('the result is that of a full validator of JSON Schema', () => {
  const v1 = {
    event_type: 'model',
    inputs: { chat_history: [] },
    outputs: {},
    event_id: idOf(1),
    children_ids: [idOf(2)],
    error: null,
    duration: 1,
  };
  const update = { event_id: idOf(1), feedback: { rating: 5 }, metrics: { words: 2 }, config: {}, duration: 1 };
  test.each([
    ['records', modelEventSchema, full],
    ['v1 events', v1EventSchema, v1],
    ['session starts', sessionStartSchema, { project: 'demo', ...start(1, { metadata: { run_id: 'r' } }) }],
    ['v1 session starts', v1SessionSchema, start(1, { user_properties: { user_id: 'u' }, children_ids: [idOf(2)] })],
    ['updates', eventUpdateSchema, update],
    ['v1 updates', v1EventUpdateSchema, { ...update, end_time: 2 }],
  ])('on random changes of %s', (_what, schema, valid) => {
    const judge = ajv.compile(schema);
    let refused = 0;
    const law = fc.property(fc.array(change, { maxLength: 3 }), (changes) => {
      const record = changes.reduce<unknown>((value, one) => changed(value, one), valid);
      const isValid = judge(record);
      refused += isValid ? 0 : 1;
      expect(validate(schema, record).length === 0).toBe(isValid);
    });
    fc.assert(law, { numRuns: 1000 });
    expect(refused).toBeGreaterThan(100);
  });
});

interface Change {
  /** Which way to go at each level: a number picks one of the members there. */
  readonly way: readonly number[];
  readonly what: { readonly put: unknown } | { readonly drop: true } | { readonly key: string; readonly add: unknown };
}

const value = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>(
    '',
    0,
    -1,
    1.5,
    7,
    true,
    null,
    [],
    {},
    'user',
    idOf(3),
    [{}],
    [{ type: 'text' }],
    [{ role: 'user' }],
  ),
);
const change: fc.Arbitrary<Change> = fc.record({
  way: fc.array(fc.nat(30), { minLength: 1, maxLength: 5 }),
  what: fc.oneof(
    value.map((put) => ({ put })),
    fc.constant({ drop: true } as const),
    fc.record({ key: fc.constantFrom('parent_id', 'toString', '__proto__', 'extra', 'role', 'model'), add: value }),
  ),
});

/** A copy of a JSON value with one member, at the end of the way, replaced, dropped or added to. */
function changed(target: unknown, { way: [turn = 0, ...rest], what }: Change): unknown {
  if (typeof target !== 'object' || target === null) return 'put' in what ? what.put : target;
  const entries = Object.entries(target);
  const at = entries.length === 0 ? 0 : turn % entries.length;
  const next = entries.flatMap(([key, member], index): [string, unknown][] => {
    if (index !== at) return [[key, member]];
    if (rest.length > 0) return [[key, changed(member, { way: rest, what })]];
    if ('put' in what) return [[key, what.put]];
    return 'drop' in what
      ? []
      : [
          [key, member],
          [what.key, what.add],
        ];
  });
  return Array.isArray(target) ? next.map(([, member]) => member) : Object.fromEntries(next);
}
