/**
 * A program that adds 500 records of so many kilobytes in each of so many seconds of a hand-driven clock, to an outbox whose server
 * does not answer, and watches its live heap. In a process of its own, since a collection costs as much as there is in the heap.
 */
import type { Outcome } from '../../src/delivery/http/outcome';
import { settled } from '../support/clock';
import { rig } from './rig';

const [seconds = 0, kilobytes = 0] = process.argv.slice(2).map(Number);

/**
 * Bytes that are still in use after garbage was collected. Other threads free the memory of buffers, later than their
 * objects and at a time of their own: the least of several passes counts.
 */
const live = async (): Promise<number> => {
  let least = Number.POSITIVE_INFINITY;
  for (let pass = 0; pass < 6; pass += 1) {
    globalThis.gc?.();
    await settled();
    const { heapUsed, external } = process.memoryUsage();
    least = Math.min(least, heapUsed + external);
  }
  return least;
};

async function main(): Promise<void> {
  const { clock, outbox, counts, add, unaccounted, verdicts } = rig(
    () =>
      new Promise<Outcome>(
        (resolve) => void clock.timer(10_000, () => resolve({ kind: 'unavailable', problem: 'ETIMEDOUT' })),
      ),
  );
  const before = await live();
  const measured: number[] = [];
  let mostPendingBytes = 0;
  for (let second = 0; second < seconds; second += 1) {
    for (let n = 0; n < 500; n += 1) add(`${second}/${n}`, kilobytes * 1024);
    verdicts.clear();
    await clock.pass(1000);
    mostPendingBytes = Math.max(mostPendingBytes, outbox.pendingBytes);
    if ((second + 1) % (seconds / 6) === 0) measured.push((await live()) - before);
  }
  console.log(JSON.stringify({ live: measured, mostPendingBytes, unaccounted: unaccounted(), lost: counts.lost }));
}

void main();
