import { candidates } from '../candidates.mjs';
import { interleaved } from '../rounds.mjs';
import { median } from '../statistics.mjs';

const spans = 8192;

export const end = {
  about: 'span.end(): the time of one call, and how much of it the candidate adds, µs',
  async run({ sink, rounds }) {
    const url = await sink.ask('url');
    const subjects = Object.fromEntries(
      ['noop', ...candidates].map((candidate) => [
        candidate,
        { file: 'measure/burst.mjs', args: [candidate, 'medium', url], question: 'ends', given: spans },
      ]),
    );
    const answers = await interleaved(subjects, rounds);
    const results = ['noop', ...candidates].map((candidate) => ({
      candidate,
      p50: median(answers[candidate].map(({ p50 }) => p50)),
      p99: median(answers[candidate].map(({ p99 }) => p99)),
      added: median(answers[candidate].map(({ p50 }, round) => p50 - answers.noop[round].p50)),
    }));
    return {
      columns: ['', 'p50', 'p99', 'p50 added'],
      rows: results.map((r) => [r.candidate, r.p50.toFixed(2), r.p99.toFixed(1), r.added.toFixed(2)]),
      values: Object.fromEntries(results.map((r) => [`end.${r.candidate}.micros`, r.added])),
    };
  },
};
