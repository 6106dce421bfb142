import { growth, linear } from './growth';

const words = (count: number): string[] => Array.from({ length: count }, (_, index) => `word ${index}`);

test('linear work grows no more than tenfold input does', () => {
  const prepare = (count: number) => () => JSON.parse(JSON.stringify(words(count)));
  expect(growth(prepare, 1000)).toBeLessThanOrEqual(linear);
});

test.each<[string, number, (all: string[]) => unknown]>([
  ['of steps', 500, (all) => all.filter((word, index) => all.indexOf(word) !== index)],
  ['of characters', 100, (all) => all.map((_, index) => all.slice(0, index).join(' ').length)],
])('quadratic work does, %s', (_what, size, work) => {
  const prepare = (count: number) => {
    const all = words(count);
    return () => work(all);
  };
  expect(growth(prepare, size)).toBeGreaterThan(linear);
});
