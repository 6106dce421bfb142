import { startChild } from '../child.mjs';
import { median } from '../statistics.mjs';

const latencyMs = 200;

export const latency = {
  about: `Throughput with ${latencyMs} ms of server latency, medium records`,
  async run({ rounds, quick }) {
    const sink = startChild('sink.mjs');
    const child = startChild('measure/steady.mjs', { args: ['ours', 'medium', await sink.ask('url')] });
    try {
      await child.ask('rate', { perSecond: 1000, seconds: 2 });
      await sink.ask('mode', { kind: 'answer', latencyMs });
      const measured = [];
      for (let round = 0; round < Math.min(rounds, 3); round += 1) {
        measured.push((await child.ask('throughput', quick ? 2 : 4)).perSecond);
      }
      const perSecond = median(measured);
      return {
        columns: ['', 'records/s'],
        rows: [['ours', Math.round(perSecond)]],
        values: { 'latency.ours.perSecond': perSecond },
      };
    } finally {
      await Promise.all([child.stop(), sink.stop()]);
    }
  },
};
