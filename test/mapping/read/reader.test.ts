import { boundedName } from '../../../src/mapping/read/bounded-name';
import {
  asAmount,
  asCount,
  asFlag,
  asJson,
  asNumber,
  asObject,
  asText,
  asTexts,
  composed,
  content,
  firstOf,
  loneText,
  map,
  number,
  positive,
  prefixed,
  type Reader,
  seconds,
  text,
} from '../../../src/mapping/read/reader';
import { thinking } from '../../../src/mapping/read/thinking';
import { viewOf } from '../../../src/mapping/span/span-view';
import { chatSpan } from '../../support/call';

test.each<[string, (value: unknown) => unknown, readonly (readonly [given: unknown, expected: unknown])[]]>([
  [
    'a text',
    asText,
    [
      ['a', 'a'],
      ['', undefined],
      [7, '7'],
      [7n, '7'],
      [Number.NaN, undefined],
      [true, undefined],
      [{}, undefined],
    ],
  ],
  [
    'a number',
    asNumber,
    [
      [0.5, 0.5],
      ['0.5', 0.5],
      ['', undefined],
      [' ', undefined],
      ['a', undefined],
      [Number.POSITIVE_INFINITY, undefined],
      [true, undefined],
      ['1e999', undefined],
    ],
  ],
  [
    'a count',
    asCount,
    [
      [0, 0],
      ['7', 7],
      [-1, undefined],
      [0.5, undefined],
      [2 ** 53, undefined],
      ['a', undefined],
    ],
  ],
  [
    'an amount',
    asAmount,
    [
      [0, 0],
      ['0.5', 0.5],
      [-0.5, undefined],
      ['a', undefined],
    ],
  ],
  [
    'a flag',
    asFlag,
    [
      [true, true],
      [false, false],
      ['true', true],
      ['false', false],
      ['yes', undefined],
      [1, undefined],
    ],
  ],
  [
    'a list of texts',
    asTexts,
    [
      ['a', ['a']],
      [
        ['a', 'b'],
        ['a', 'b'],
      ],
      ['["a","b"]', ['a', 'b']],
      ['[a', undefined],
      ['Not set', undefined],
      [[1], undefined],
      [new Array(1), undefined],
      [7, undefined],
      ['[1]', undefined],
      [['a', 1], undefined],
    ],
  ],
  [
    'a nested value',
    asJson,
    [
      ['{"a":1}', { a: 1 }],
      ['[1]', [1]],
      ['{a', '{a'],
      ['1', '1'],
      [1, 1],
      [{ a: 1 }, { a: 1 }],
    ],
  ],
  [
    'an object',
    asObject,
    [
      ['{"a":1}', { a: 1 }],
      ['[1]', undefined],
      ['a', undefined],
      [{ a: 1 }, { a: 1 }],
      [null, undefined],
    ],
  ],
])('%s is read of what producers write for it', (_what, read, values) => {
  for (const [given, expected] of values) expect([given, read(given)]).toEqual([given, expected]);
});

const spanWith = (attributes: Readonly<Record<string, unknown>>) =>
  viewOf(chatSpan(attributes), undefined, undefined, undefined);
const read = <T>(reader: Reader<T>, attributes: Readonly<Record<string, unknown>>): T | undefined =>
  reader.read(spanWith(attributes));

test('a lone text is a list, seconds are milliseconds, and an amount of 0 may be one that is not known', () => {
  expect(read(loneText('a'), { a: 'x' })).toEqual(['x']);
  expect(read(seconds('a'), { a: 0.25 })).toBe(250);
  expect(read(positive('a'), { a: 0 })).toBeUndefined();
  expect(read(positive('a'), { a: 0.5 })).toBe(0.5);
});

describe('the first of several readers that has a result counts', () => {
  const both = firstOf(number('a'), firstOf(number('b'), number('c')));

  test('in their order, whatever is changed of it', () => {
    expect(read(both, { c: 3, b: 2 })).toBe(2);
    expect(read(both, {})).toBeUndefined();
    expect(both.alternatives).toHaveLength(3);
    expect(
      read(
        map(both, (value) => (value > 2 ? value * 10 : undefined)),
        { b: 2, c: 3 },
      ),
    ).toBe(30);
  });

  test('and each knows its sources, and what is made of one alone', () => {
    const [first] = map(text('a'), (value) => value.length).sources;
    expect(first).toMatchObject({ from: 'attribute', name: 'a', isContent: false });
    expect(first?.parse?.('four')).toBe(4);
    expect(first?.parse?.('')).toBeUndefined();
    expect(content(both).sources.map(({ name, isContent }) => [name, isContent])).toEqual([
      ['a', true],
      ['b', true],
      ['c', true],
    ]);
    expect(content(text('a')).sources).toMatchObject([{ name: 'a', isContent: true }]);
  });
});

test('a composed reader knows what it is put together of', () => {
  const names = { attributes: ['a'], prefixes: ['b.'], items: ['c.'], events: ['d'], triggers: ['e'] };
  const { sources, triggers, alternatives } = composed(names, () => 1);
  expect(sources.map(({ from, name, isContent }) => [from, name, isContent])).toEqual([
    ['attribute', 'a', false],
    ['attributes', 'b.', false],
    ['items', 'c.', false],
    ['event', 'd', false],
  ]);
  expect(triggers).toEqual(['e']);
  expect(alternatives).toEqual([]);
  expect(composed({}, () => 1)).toMatchObject({ sources: [], triggers: [] });
});

test('attributes below a prefix are an object by the rest of their names', () => {
  expect(read(prefixed('app.'), { 'app.a': '{"b":1}', 'app.c': 'x', 'app.': 1, 'app.no': null, other: 2 })).toEqual({
    a: { b: 1 },
    c: 'x',
  });
  expect(read(prefixed('app.'), { 'app.no': null, 'my.app.a': 1 })).toBeUndefined();
});

test('how much a model may think is read of the first names that the span has', () => {
  const reader = thinking(['type', 'kind'], ['budget', 'tokens']);
  expect(read(reader, { kind: 'enabled', tokens: 1024 })).toEqual({ type: 'enabled', budget_tokens: 1024 });
  expect(read(reader, { type: 'disabled' })).toEqual({ type: 'disabled' });
  expect(read(reader, {})).toBeUndefined();
  expect(reader.sources.map(({ name }) => name)).toEqual(['type', 'kind', 'budget', 'tokens']);
});

test('a long name is cut, but no UUID, and no character in half', () => {
  expect(boundedName('x'.repeat(1024))).toHaveLength(1024);
  expect(boundedName('x'.repeat(1025))).toHaveLength(1024);
  expect(boundedName(`${'x'.repeat(1023)}😀`)).toBe('x'.repeat(1023));
  expect(boundedName('6f53155d-b7a7-4fce-96b1-34bf07a9c90c', 8)).toHaveLength(36);
  expect(boundedName('x'.repeat(37), 8)).toBe('x'.repeat(8));
  expect(boundedName(`x😀${'y'.repeat(40)}`, 3)).toBe('x😀');
});
