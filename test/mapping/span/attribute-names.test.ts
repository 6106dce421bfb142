import { hasAny, namesOf } from '../../../src/mapping/span/attribute-names';

test('attributes of the same names in the same order have one list of them, of however many kinds', () => {
  const kinds = Array.from({ length: 100 }, (_, kind) =>
    Object.fromEntries(Array.from({ length: kind + 1 }, (_each, at) => [`a.${at}.x`, at])),
  );
  const lists = kinds.map(namesOf);
  expect(kinds.map((attributes) => namesOf({ ...attributes }))).toEqual(lists);
  for (const [place, attributes] of kinds.entries()) expect(namesOf({ ...attributes })).toBe(lists[place]);
  expect(namesOf({ b: 1, a: 2 })).not.toBe(namesOf({ a: 2, b: 1 }));
});

const named = (count: number, start = 'a'): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`${start}.${at}`, at]));

test('names are in their order, and of equal ones only those are one list that are all the same', () => {
  expect(namesOf({ x: 1, y: 2 })).toEqual(['x', 'y']);
  expect(namesOf({})).toEqual([]);
  expect(namesOf({ x: 1, y: 2 })).toBe(namesOf({ x: 3, y: 4 }));
  expect(namesOf({ w: 1, y: 2 })).toEqual(['w', 'y']);
  expect(namesOf({ w: 1, x: 1, y: 2 })).toEqual(['w', 'x', 'y']);
  expect(namesOf({ w: 1, y: 2 })).toBe(namesOf({ w: 1, y: 2 }));
});

test.each<[string, Readonly<Record<string, unknown>>, boolean]>([
  ['256 names', named(256), true],
  ['257 names', named(257), false],
  ['a name of 200 characters', { a: 1, ['b'.repeat(200)]: 1 }, true],
  ['a name of 201 characters', { a: 1, ['b'.repeat(201)]: 1 }, false],
])('whether a list of %s is kept', (_what, attributes, expected) => {
  expect(namesOf(attributes) === namesOf({ ...attributes })).toBe(expected);
});

test('of very many lists the older ones are forgotten', () => {
  const first = namesOf(named(3, 'first'));
  for (let kind = 0; kind < 512; kind += 1) namesOf(named(2, `kind-${kind}`));
  const again = namesOf(named(3, 'first'));
  expect(again).toEqual(first);
  expect(again).not.toBe(first);
  expect(namesOf(named(3, 'first'))).toBe(again);
});

test('whether some of the names have a value', () => {
  expect([hasAny({ a: 0 }, ['b', 'a']), hasAny({ a: undefined }, ['a']), hasAny({ a: 1 }, [])]).toEqual([
    true,
    false,
    false,
  ]);
});
