import fc from 'fast-check';
import type { Json, JsonObject } from '../../src/json/json';
import { isDeeper, objectOf, parseJson } from '../../src/json/json';
import { recoverJson } from '../../src/json/json-record';
import { recoverCut } from '../../src/json/truncated-json';
import { growth, linear } from '../support/growth';

describe('of JSON that was cut off', () => {
  test.each<[string, string, Json | undefined]>([
    ['whole items stay', '[{"a":1},{"b":', [{ a: 1 }, {}]],
    ['the beginning of a text stays', '[{"role":"user","content":"Hel', [{ role: 'user', content: 'Hel' }]],
    ['a key without its value is gone', '{"a":1,"b"', { a: 1 }],
    ['half a key is gone', '{"a":1,"bc', { a: 1 }],
    ['a number at the cut is gone, since its digits may go on', '[1,23', [1]],
    ['half a literal is gone', '[true,fal', [true]],
    ['half an escape is gone', '["a\\', ['a']],
    ['half a unicode escape is gone', '["a\\u00e', ['a']],
    ['a whole unicode escape stays', '["a\\u00e9', ['aé']],
    ['half a character is gone', '["a\ud83d', ['a']],
    ['open lists and objects are closed', '{"a":[{"b":[', { a: [{ b: [] }] }],
    ['base64 has a note at the cut', `["${'QUJD'.repeat(20)}`, [`${'QUJD'.repeat(20)}[… cut off …]`]],
    [
      'the payload of a data URI has one',
      `["data:a/b;base64,${'QUJD'.repeat(20)}`,
      [`data:a/b;base64,${'QUJD'.repeat(20)}[… cut off …]`],
    ],
    ['bytes have one', `[[${'7,'.repeat(64)}`, [[...Array<number>(64).fill(7), '[… cut off …]']]],
    ['other numbers have none', `[[${'0.5,'.repeat(64)}`, [Array<number>(64).fill(0.5)]],
    ['what was not cut stays whole', '{"a":[1,"x",null]}', { a: [1, 'x', null] }],
    ['an empty text has no value', '', undefined],
  ])('%s', (_rule, text, expected) => {
    expect(recoverCut(text)).toEqual(expected);
  });

  test('every beginning of JSON can be read, and has nothing that the whole does not have', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(), (value, position) => {
        const text = JSON.stringify(value);
        const part = recoverCut(text.slice(0, position % (text.length + 1)));
        expect(part === undefined || isBeginning(part, JSON.parse(text) as Json)).toBe(true);
      }),
    );
  });

  test('what is nested too deep is replaced by a note, as in whole JSON, and what follows it stays', () => {
    const depth = 8000;
    const text = `{"a":${'['.repeat(depth)}"]"${']'.repeat(depth)},"b":[1,{"c":"d`;
    const read = recoverCut(text) as JsonObject;
    expect(read['b']).toEqual([1, { c: 'd' }]);
    expect(JSON.stringify(read['a'])).toMatch(/^\[{63}"\[nested too deep\]"\]{63}$/);
    expect(read['a']).toEqual(objectOf(parseJson(`${text}"}]}`))['a']);
    expect(recoverCut('[{"a":'.repeat(depth))).toBeDefined();
  });

  test.each<[string, string, string]>([
    ['brackets that open', '', '['],
    ['brackets that open and close behind a deep prefix', '['.repeat(2000), '[]'],
    ['the same, separated', '[{"a":'.repeat(2000), '{},'],
    ['texts in brackets behind a deep prefix', '['.repeat(2000), '["\\"]",'],
    ['texts of escapes', '["', '\\n\\u0041'],
    ['keys without values', '{', '"a":'],
    ['literals', '[', 'null,'],
    ['space', '[', ' \n'],
  ])('%s are read in linear time', (_name, prefix, unit) => {
    const prepare = (size: number): (() => unknown) => {
      const text = Buffer.from(prefix + unit.repeat(Math.ceil(size / unit.length))).toString();
      return () => recoverCut(text);
    };
    expect(growth(prepare, 10_000)).toBeLessThanOrEqual(linear);
  });

  test('any text has an answer that recursive readers can walk', () => {
    const unit = fc.constantFrom(
      '[',
      ']',
      '{',
      '}',
      '"',
      '\\',
      ',',
      ':',
      'a',
      '1',
      '"a":',
      '[]',
      '{}',
      '[{"a":',
      '\u{1f600}',
    );
    const texts = fc.array(fc.tuple(unit, fc.constantFrom(1, 2, 100, 10_000)), { maxLength: 12 });
    fc.assert(
      fc.property(texts, (units) => {
        const text = units.map(([each, times]) => each.repeat(times)).join('');
        expect(isDeeper(recoverCut(text) ?? null, 65)).toBe(false);
        JSON.stringify(recoverJson(text));
      }),
    );
  });
});

test.each<[string, string]>([
  ['text', 'Hello'],
  ['what Python prints', "[{'role': 'user'}]"],
  ['JSON and something behind it', '{"a":1} and more'],
  ['wrongly closed', '[1}'],
  ['a value where a key has to be', '{1:2'],
])('%s is no cut JSON', (_name, text) => {
  expect(recoverCut(text)).toBeUndefined();
});

test('a key that names the prototype stays a key', () => {
  const value = recoverCut('{"__proto__":{"polluted":true},"a":"') as object;
  expect(Object.keys(value)).toEqual(['__proto__', 'a']);
  expect('polluted' in value).toBe(false);
});

function isBeginning(part: Json, whole: Json): boolean {
  if (typeof part === 'string') return typeof whole === 'string' && whole.startsWith(part);
  if (Array.isArray(part)) {
    return Array.isArray(whole) && part.every((item: Json, index) => isBeginning(item, whole[index] as Json));
  }
  if (typeof part !== 'object' || part === null) return Object.is(part, whole);
  return Object.entries(part).every(
    ([key, inner]) =>
      Object.hasOwn(whole as object, key) && isBeginning(inner as Json, (whole as Record<string, Json>)[key] as Json),
  );
}
