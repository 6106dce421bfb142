import fc from 'fast-check';
import type { Json } from '../../src/json/json';
import { recoverCut } from '../../src/json/truncated-json';

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

  test('nesting of any depth is read without recursion', () => {
    const depth = 100_000;
    expect(recoverCut('[{"a":'.repeat(depth))).toBeDefined();
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
