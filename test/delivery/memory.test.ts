import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Outcome } from '../../src/delivery/http/outcome';
import { settled } from '../support/clock';
import { limits, rig } from './rig';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

/** Live bytes, after everything else was collected; the memory of buffers is given back a little later than their objects. */
const live = async (): Promise<number> => {
  for (let pass = 0; pass < 3; pass += 1) {
    collect();
    await settled();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

test.each([12, 20])(
  'a black hole for a minute at 500 records of %d KB a second keeps memory within its bound, and flat',
  async (kilobytes) => {
    const { clock, outbox, books, add, unaccounted, verdicts } = rig(
      () =>
        new Promise<Outcome>(
          (resolve) => void clock.timer(10_000, () => resolve({ kind: 'unavailable', detail: 'ETIMEDOUT' })),
        ),
    );
    const before = await live();
    const measured: number[] = [];
    for (let second = 0; second < 60; second += 1) {
      for (let n = 0; n < 500; n += 1) add(`${second}/${n}`, kilobytes * 1024);
      verdicts.clear();
      await clock.pass(1000);
      expect(outbox.pendingBytes).toBeLessThanOrEqual(limits.maxQueueBytes);
      if (second % 10 === 9) measured.push((await live()) - before);
    }
    expect(Math.max(...measured)).toBeLessThan(1.5 * limits.maxQueueBytes + 16 * 2 ** 20);
    expect((measured.at(-1) ?? 0) - (measured[1] ?? 0)).toBeLessThan(4 * 2 ** 20);
    expect(unaccounted()).toBe(0);
    expect(Object.keys(books.lost)).toEqual(['queue_full']);
  },
);

test('what fitted in the queue arrives when the server is back', async () => {
  let isDown = true;
  const { clock, outbox, books, add } = rig(() =>
    isDown ? { kind: 'unavailable', detail: 'ECONNREFUSED' } : { kind: 'delivered' },
  );
  for (let n = 0; n < 5000; n += 1) add(`${n}`, 12 * 1024);
  const waiting = outbox.pending;
  expect(waiting).toBeGreaterThan(2700);
  await clock.pass(60_000);
  isDown = false;
  await clock.pass(60_000);
  expect(books).toMatchObject({ delivered: waiting, lost: { queue_full: 5000 - waiting } });
});
