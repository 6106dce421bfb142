import { execFileSync } from 'node:child_process';

/**
 * The number that a run's random tests start from: `given` if that is a whole number, another one on each run if it is `random`,
 * else one of the committed files, so that a commit is red or green on every run of it.
 * @throws of anything else that is given
 */
export function chooseSeed(given: string | undefined, ofCommit = seedOfCommit): number {
  if (given === undefined || given === '') return ofCommit();
  if (given === 'random') return Math.floor(Math.random() * 2 ** 31);
  const seed = Number(given);
  if (Number.isInteger(seed)) return seed;
  throw new Error(`HH_TEST_SEED must be a whole number or "random", but it is "${given}".`);
}

/** The hash of the committed files, which a rebase or another message does not change; outside a clone, a constant. */
function seedOfCommit(): number {
  try {
    const hash = execFileSync('git', ['rev-parse', 'HEAD^{tree}'], { cwd: __dirname, encoding: 'utf8', stdio: 'pipe' });
    return Number.parseInt(hash.slice(0, 7), 16);
  } catch {
    return 20_251_129;
  }
}

/** This run's seed, as `jest.config.ts` chose it. */
export const seed = Number(process.env['HH_TEST_SEED']);

/** Numbers from 0 to below 1, the same ones for the same start (mulberry32). */
export function randomNumbers(start = seed): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
