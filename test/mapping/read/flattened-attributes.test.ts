import fc from 'fast-check';
import {
  isItemOf,
  flattenedItems as itemsOf,
  flattenedObject as objectOf,
} from '../../../src/mapping/read/flattened-attributes';
import { namesOf } from '../../../src/mapping/span/attribute-names';

type Attributes = Readonly<Record<string, unknown>>;
const named = (attributes: Attributes) => ({ attributes, names: namesOf(attributes) });
const flattenedItems = (attributes: Attributes, prefix: string) => thrice(() => itemsOf(named(attributes), prefix));
const flattenedObject = (attributes: Attributes, prefix: string) => thrice(() => objectOf(named(attributes), prefix));

/** From the second span with the same names on, what their values make is known. */
function thrice<T>(read: () => T): T {
  const first = read();
  for (const _time of [2, 3]) expect(read()).toEqual(first);
  return first;
}

describe('numbered items that are written as one attribute a leaf', () => {
  test('are in the order of their numbers, without gaps', () => {
    const attributes = { 'a.10.x': 3, 'a.2.x': 2, 'a.0.x': 1 };
    expect(flattenedItems(attributes, 'a.')).toEqual([{ x: 1 }, { x: 2 }, { x: 3 }]);
  });

  test('hold lists where names are numbers, and objects elsewhere', () => {
    const attributes = { 'a.0.calls.1.name': 'g', 'a.0.calls.0.name': 'f', 'a.0.call.name': 'h', 'a.0.tags': ['t'] };
    expect(flattenedItems(attributes, 'a.')).toEqual([
      { calls: [{ name: 'f' }, { name: 'g' }], call: { name: 'h' }, tags: ['t'] },
    ]);
  });

  test('are only those whose names go on with a number', () => {
    const attributes = { 'a.name': 'n', 'a.variable.x': 'v', 'ab.0.x': 1, 'a.0.x': 2 };
    expect(flattenedItems(attributes, 'a.')).toEqual([{ x: 2 }]);
    expect(Object.keys(attributes).filter((name) => isItemOf('a.', name))).toEqual(['a.0.x']);
  });

  test('have no member below one that has a value', () => {
    expect(flattenedItems({ 'a.0.x': 1, 'a.0.x.y': 2 }, 'a.')).toEqual([{ x: 1 }]);
    expect(flattenedItems({ 'a.0.x.y': 2, 'a.0.x': 1 }, 'a.')).toEqual([{ x: { y: 2 } }]);
    expect(flattenedItems({ 'a.0.x': null, 'a.0.x.y': 2 }, 'a.')).toEqual([{ x: { y: 2 } }]);
    expect(flattenedItems({ 'a.0.x.y': undefined, 'a.0.x': 1 }, 'a.')).toEqual([{ x: 1 }]);
  });

  test.each<[string, Attributes, readonly object[]]>([
    ['a value that is an object takes what is below it', { 'a.0': { x: 1 }, 'a.0.y': 2 }, [{ x: 1, y: 2 }]],
    ['an object of numbers in a value is a list', { 'a.0': { calls: { 0: { id: 'c' } } } }, [{ calls: [{ id: 'c' }] }]],
    [
      'an absent value makes no list an object',
      { 'a.0.calls.n': null, 'a.0.calls.0.id': 'c' },
      [{ calls: [{ id: 'c' }] }],
    ],
    ['an item without values is none', { 'a.0.x': null, 'a.1.x': 1 }, [{ x: 1 }]],
    ['the first of several values for one place wins', { 'a.0.x.a': null, 'a.0.x': 'v', 'a.0.x.b': 'w' }, [{ x: 'v' }]],
  ])('%s', (_rule, attributes, items) => {
    expect(flattenedItems(attributes, 'a.')).toEqual(items);
  });

  test('are read, however many there are, in a time that grows no faster than they', () => {
    const many = (items: number): number => {
      const attributes = Object.fromEntries(Array.from({ length: items }, (_, index) => [`a.${index}.x`, index]));
      return itemsOf(named(attributes), 'a.').length;
    };
    expect(many(100_000)).toBe(100_000);
  });
});

test('spans with the same names may have other values', () => {
  const itemsWith = (text: unknown, id: unknown) =>
    flattenedItems({ 'a.0.text': text, 'a.0.calls.0.id': id, 'a.1.text': true }, 'a.');
  expect(itemsWith('Hi', 7)).toEqual([{ text: 'Hi', calls: [{ id: 7 }] }, { text: true }]);
  expect(itemsWith(null, 7)).toEqual([{ calls: [{ id: 7 }] }, { text: true }]);
  expect(itemsWith(['Hi'], false)).toEqual([{ text: ['Hi'], calls: [{ id: false }] }, { text: true }]);
  expect(itemsWith('Hi', Number.NaN)).toEqual([{ text: 'Hi', calls: [{ id: 'NaN' }] }, { text: true }]);
  expect(itemsWith('Hi', 8)).toEqual([{ text: 'Hi', calls: [{ id: 8 }] }, { text: true }]);
  expect(flattenedItems({ 'a.0.1x': 1, 'a.0.x2': 2 }, 'a.')).toEqual([{ '1x': 1, x2: 2 }]);
  expect(flattenedItems({ 'a.0.list.1x': 1, 'a.0.list.2': 2 }, 'a.')).toEqual([{ list: { '1x': 1, 2: 2 } }]);
});

test('items are what their leaves make when they are put in place one after the other', () => {
  const step = fc.constantFrom('0', '1', '10', '01', 'x', 'y', '__proto__', '');
  const name = fc.array(step, { minLength: 1, maxLength: 4 }).map((steps) => `a.${steps.join('.')}`);
  const value = fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant(['t']), fc.constant(null));
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(name, value), { selector: ([each]) => each }), (leaves) => {
      const items: Tree = new Map();
      for (const [each, leaf] of leaves)
        if (leaf !== null && isItemOf('a.', each)) put(items, each.slice(2).split('.'), leaf);
      const objects = entriesOf(items).flatMap(([, item]) => (item instanceof Map ? [objectFrom(item)] : []));
      expect(flattenedItems(Object.fromEntries(leaves), 'a.')).toEqual(objects);
    }),
    { numRuns: 500 },
  );
});

type Tree = Map<string, unknown>;

/** What is there already stays. */
function put(tree: Tree, [step = '', ...steps]: readonly string[], leaf: unknown): void {
  if (!tree.has(step)) tree.set(step, steps.length === 0 ? leaf : new Map());
  const below = tree.get(step);
  if (steps.length > 0 && below instanceof Map) put(below, steps, leaf);
}

/** In the order of an object: whole numbers first. */
function entriesOf(tree: Tree): [string, unknown][] {
  const order = Object.keys(Object.fromEntries([...tree.keys()].map((key) => [key, 0])));
  return order.map((key) => [key, tree.get(key)]);
}

const objectFrom = (tree: Tree): object =>
  Object.fromEntries(entriesOf(tree).map(([key, value]) => [key, from(value)]));

function from(value: unknown): unknown {
  if (!(value instanceof Map)) return value;
  return [...value.keys()].every((key) => /^\d+$/.test(key))
    ? entriesOf(value).map(([, item]) => from(item))
    : objectFrom(value);
}

test('an object that is written as one attribute a leaf is itself again', () => {
  const name = fc.stringMatching(/^[a-z_]{1,8}$/);
  const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean());
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ depthSize: 'small' }, leaf, fc.dictionary(name, tie('tree'), { minKeys: 1, maxKeys: 3 })),
  }));
  fc.assert(
    fc.property(fc.dictionary(name, tree, { minKeys: 1, maxKeys: 3 }), (object) => {
      expect(flattenedObject(leaves(object, 'a.'), 'a.')).toEqual(object);
    }),
  );
});

function leaves(object: Readonly<Record<string, unknown>>, prefix: string): Readonly<Record<string, unknown>> {
  return Object.assign(
    {},
    ...Object.entries(object).map(([key, value]) =>
      typeof value === 'object' && value !== null
        ? leaves(value as Readonly<Record<string, unknown>>, `${prefix}${key}.`)
        : { [`${prefix}${key}`]: value },
    ),
  );
}

test('a name with very many steps is not nested as deep', () => {
  const deep = `a.0.${'x.'.repeat(10_000)}y`;
  const [item] = flattenedItems({ [deep]: 1 }, 'a.');
  expect(JSON.stringify(item).length).toBeLessThan(25_000);
  expect(() => structuredClone(item)).not.toThrow();
});
