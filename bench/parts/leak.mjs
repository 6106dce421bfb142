import { startChild } from '../child.mjs';

const factor = 120;
const perSecond = 10;
const MiB = 2 ** 20;

export const leak = {
  about: `Live heap after an hour of ${perSecond} model calls per second under random faults, with clocks ${factor} times as fast`,
  async run({ quick }) {
    const minutes = quick ? 20 : 60;
    const sink = startChild('sink.mjs');
    const child = startChild('measure/leak.mjs', {
      args: [await sink.ask('url')],
      execArgv: ['--expose-gc', '--import', new URL('../measure/fast-clock.mjs', import.meta.url).href],
      env: { BENCH_CLOCK_FACTOR: String(factor) },
    });
    try {
      const heapAfter = async (traffic) => {
        await sink.ask('mode', { kind: 'faulty' });
        await child.ask('traffic', { minutes: traffic, perSecond });
        await sink.ask('mode', { kind: 'answer' });
        return child.ask('heap');
      };
      const before = await heapAfter(minutes / 2);
      const after = await heapAfter(minutes);
      const grown = (after.live - before.live) / MiB;
      const { accepted, delivered, pending, lost } = after.stats;
      const missing = accepted - delivered - pending - Object.values(lost).reduce((sum, count) => sum + count, 0);
      return {
        columns: ['', 'MiB live', 'accepted', 'delivered', 'lost', 'unaccounted'],
        rows: [
          [
            `after ${minutes / 2} min`,
            (before.live / MiB).toFixed(2),
            before.stats.accepted,
            before.stats.delivered,
            JSON.stringify(before.stats.lost),
            '',
          ],
          [`${minutes} min later`, (after.live / MiB).toFixed(2), accepted, delivered, JSON.stringify(lost), missing],
        ],
        values: { 'leak.grown.MiB': grown, 'leak.unaccounted.records': missing },
      };
    } finally {
      await Promise.all([child.stop(), sink.stop()]);
    }
  },
};
