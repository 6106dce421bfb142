import { startChild } from '../child.mjs';

const subjects = ['noop', 'ours', 'ours-batched', 'otlp-json', 'otlp-proto', 'langfuse'];
const kinds = { refuse: 'connections refused', hang: 'no response' };
const MiB = 2 ** 20;

export const outage = {
  about: 'An outage with 500 medium spans per second: memory growth, and how many records arrive afterwards',
  async run({ quick }) {
    const seconds = quick ? 12 : 60;
    const rows = [];
    const values = {};
    for (const [kind, title] of Object.entries(kinds)) {
      // All candidates at once: unlike time, memory does not depend on what else runs.
      const results = await Promise.all(subjects.map((candidate) => outageOf(candidate, kind, seconds)));
      for (const [index, r] of results.entries()) {
        const candidate = subjects[index];
        // With a batch processor, most kept spans have not reached our exporter.
        const kept = candidate === 'ours' ? r.arrived / r.stats.pending : undefined;
        rows.push([
          `${candidate}, ${title}`,
          ((r.live[1] - r.live[0]) / MiB).toFixed(1),
          ((r.live[2] - r.live[0]) / MiB).toFixed(1),
          (r.rss / MiB).toFixed(0),
          r.made,
          r.arrived,
          kept === undefined ? '' : kept.toFixed(3),
        ]);
        values[`outage.${kind}.${candidate}.grownMiB`] = (r.live[2] - r.live[0]) / MiB;
        values[`outage.${kind}.${candidate}.secondHalfMiB`] = (r.live[2] - r.live[1]) / MiB;
        if (kept !== undefined) values[`outage.${kind}.${candidate}.arrivedOfKept`] = kept;
      }
    }
    const columns = ['', '+MiB half way', '+MiB at the end', 'RSS MiB', 'created', 'arrived', 'arrived / kept'];
    return { columns: [`${seconds} s`, ...columns.slice(1)], rows, values };
  },
};

async function outageOf(candidate, kind, seconds) {
  const sink = startChild('sink.mjs');
  const child = startChild('measure/outage.mjs', {
    args: [candidate, await sink.ask('url')],
    execArgv: ['--expose-gc'],
  });
  try {
    await child.ask('traffic', 2);
    await child.ask('recover', 10);
    await sink.ask('take');
    await sink.ask('mode', { kind });
    const during = await child.ask('traffic', seconds);
    await sink.ask('mode', { kind: 'answer' });
    await child.ask('recover', 60);
    return { ...during, arrived: (await sink.ask('take')).modelCalls };
  } finally {
    await Promise.all([child.stop(), sink.stop()]);
  }
}
