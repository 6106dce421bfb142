import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startReceiver } from '../../src/inspector';
import { bundleOf } from '../support/bundle';

interface Said {
  /** Live bytes beyond those before the first span, after each sixth of the time. */
  readonly live: readonly number[];
  readonly stats: {
    readonly accepted: number;
    readonly delivered: number;
    readonly pending: number;
    readonly lost: Readonly<Record<string, number>>;
  };
}

const program = bundleOf(join(__dirname, '../support/memory-program.ts'));
const MiB = 2 ** 20;
const maxQueueBytes = 32 * MiB;

/**
 * The time passes ten times as fast: rate, batches' delay and the requests' deadline with it. Seen the other way, it is ten
 * times the rate for some seconds. The queue is full after five to eight of them.
 */
test.each([
  [24, 12, 'spread'],
  [60, 20, 'spread'],
  [24, 20, 'one'],
])(
  '%d s of 500 calls of %d kB a second into a black hole cost a bounded heap, which stays flat (turns of the loop: %s)',
  async (seconds, kilobytes, turns) => {
    const receiver = await startReceiver({ keep: 1 });
    receiver.script({ always: { hang: true } });
    try {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['--expose-gc', program(), String(kilobytes), turns, String(seconds), receiver.url],
        { timeout: 170_000 },
      );
      const { live, stats } = JSON.parse(stdout) as Said;
      expect(live).toHaveLength(6);
      // What the app ends in one turn of the loop is taken as a whole.
      const ofOneTurn = turns === 'one' ? 500 * kilobytes * 1000 : 0;
      expect(Math.max(...live)).toBeLessThan(1.5 * maxQueueBytes + 16 * MiB + ofOneTurn);
      expect(Math.max(...live.slice(2)) - Math.min(...live.slice(2))).toBeLessThan(8 * MiB + ofOneTurn);
      expect(stats.accepted).toBe(500 * seconds);
      expect(stats.pending * kilobytes * 1000).toBeLessThan(maxQueueBytes + ofOneTurn);
      expect(stats).toMatchObject({ delivered: 0, lost: { queue_full: 500 * seconds - stats.pending } });
      // What is held is records, not a queue that gave everything up.
      expect(stats.pending * kilobytes * 1000).toBeGreaterThan(0.8 * maxQueueBytes);
    } finally {
      await receiver.close();
    }
  },
);
