import { startChild } from '../child.mjs';
import { median } from '../statistics.mjs';

const latencyMs = 200;
/** Limited by requests in flight × bytes per batch / latency: with four requests, 1,650 records of 12.7 KB per second. */
const subjects = { ours: 'defaults', 'ours, 8 requests in flight': 'maxConcurrentRequests: 8' };

export const latency = {
  about: `Throughput with ${latencyMs} ms of server latency, medium records`,
  async run({ rounds, quick }) {
    const results = [];
    for (const [name, variant] of Object.entries(subjects)) {
      results.push([name, await throughput(variant, Math.min(rounds, 3), quick ? 2 : 4)]);
    }
    return {
      columns: ['', 'records/s'],
      rows: results.map(([name, perSecond]) => [name, Math.round(perSecond)]),
      values: Object.fromEntries(results.map(([name, perSecond]) => [`latency.${name}.perSecond`, perSecond])),
    };
  },
};

async function throughput(variant, rounds, seconds) {
  const sink = startChild('sink.mjs');
  const child = startChild('measure/steady.mjs', { args: ['ours', 'medium', await sink.ask('url'), variant] });
  try {
    await child.ask('rate', { perSecond: 1000, seconds: 2 });
    await sink.ask('mode', { kind: 'answer', latencyMs });
    const measured = [];
    for (let round = 0; round < rounds; round += 1) measured.push((await child.ask('throughput', seconds)).perSecond);
    return median(measured);
  } finally {
    await Promise.all([child.stop(), sink.stop()]);
  }
}
