import { interleaved } from '../rounds.mjs';
import { median } from '../statistics.mjs';

/** Longer conversations have more messages. Records above 1 MiB, which the fourth size just exceeds, are shortened. */
const sizes = [1e3, 1e4, 1e5, 1e6, 1e7];
const rates = [10, 100, 1000, 10_000];
const shapeOf = (bytes) => ({ messages: Math.max(3, Math.min(60, Math.round(bytes / 1000))), tools: 0, bytes });

export const scaling = {
  about: 'Scaling of our exporter: CPU by the size of a span, and by spans per second',
  async run({ sink, rounds, quick }) {
    const url = await sink.ask('url');
    const rows = [];
    const values = {};
    for (const bytes of sizes) {
      const spans = Math.max(16, Math.min(4096, Math.round(2e7 / bytes)));
      const subject = (candidate) => ({
        file: 'measure/cost.mjs',
        args: [candidate, JSON.stringify(shapeOf(bytes)), url],
        question: 'round',
        given: spans,
      });
      const answers = await interleaved({ noop: subject('noop'), ours: subject('ours') }, rounds);
      const micros = median(answers.ours.map(({ cpu }, round) => (cpu - answers.noop[round].cpu) / spans));
      rows.push([`a span of ${bytes / 1000} KB`, micros.toFixed(1), (micros / (bytes / 1000)).toFixed(2), '']);
      values[`scaling.size.${bytes}.microsPerKb`] = micros / (bytes / 1000);
    }
    for (const perSecond of rates) {
      const given = { perSecond, seconds: quick ? 2 : 5 };
      const subject = (candidate) => ({
        file: 'measure/steady.mjs',
        args: [candidate, 'medium', url],
        question: 'rate',
        given,
      });
      const names = ['noop', 'ours', 'otlp-json'];
      const answers = await interleaved(
        Object.fromEntries(names.map((name) => [name, subject(name)])),
        Math.min(rounds, 2),
      );
      const net = (name) => median(answers[name].map(({ cpu }, round) => cpu - answers.noop[round].cpu));
      rows.push([`${perSecond} medium spans/s`, net('ours').toFixed(1), '', net('otlp-json').toFixed(1)]);
      values[`scaling.rate.${perSecond}.micros`] = net('ours');
      values[`scaling.rate.${perSecond}.otlp-json.micros`] = net('otlp-json');
    }
    return { columns: ['', 'CPU µs per span', 'µs per KB', 'OTLP JSON, µs per span'], rows, values };
  },
};
