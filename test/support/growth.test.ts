import { growth, linear } from './growth';

const words = (count: number): string[] => Array.from({ length: count }, (_, index) => `word ${index}`);

test('linear work grows no more than tenfold input does', () => {
  const prepare = (count: number) => () => JSON.parse(JSON.stringify(words(count)));
  expect(growth(prepare, 1000)).toBeLessThanOrEqual(linear);
});

test('quadratic work does', () => {
  const prepare = (count: number) => {
    const all = words(count);
    return () => all.filter((word, index) => all.indexOf(word) !== index);
  };
  expect(growth(prepare, 500)).toBeGreaterThan(linear);
});
