// Damaged bodies, read by our decoder of OTLP and by protobufjs: `npm run test:otlp`. See CONTRIBUTING.md.
import { chooseSeed } from '../../support/seed';
import { compareDecoders } from './compare';

const [, , given = 'bodies=1000000'] = process.argv;
const bodies = Number(/^bodies=(\d+)$/.exec(given)?.[1]);
if (!Number.isInteger(bodies)) throw new Error(`unknown: ${given}; known: bodies=<number>`);

const seed = chooseSeed(process.env['HH_TEST_SEED']);
console.log(`Seed ${seed}: ${bodies} bodies.`);
const start = performance.now();
const { same, refused, stricter, broken, slowest } = compareDecoders(bodies, seed, (done) =>
  console.log(`${done} bodies`),
);
const share = (count: number): string => `${((100 * count) / bodies).toFixed(2)} %`;
console.log(
  `\n${share(same)} with the same verdict and the same reading: ${share(same - refused)} read, ${share(refused)} refused.`,
);
for (const [what, count] of stricter) console.log(`${share(count)} refused by rules of our own: ${what}`);
console.log(
  `${broken.length} broken; the slowest body took ${slowest.toFixed(1)} ms, all ${Math.round((performance.now() - start) / 1000)} s.`,
);
for (const each of broken.slice(0, 20)) console.log(`  ${each}`);
process.exitCode = broken.length === 0 ? 0 : 1;
