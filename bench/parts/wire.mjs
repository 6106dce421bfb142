import { startChild } from '../child.mjs';
import { dist } from '../installed.mjs';
import { interleaved } from '../rounds.mjs';
import { median, percentile } from '../statistics.mjs';

export const wire = {
  about: 'Observing model calls',
  async run({ sink, rounds }) {
    const models = startChild('measure/model-server.mjs');
    try {
      const args = [await models.ask('url')];
      const env = { HH_API_KEY: 'bench', HH_API_URL: await sink.ask('url') };
      const asked = async (question, given, field) => {
        const plain = { file: 'measure/streams.mjs', args, question, given };
        const observed = { ...plain, execArgv: ['--require', `${dist}/register.js`], env };
        const answers = await interleaved({ plain, observed }, rounds);
        const of = (name) => answers[name].map((answer) => answer[field]);
        const added = of('observed').map((value, round) => value - of('plain')[round]);
        const spread = percentile(of('plain'), 0.75) - percentile(of('plain'), 0.25);
        return { plain: median(of('plain')), observed: median(of('observed')), added: median(added), spread };
      };
      const chunk = await asked('read', { calls: 40, chunks: 200 }, 'cpuPerChunk');
      const firstByte = await asked('wait', { calls: 100 }, 'firstByte');
      const other = await asked('pass', { requests: 50_000 }, 'passed');
      const row = (title, { plain, observed, added, spread }) => [
        title,
        ...[plain, observed, added, spread].map((value) => value.toFixed(1)),
      ];
      return {
        columns: ['', 'not observed', 'observed', 'added', 'spread of not observed'],
        rows: [
          row('CPU per streamed chunk, µs', chunk),
          row('time to the first byte of a response, µs', firstByte),
          row('a fetch that is not a model call, ns', other),
        ],
        values: {
          'wire.chunk.micros': chunk.added,
          'wire.firstByte.micros': firstByte.added,
          'wire.firstByte.share': firstByte.added / firstByte.plain,
          'wire.other.micros': other.added / 1000,
        },
      };
    } finally {
      await models.stop();
    }
  },
};
