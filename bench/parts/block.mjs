import { candidates } from '../candidates.mjs';
import { interleaved } from '../rounds.mjs';
import { median } from '../statistics.mjs';

/** The giant exceeds the maximum size of a record, so our exporter shortens it; the others do not. */
const giant = JSON.stringify({ messages: 60, tools: 4, bytes: 5e6 });
const bursts = { medium: ['medium', 512], large: ['large', 512], giant: [giant, 1] };

export const block = {
  about: 'Longest block of the event loop, CPU ms: 512 medium spans, 512 large ones, one of 5 MB',
  async run({ sink, rounds }) {
    const url = await sink.ask('url');
    const longest = {};
    for (const [name, [kind, spans]] of Object.entries(bursts)) {
      const subjects = Object.fromEntries(
        ['noop', ...candidates].map((candidate) => [
          candidate,
          { file: 'measure/burst.mjs', args: [candidate, kind, url], question: 'block', given: spans },
        ]),
      );
      const answers = await interleaved(subjects, rounds);
      for (const candidate of ['noop', ...candidates]) {
        longest[`${name}.${candidate}`] = median(answers[candidate].map((answer) => answer.longest));
      }
    }
    return {
      columns: ['', ...Object.keys(bursts)],
      rows: ['noop', ...candidates].map((candidate) => [
        candidate,
        ...Object.keys(bursts).map((name) => longest[`${name}.${candidate}`].toFixed(1)),
      ]),
      values: Object.fromEntries(Object.entries(longest).map(([key, ms]) => [`block.${key}.ms`, ms])),
    };
  },
};
