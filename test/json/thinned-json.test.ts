import fc from 'fast-check';
import { type Thinned, thinned } from '../../src/json/thinned-json';
import { finish, type Steps } from '../../src/runtime/steps';
import { growth, linear } from '../support/growth';

/** A fifth of what may stay, as less input is as good for a test. */
const mostWeight = 2000;
const thin = (text: string, kept?: ReadonlySet<string>): Thinned => finish(thinned(text, kept, mostWeight));
const flat = (text: string): string => Buffer.from(text).toString();
const times = <T>(count: number, item: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => item(index));
const members = (count: number, prefix = 'k') =>
  Object.fromEntries(times(count, (index) => [`${prefix}${index}`, index]));
const nested = (depth: number, open: string, close: string): string =>
  flat(`${open.repeat(depth)}1${close.repeat(depth)}`);

function valuesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce((sum: number, inner) => sum + valuesIn(inner), 1);
}

/** JSON with more values than are parsed at once, of some ten characters for each of `count`. */
const heavy: Readonly<Record<string, (count: number) => string>> = {
  'members of an object': (count) => flat(JSON.stringify(members(count))),
  'members below': (count) => flat(JSON.stringify({ a: [{ b: members(count) }] })),
  'objects with names of their own': (count) => flat(JSON.stringify(times(count, (index) => ({ [`k${index}`]: 1 })))),
  'objects in objects': (count) =>
    flat(JSON.stringify(times(Math.ceil(count / 100), (index) => members(100, `k${index}.`)))),
  messages: (count) => flat(JSON.stringify(times(count, () => ({ role: 'user', content: 'x' })))),
  texts: (count) => flat(JSON.stringify(times(6 * count, () => 'x'))),
  'lists in lists': (count) => nested(5 * count, '[', ']'),
  'objects in an object': (count) => nested(count, '{"a":', '}'),
  'brackets that are not closed': (count) => flat('['.repeat(10 * count)),
};

describe.each(Object.entries(heavy))('of many %s', (kind, textOf) => {
  const isBroken = kind.includes('not closed');

  test('so many stay as are parsed at once', () => {
    const whole = textOf(15_000);
    const { text, isCut } = thin(whole);
    expect(isCut).toBe(true);
    if (!isBroken) expect(valuesIn(JSON.parse(text))).toBeLessThan(70_000);
    expect(text.length).toBeLessThan(whole.length);
  });

  test('what is left out is found in linear time', () => {
    const prepare = (count: number) => {
      const text = textOf(count);
      return () => thin(text);
    };
    expect(growth(prepare, 10_000)).toBeLessThanOrEqual(linear);
  });

  test('a step looks at a part of the text that does not grow', () => {
    const stepsOf = (steps: Steps<unknown>): number => {
      let count = 1;
      while (steps.next().done !== true) count += 1;
      return count;
    };
    const steps = (count: number): number => stepsOf(thinned(textOf(count), undefined, mostWeight));
    expect(steps(80_000) - steps(20_000)).toBeGreaterThanOrEqual(5);
  });
});

test('the first and the last entries stay, and of the outermost object those that are asked for', () => {
  const kept = { choices: [{ text: 'a, "b" }' }], usage: { total: 1 } };
  const whole = { ...members(9000, 'before'), ...kept, ...members(9000, 'after') };
  const value = JSON.parse(thin(JSON.stringify(whole), new Set(['choices', 'usage', 'absent'])).text);
  expect(value).toMatchObject({ ...kept, before0: 0, after8999: 8999 });
  expect(Object.keys(value).length).toBeLessThan(2100);
  const other = JSON.parse(thin(JSON.stringify(whole)).text);
  expect(other).toMatchObject({ before0: 0, after8999: 8999 });
  expect(other).not.toHaveProperty('choices');
});

test('what stays is thinned as well', () => {
  const whole = { ...members(9000), usage: members(9000, 'u'), ...members(9000, 'l') };
  const { usage, ...others } = JSON.parse(thin(JSON.stringify(whole), new Set(['usage'])).text);
  expect(usage).toMatchObject({ u0: 0, u8999: 8999 });
  expect(Object.keys(usage).length + Object.keys(others).length).toBeLessThan(2100);
});

test('the largest lists and objects lose their middles, and others lose nothing', () => {
  const whole = { small: times(200, (index) => ({ index })), large: members(20_000), text: ',{['.repeat(9000) };
  const value = JSON.parse(thin(JSON.stringify(whole)).text);
  expect({ ...value, large: {} }).toEqual({ ...whole, large: {} });
});

test('what is nested too deep is a note', () => {
  const value = thin(`[1,${nested(50_000, '[', ']')},{"a":2}]`).text;
  expect(JSON.parse(value)).toHaveLength(3);
  expect(value).toContain('[nested too deep]');
});

test.each([
  ['a conversation', JSON.stringify(times(1500, (index) => ({ role: 'user', content: `"${index}", {` })))],
  ['a long text', JSON.stringify({ a: '{"k":1},'.repeat(50_000) })],
  ['numbers', JSON.stringify(times(100_000, (index) => index / 7))],
  ['what is short', JSON.stringify(members(2000))],
  ['what is no JSON', ',{['.repeat(50_000)],
  ['JSON that something else follows', '{"a":1}'.repeat(50_000)],
])('%s stays as it is', (_kind, text) => {
  expect(thin(text)).toEqual({ text, isCut: false });
});

test('a request with four hundred tools, and three thousand messages, stays as it is', () => {
  const messages = times(3000, (index) => ({ role: 'user', content: `question ${index}` }));
  const text = JSON.stringify({ messages, tools: times(400, (index) => members(20, `of${index}.`)) });
  expect(finish(thinned(text))).toEqual({ text, isCut: false });
});

test('JSON of any form stays JSON, and a value of it stays what it was', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue({ maxDepth: 4 }), { minLength: 20, maxLength: 40 }), (values) => {
      const list = times(400, (index) => values[index % values.length]);
      const whole = { list, ...members(4000), last: values };
      const { text } = thin(JSON.stringify(whole, undefined, 1), new Set(['last']));
      const value = JSON.parse(text);
      expect(value.k0).toBe(0);
      expect(Object.keys(value)).toContain('last');
    }),
    { numRuns: 30 },
  );
});
