import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundleOf } from '../support/bundle';
import { limits, rig } from './rig';

const program = bundleOf(join(__dirname, 'memory-program.ts'));

interface Printed {
  /** Live bytes beyond those before the first record, after each sixth of the time. */
  readonly live: readonly number[];
  readonly mostPendingBytes: number;
  readonly unaccounted: number;
  readonly lost: Readonly<Record<string, number>>;
}

test.each([
  [24, 12],
  [60, 20],
])(
  'a server that does not answer for %d s, at 500 records of %d KB a second, leaves memory within its bound, and flat',
  async (seconds, kilobytes) => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--expose-gc',
      program(),
      String(seconds),
      String(kilobytes),
    ]);
    const { live, mostPendingBytes, unaccounted, lost } = JSON.parse(stdout) as Printed;
    expect(live).toHaveLength(6);
    expect(mostPendingBytes).toBeLessThanOrEqual(limits.maxQueueBytes);
    expect(Math.max(...live)).toBeLessThan(1.5 * limits.maxQueueBytes + 16 * 2 ** 20);
    expect((live.at(-1) ?? 0) - (live[1] ?? 0)).toBeLessThan(4 * 2 ** 20);
    expect(unaccounted).toBe(0);
    expect(Object.keys(lost)).toEqual(['queue_full']);
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
