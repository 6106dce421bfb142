import fc from 'fast-check';
import { toModelEvent, toModelEventDraft } from '../../../src/mapping';
import type { LogEvent, ReadableSpan } from '../../../src/mapping/span/span-view';
import { WrittenJson } from '../../../src/mapping/splice/written-json';
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
