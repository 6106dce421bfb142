import { startChild } from '../child.mjs';
import { dist } from '../installed.mjs';
import { interleaved } from '../rounds.mjs';
import { median } from '../statistics.mjs';

const given = { calls: 40, chunks: 200 };

export const wire = {
  about: 'Observing model calls on the wire: CPU a streamed chunk, and delay of the first byte, µs',
  async run({ sink, rounds }) {
    const models = startChild('measure/model-server.mjs');
    try {
      const subject = { file: 'measure/streams.mjs', args: [await models.ask('url')], question: 'read', given };
      const answers = await interleaved(
        {
          plain: subject,
          observed: {
            ...subject,
            execArgv: ['--require', `${dist}/register.js`],
            env: { HH_API_KEY: 'bench', HH_API_URL: await sink.ask('url') },
          },
        },
        rounds,
      );
      const added = (of) => median(answers.observed.map((answer, round) => of(answer) - of(answers.plain[round])));
      const cpu = added(({ cpuPerChunk }) => cpuPerChunk);
      const firstByte = added((answer) => answer.firstByte);
      const of = (name, field) => median(answers[name].map((answer) => answer[field])).toFixed(1);
      return {
        columns: ['', 'CPU a chunk', 'first byte after'],
        rows: [
          ['not observed', of('plain', 'cpuPerChunk'), of('plain', 'firstByte')],
          ['observed', of('observed', 'cpuPerChunk'), of('observed', 'firstByte')],
          ['added', cpu.toFixed(1), firstByte.toFixed(1)],
        ],
        values: { 'wire.chunk.micros': cpu, 'wire.firstByte.micros': firstByte },
      };
    } finally {
      await models.stop();
    }
  },
};
