import { scaleOf } from '../../../src/inspector/page/charts/scale';
import { shownBuckets } from '../../../src/inspector/page/charts/shown-buckets';
import { bytes, dollars, duration, short } from '../../../src/inspector/page/figures';
import { placesOf, wordsIn } from '../../../src/inspector/page/filter/search-words';
import { heldIn } from '../../../src/inspector/page/list/held';
import { windowOf } from '../../../src/inspector/page/list/window';
import { cutAt } from '../../../src/inspector/page/text/cut';
import { shortForm } from '../../../src/inspector/page/text/short-json';
import { piecesOf, visible } from '../../../src/inspector/page/text/visible';

test.each<[what: string, text: string, shown: string]>([
  ['a mark of direction', 'a\u202eb', 'a[U+202E]b'],
  ['control characters', '\u0000\u001b[31m', '[U+0000][U+001B][31m'],
  ['text hidden in tags', 'x\u{e0041}', 'x[U+E0041]'],
  ['a space without width', 'a\u200bb', 'a[U+200B]b'],
])('%s is seen', (_what, text, shown) => {
  expect(visible(text)).toBe(shown);
});

test('line breaks, tabs and emoji of several characters are left as they are', () => {
  const text = 'a\tb\nc 👩‍👩‍👧 é שלום';
  expect(visible(text)).toBe(text);
  expect(visible('a\r\nb')).toBe('a\nb');
});

test('marks are pieces of their own, as many as a page can show', () => {
  expect(piecesOf('a\u202eb')).toEqual([
    { text: 'a', isHidden: false },
    { text: 'U+202E', isHidden: true },
    { text: 'b', isHidden: false },
  ]);
  expect(piecesOf('\u202e'.repeat(100_000)).length).toBeLessThan(1000);
});

test('a text is not cut within a character, nor just before its end', () => {
  expect(cutAt('😀'.repeat(1000), 501)).toBe(502);
  expect(cutAt('x'.repeat(600), 500)).toBe(600);
});

test('small objects and lists are one line', () => {
  expect(shortForm({ a: 1, b: 'x' })).toBe('{ a: 1, b: "x" }');
  expect(shortForm([1, null])).toBe('[1, null]');
  expect(shortForm({ a: {} })).toBeUndefined();
  expect(shortForm({ a: 'x'.repeat(100) })).toBeUndefined();
});

test.each<[string, string]>([
  [dollars(0.000423), '$0.00042'],
  [dollars(1.5), '$1.50'],
  [dollars(0), '$0'],
  [dollars(12_345.6), '$12,346'],
  [duration(0.25), '0.25 ms'],
  [duration(999.4), '999 ms'],
  [duration(1234), '1.23 s'],
  [duration(61_000), '1 min 1 s'],
  [short(999), '999'],
  [short(12_345), '12.3k'],
  [short(1_000_000), '1M'],
  [bytes(10_485_760), '10.0 MB'],
])('%s is written %s', (written, expected) => {
  expect(written).toBe(expected);
});

test('of a long list the rows in view exist, and a few more', () => {
  expect(windowOf(0, 300, 30, 2000)).toEqual({ first: 0, last: 18 });
  expect(windowOf(30_000, 300, 30, 2000)).toEqual({ first: 992, last: 1018 });
  expect(windowOf(90_000, 300, 30, 10)).toEqual({ first: 1, last: 9 });
});

test('a list that is scrolled keeps its order, shows what is newest of each row, and counts what is new above', () => {
  const rows = (...ids: readonly string[]) => ids.map((id) => ({ id, state: 'new' }));
  const before = ['a', 'b', 'c'].map((id) => ({ id, state: 'old' }));
  expect(heldIn(before, rows('x', 'c', 'a', 'b', 'y'))).toEqual({ rows: rows('a', 'b', 'c', 'y'), news: 1 });
});

test('spans of time without calls are shown as gaps', () => {
  const bucket = (from: number, calls: number) => ({ from, calls, errors: 0, tokens: 0, cost: 0 });
  expect(shownBuckets([bucket(1000, 2), bucket(1030, 1)], 10).map(({ calls }) => calls)).toEqual([2, 0, 0, 1]);
  expect(shownBuckets([bucket(0, 1), bucket(1e12, 1)], 1).length).toBeLessThan(1000);
});

test('distributions lie on one scale, by their logarithm', () => {
  const scale = scaleOf([
    [1, 10, 10, 10, 10],
    [10, 10, 10, 10, 100],
  ]);
  expect([1, 10, 100, 0].map(scale)).toEqual([0, 0.5, 1, 0]);
});

test('the words of a search are found in what is shown, without regard to case', () => {
  expect(wordsIn('One "two THREE" four')).toEqual(['one', 'two three', 'four']);
  expect(placesOf(['one', 'b'], 'ONE b once')).toEqual([
    [0, 3],
    [4, 5],
  ]);
  expect(placesOf(['a'], 'a'.repeat(100_000)).length).toBeLessThan(1000);
});
