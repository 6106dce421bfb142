import { seed } from '../../support/seed';
import { compareDecoders } from './compare';

test('damaged bodies are read as protobufjs reads them, or refused as it refuses them, but for rules of our own', () => {
  const bodies = 3000;
  const { same, stricter, broken, refused } = compareDecoders(bodies, seed);
  expect(broken).toEqual([]);
  const byOwnRules = [...stricter.values()].reduce((sum, count) => sum + count, 0);
  expect(same + byOwnRules).toBe(bodies);
  expect(byOwnRules).toBeLessThan(bodies / 20);
  // Enough of both to say something.
  expect(Math.min(refused, same - refused)).toBeGreaterThan(bodies / 10);
});
