import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { chooseSeed, randomNumbers, seed } from './seed';

describe('the seed of random tests', () => {
  test('is a fixed one of the commit, unless HH_TEST_SEED names another', () => {
    expect(chooseSeed(undefined)).toBe(chooseSeed(undefined));
    expect(chooseSeed('', () => 5)).toBe(5);
    expect(chooseSeed('7', () => 5)).toBe(7);
  });

  test('is another one on each run if HH_TEST_SEED is "random"', () => {
    const seeds = Array.from({ length: 10 }, () => chooseSeed('random'));
    expect(new Set(seeds).size).toBeGreaterThan(1);
    expect(seeds.every(Number.isInteger)).toBe(true);
  });

  test.each(['soon', '1.5'])('is not %s', (given) => {
    expect(() => chooseSeed(given)).toThrow(`HH_TEST_SEED must be a whole number or "random", but it is "${given}".`);
  });

  test('is what fast-check draws from, and names when a property does not hold', () => {
    expect(fc.check(fc.property(fc.nat(), () => false)).seed).toBe(seed);
    expect(() => fc.assert(fc.property(fc.nat(), () => false))).toThrow(`seed: ${seed}`);
  });

  test('gives the same numbers in another process', () => {
    const drawn = `${__dirname}/seed.ts`;
    const script = `console.log(require(${JSON.stringify(drawn)}).randomNumbers()())`;
    const stdout = execFileSync(process.execPath, ['--require', 'esbuild-register', '-e', script], {
      encoding: 'utf8',
    });
    expect(Number(stdout)).toBe(randomNumbers(seed)());
  });
});
