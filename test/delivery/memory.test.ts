import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Outcome } from '../../src/delivery/http/outcome';
import { settled } from '../support/clock';
import { limits, rig } from './rig';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

/**
 * Bytes that are still in use after garbage was collected. Other threads free the memory of buffers, later than their
 * objects and at a time of their own: the least of several passes counts.
 */
const live = async (): Promise<number> => {
  let least = Number.POSITIVE_INFINITY;
  for (let pass = 0; pass < 6; pass += 1) {
    collect();
    await settled();
    const { heapUsed, external } = process.memoryUsage();
    least = Math.min(least, heapUsed + external);
  }
  return least;
};

test.each([
  [24, 12],
  [60, 20],
])(
  'a server that does not answer for %d s, at 500 records of %d KB a second, leaves memory within its bound, and flat',
  async (seconds, kilobytes) => {
    const { clock, outbox, counts, add, unaccounted, verdicts } = rig(
      () =>
        new Promise<Outcome>(
          (resolve) => void clock.timer(10_000, () => resolve({ kind: 'unavailable', problem: 'ETIMEDOUT' })),
        ),
    );
    const before = await live();
    const measured: number[] = [];
    for (let second = 0; second < seconds; second += 1) {
      for (let n = 0; n < 500; n += 1) add(`${second}/${n}`, kilobytes * 1024);
      verdicts.clear();
      await clock.pass(1000);
      expect(outbox.pendingBytes).toBeLessThanOrEqual(limits.maxQueueBytes);
      if ((second + 1) % (seconds / 6) === 0) measured.push((await live()) - before);
    }
    expect(Math.max(...measured)).toBeLessThan(1.5 * limits.maxQueueBytes + 16 * 2 ** 20);
    expect((measured.at(-1) ?? 0) - (measured[1] ?? 0)).toBeLessThan(4 * 2 ** 20);
    expect(unaccounted()).toBe(0);
    expect(Object.keys(counts.lost)).toEqual(['queue_full']);
  },
);

test('what the queue had room for arrives when the server is back', async () => {
  let isDown = true;
  const { clock, outbox, counts, add } = rig(() =>
    isDown ? { kind: 'unavailable', problem: 'ECONNREFUSED' } : { kind: 'delivered' },
  );
  for (let n = 0; n < 5000; n += 1) add(`${n}`, 12 * 1024);
  const waiting = outbox.pending;
  expect(waiting).toBeGreaterThan(2700);
  await clock.pass(60_000);
  isDown = false;
  await clock.pass(60_000);
  expect(counts).toMatchObject({ delivered: waiting, lost: { queue_full: 5000 - waiting } });
});
