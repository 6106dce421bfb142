import { interleaved } from '../rounds.mjs';
import { median } from '../statistics.mjs';
import { variants } from '../variants.mjs';

const spans = 2048;
export const options = {
  about: 'Cost of each option: CPU per medium span, compared with the defaults',
  async run({ sink, rounds }) {
    const url = await sink.ask('url');
    const subject = (candidate, variant) => ({
      file: 'measure/cost.mjs',
      args: [candidate, 'medium', url, variant],
      question: 'round',
      given: spans,
      after: () => sink.ask('take'),
    });
    const answers = await interleaved(
      {
        noop: subject('noop', 'defaults'),
        ...Object.fromEntries(Object.keys(variants).map((name) => [name, subject('ours', name)])),
      },
      rounds,
    );
    const net = (name) => answers[name].map(({ cpu }, round) => (cpu - answers.noop[round].cpu) / spans);
    const defaults = net('defaults');
    const results = Object.keys(variants).map((name) => {
      const own = net(name);
      return { name, micros: median(own), ratio: median(own.map((cpu, round) => cpu / defaults[round])) };
    });
    return {
      columns: ['', 'CPU µs', '× defaults', 'KB/span'],
      rows: results.map(({ name, micros, ratio }) => [
        name,
        micros.toFixed(1),
        ratio.toFixed(2),
        (answers[name][0].bytes / spans / 1000).toFixed(2),
      ]),
      values: Object.fromEntries(results.map(({ name, ratio }) => [`options.${name}.ofDefaults`, ratio])),
    };
  },
};
