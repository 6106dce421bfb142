import fc from 'fast-check';
import { toModelEvent, toModelEventDraft } from '../../../src/mapping';
import type { LogEvent, ReadableSpan } from '../../../src/mapping/span/span-view';
import { spliceChoice, spliceConversation } from '../../../src/mapping/splice/spliced-conversation';
import { WrittenJson } from '../../../src/mapping/splice/written-json';
import { writtenTools, writtenToolsBy } from '../../../src/mapping/splice/written-tools';
import { encode, encodeDraft } from '../../../src/pipeline/encode';
import { chatSpan } from '../../support/call';
import { fixtures, logsOf, spanOf } from '../../support/fixture';
import { span as hostileSpan } from '../../support/hostile';

const maxBytes = 2 ** 20;

/** The bytes of a span's record, made of what was parsed and of what was copied. */
function bothWays(span: ReadableSpan, logs: readonly LogEvent[] = []): readonly [string, string] | undefined {
  const record = toModelEvent(span, { logs });
  const draft = toModelEventDraft(span, { logs }, maxBytes);
  if (record === undefined || draft === undefined) return undefined;
  return [encodeDraft(draft, maxBytes).toString(), encode(record, maxBytes).toString()];
}

const isCopied = (attributes: Readonly<Record<string, unknown>>): boolean =>
  toModelEventDraft(chatSpan(attributes), {}, maxBytes)?.messages instanceof WrittenJson;

const saying = (content: string): string => JSON.stringify([{ role: 'user', parts: [{ type: 'text', content }] }]);

test.each<[string, string, boolean]>([
  ['a text', saying('Why?'), true],
  ['a text of any script', saying('東京 🗼 “quoted”\n'), true],
  ['a text with half of a surrogate pair', saying('?').replace('?', '\ud83d'), false],
  ['a list that was cut', saying('Why?').slice(0, -3), false],
  ['a list with a text as one of its messages', '["Why?"]', false],
  ['a message with a name', '[{"role":"user","name":"Ada","parts":[{"type":"text","content":"Why?"}]}]', true],
  ['a message in the form of a chat API', '[{"role":"user","content":"Why?"}]', true],
])('%s is copied: %s', (_form, input, expected) => {
  expect(isCopied({ 'gen_ai.input.messages': input })).toBe(expected);
});

/** A message of the conventions, as instrumentations write it. */
const says = (role: string, ...parts: readonly object[]) => ({ role, parts });
const asks = { type: 'text', content: 'Why?' };
const calls = {
  type: 'tool_call',
  id: 'c1',
  name: 'weather',
  arguments: { city: 'Paris', days: [1, { a: 'say \\"]}' }] },
};
const answers = { type: 'tool_call_response', id: 'c1', response: 'Sunny.' };
const limits = { maxChars: 100_000, maxMediaBytes: 4096 };
const deep = JSON.parse(`${'{"a":'.repeat(33)}1${'}'.repeat(33)}`);

/** Each with whether its text stands in a piece of its own, without having been parsed. */
test.each<[string, object, boolean]>([
  ['a text of the system', says('system', asks), true],
  ['a text of the developer', says('developer', asks), true],
  ['a text of the user', says('user', asks), true],
  ['several texts', says('user', asks, { type: 'text', content: 'And "how"?\n' }), true],
  ['an answer with its reason', { ...says('assistant', asks), finish_reason: 'stop' }, true],
  ['a text before a call', says('assistant', asks, calls), true],
  [
    'two calls behind a text',
    says('assistant', asks, calls, { ...calls, id: 'c2', arguments: '{"city":"Rome"}' }),
    true,
  ],
  ['the answer of a tool', says('tool', answers), true],
  ['the answer of a tool with a reason', { ...says('tool', answers), finish_reason: 'stop' }, true],
  ['a call alone, with its reason', { ...says('assistant', calls), finish_reason: 'tool_call' }, false],
  ['a message of another role', says('human', asks), false],
  ['a message without a role', { parts: [asks] }, false],
  ['a message with its content', { role: 'user', content: 'Why?' }, false],
  ['a message with a name', { ...says('user', asks), name: 'Ada' }, false],
  ['a reason that is no name', { ...says('assistant', asks), finish_reason: 'the end' }, false],
  ['an empty reason', { ...says('assistant', asks), finish_reason: '' }, false],
  ['an answer of a tool in a message of the user', says('user', answers), false],
  ['two answers of tools', says('tool', answers, { ...answers, id: 'c2' }), false],
  ['an answer of a tool behind a text', says('tool', asks, answers), false],
  ['an answer of a tool before a text', says('tool', answers, asks), false],
  ['an answer of a tool behind a call', says('tool', calls, answers), false],
  ['an answer of a tool without an id', says('tool', { type: 'tool_call_response', response: 'Sunny.' }), false],
  ['an answer of a tool that is data', says('tool', { ...answers, response: { temp: 18 } }), false],
  [
    'an answer of a tool that is an image',
    says('tool', { ...answers, response: `iVBORw0KGgoA${'A'.repeat(60)}` }),
    false,
  ],
  [
    'an answer of a tool that is a data URI',
    says('tool', { ...answers, response: `data:image/png;base64,iVBORw0KGgoA${'A'.repeat(60)}` }),
    false,
  ],
  ['a text with other members', says('user', { ...asks, id: 't1' }), false],
  ['a text that is none', says('user', { type: 'text', content: 7 }), false],
  ['reasoning', says('assistant', { type: 'reasoning', content: 'Hm.' }, asks), false],
  ['a call without an id', says('assistant', asks, { type: 'tool_call', name: 'f', arguments: {} }), false],
  ['a call without a name', says('assistant', asks, { type: 'tool_call', id: 'c1', arguments: {} }), false],
  ['a call without arguments', says('assistant', asks, { type: 'tool_call', id: 'c1', name: 'f' }), false],
  ['a call with a number', says('assistant', asks, { ...calls, arguments: 7 }), false],
  ['a call with what is nested too deeply', says('assistant', asks, { ...calls, arguments: deep }), false],
  ['a call with other members', says('assistant', asks, { ...calls, note: 'x' }), false],
  [
    'a text with large media',
    says('user', { type: 'text', content: `see data:image/png;base64,${'iVBORw0KGgoA'.repeat(600)}` }),
    false,
  ],
])('of a conversation, %s is written as if it were parsed', (_what, message, isItsTextCopied) => {
  const conversation = JSON.stringify([says('user', asks), message, says('user', asks)]);
  const spliced = spliceConversation(conversation, limits);
  const span = chatSpan({ 'gen_ai.input.messages': conversation, 'gen_ai.output.messages': JSON.stringify([message]) });
  const [copied, parsed] = bothWays(span) ?? [];
  expect(copied).toBe(parsed);
  // Before, content and after, for each message.
  expect(spliced?.pieces).toHaveLength(9);
  expect(spliced?.pieces[4] !== '').toBe(isItsTextCopied);
});

test.each<[string, string, boolean]>([
  ['an answer', JSON.stringify([says('assistant', asks)]), true],
  ['a call', JSON.stringify([says('assistant', calls)]), true],
  ['an answer with its reason', JSON.stringify([{ ...says('assistant', asks), finish_reason: 'tool_call' }]), true],
  ['two choices', JSON.stringify([says('assistant', asks), says('assistant', asks)]), false],
  ['an answer of a tool', JSON.stringify([says('tool', answers)]), false],
  ['an answer with other members', JSON.stringify([{ ...says('assistant', asks), name: 'Ada' }]), false],
  ['an answer that was cut', JSON.stringify([says('assistant', asks)]).slice(0, -1), false],
  ['no list', JSON.stringify(says('assistant', asks)), false],
])('%s is a choice that is copied: %s', (_what, output, expected) => {
  const spliced = spliceChoice(output, limits);
  expect(spliced !== undefined).toBe(expected);
  if (spliced !== undefined) expect(JSON.parse(spliced.pieces.join(''))).toMatchObject({ role: 'assistant' });
  const [copied, parsed] = bothWays(chatSpan({ 'gen_ai.output.messages': output })) ?? [];
  expect(copied).toBe(parsed);
});

test.each([
  '[{"role":"user","parts":[{"type":"text","content":"Why?"}]}] and',
  '[{"role":"user","parts":[{"type":"text","content":"Why?"}]};]',
  '[{]',
  '[{"a":"b]',
  '[{} "a"]',
])('what is no list of messages is not copied: %s', (damaged) => {
  expect(spliceConversation(damaged, limits)).toBeUndefined();
  expect(spliceChoice(damaged, limits)).toBeUndefined();
});

test('instructions are written before a conversation that does not begin with them', () => {
  const instructions = JSON.stringify([{ type: 'text', content: 'Why?' }]);
  for (const role of ['system', 'developer', 'user', 'tool']) {
    for (const list of [[says(role, asks)], [{ role, content: 'Why?' }], [says(role, calls)]]) {
      const span = chatSpan({
        'gen_ai.system_instructions': instructions,
        'gen_ai.input.messages': JSON.stringify(list),
      });
      const [copied, parsed] = bothWays(span) ?? [];
      expect(copied).toBe(parsed);
    }
  }
});

describe('tools are written once for each text', () => {
  const tool = { type: 'function', name: 'weather', parameters: {} };
  const inForm = [{ type: 'function', function: { name: 'weather', parameters: {} } }];

  test('in the form of the record, and remembered', () => {
    const list = JSON.stringify([tool, tool]);
    const tools = writtenTools(list);
    expect(JSON.parse(tools?.pieces.join('') ?? '')).toEqual([...inForm, ...inForm]);
    expect(writtenTools(list)).toBe(tools);
    for (let other = 0; other < 32; other += 1) writtenToolsBy(`other ${other}`, () => []);
    expect(writtenTools(list)).not.toBe(tools);
    expect(writtenTools(list)).toEqual(tools);
  });

  test('unless they are none, were cut, are too long to remember, or are texts', () => {
    const long = [{ ...tool, description: 'x'.repeat(32_768) }];
    for (const list of [
      '[]',
      '{}',
      '"f"',
      'none',
      '',
      JSON.stringify([tool]).slice(0, -8),
      JSON.stringify(long),
      '["{}"]',
      JSON.stringify(['{}', tool]),
    ])
      expect([list, writtenTools(list), writtenTools(list)]).toEqual([list, undefined, undefined]);
    const longest = JSON.stringify([{ name: 'f', note: '' }]);
    const padded = longest.replace('""', `"${'x'.repeat(32_768 - longest.length)}"`);
    expect(writtenTools(padded)).toBeDefined();
  });

  test('what cannot be read is not read again', () => {
    let times = 0;
    const read = (): undefined => {
      times += 1;
    };
    expect([writtenToolsBy('unreadable', read), writtenToolsBy('unreadable', read), times]).toEqual([
      undefined,
      undefined,
      1,
    ]);
  });
});

test('a conversation that is longer than a record may be is not copied', () => {
  const span = chatSpan({ 'gen_ai.input.messages': saying('Why? '.repeat(1000)) });
  expect(toModelEventDraft(span, {}, 4000)?.messages).not.toBeInstanceOf(WrittenJson);
});

test('every recorded span has the same record, byte for byte, whether its texts are copied or parsed', () => {
  let compared = 0;
  for (const fixture of fixtures('')) {
    for (const recorded of fixture.spans) {
      const made = bothWays(spanOf(recorded), logsOf(fixture, recorded));
      if (made === undefined) continue;
      compared += 1;
      expect([fixture.library, fixture.scenario, made[0]]).toEqual([fixture.library, fixture.scenario, made[1]]);
    }
  }
  expect(compared).toBeGreaterThan(500);
});

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom('', '"', '\\', '\\"', '\n\t', '\ud83d', '🗼', '/', '\u2028', 'data:image/png;base64,', '{"a":1}'),
  fc.nat({ max: 3 }).map((kilobytes) => 'QUJD'.repeat(kilobytes * 600)),
);
const word = fc.oneof(fc.constantFrom('call_1', 'get_weather', 'stop', 'tool_call', '', ' id '), text);
const given = fc.oneof(fc.jsonValue({ maxDepth: 4 }), fc.dictionary(word, fc.jsonValue()), text);
const part = fc.oneof(
  text.map((content) => ({ type: 'text', content })),
  fc.tuple(word, word, given).map(([id, name, arguments_]) => ({ type: 'tool_call', id, name, arguments: arguments_ })),
  fc.tuple(word, given).map(([id, response]) => ({ type: 'tool_call_response', id, response })),
  text.map((content) => ({ type: 'reasoning', content })),
  fc.constantFrom({ type: 'text' }, { type: 'blob', modality: 'image', mime_type: 'image/png', content: 'AAAA' }),
);
const role = fc.constantFrom('system', 'user', 'assistant', 'tool', 'developer', 'human', '__proto__');
const message = fc
  .tuple(role, fc.array(part, { maxLength: 3 }), fc.option(word, { nil: undefined }), fc.boolean())
  .map(([said, parts, reason, hasName]) => ({
    role: said,
    parts,
    ...(reason === undefined ? {} : { finish_reason: reason }),
    ...(hasName ? { name: 'Ada' } : {}),
  }));
const list = fc.array(message, { maxLength: 5 }).map((messages) => JSON.stringify(messages));
/** JSON as other languages write it, damaged JSON, and none. */
const written = fc.oneof(
  { weight: 4, arbitrary: list },
  list.map((json) => json.replaceAll(',"', ', "')),
  list.map((json) => json.replaceAll('/', '\\/')),
  fc.tuple(list, fc.nat(), fc.constantFrom('', '"', '\\', '\n', ']', '{', 'x')).map(([json, place, other]) => {
    const at = place % (json.length + 1);
    return json.slice(0, at) + other + json.slice(at + 1);
  }),
  fc.tuple(list, fc.nat()).map(([json, length]) => json.slice(0, length % (json.length + 1))),
);

test('any conversation has the same record, byte for byte, whether its texts are copied or parsed', () => {
  fc.assert(
    fc.property(
      written,
      written,
      fc.option(fc.array(part, { maxLength: 2 }), { nil: undefined }),
      fc.option(fc.array(word, { maxLength: 2 }), { nil: undefined }),
      (input, output, instructions, reasons) => {
        const [copied, parsed] =
          bothWays(
            chatSpan({
              'gen_ai.input.messages': input,
              'gen_ai.output.messages': output,
              ...(instructions && { 'gen_ai.system_instructions': JSON.stringify(instructions) }),
              ...(reasons && { 'gen_ai.response.finish_reasons': reasons }),
            }),
          ) ?? [];
        expect(copied).toBe(parsed);
      },
    ),
    { numRuns: 600 },
  );
});

test('any tool definitions are the same, too, also the second time', () => {
  const definition = fc.oneof(
    fc.record({ type: fc.constantFrom('function', 'web_search'), name: word, parameters: fc.jsonValue() }),
    fc.jsonValue(),
  );
  const definitions = fc.array(definition, { maxLength: 3 }).map((tools) => JSON.stringify(tools));
  const damaged = fc.tuple(definitions, fc.nat(20)).map(([json, length]) => json.slice(0, length));
  fc.assert(
    fc.property(fc.oneof(definitions, damaged), (tools) => {
      for (const _time of [1, 2]) {
        const [copied, parsed] = bothWays(chatSpan({ 'gen_ai.tool.definitions': tools })) ?? [];
        expect(copied).toBe(parsed);
      }
    }),
  );
});

test('any span whatsoever has the same record both ways', () => {
  fc.assert(
    fc.property(hostileSpan, (any) => {
      const [copied, parsed] = bothWays(any) ?? [];
      expect(copied).toBe(parsed);
    }),
    { numRuns: 100 },
  );
});
