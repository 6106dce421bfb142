import { interleaved } from '../rounds.mjs';
import { exponentOf, median } from '../statistics.mjs';

/** Longer conversations have more messages. Records above 1 MiB, which the fourth size just exceeds, are shortened. */
const sizes = [1e3, 1e4, 1e5, 1e6, 1e7];
/** Spans that end one after the other, then are flushed. */
const counts = [10, 100, 1000, 10_000];
const rates = [10, 100, 1000, 10_000];
const shapeOf = (bytes) => ({ messages: Math.max(3, Math.min(60, Math.round(bytes / 1000))), tools: 0, bytes });

export const scaling = {
  about: 'Scaling of our exporter: CPU by the size of a span, by the number of spans, and by spans per second',
  async run({ sink, rounds, quick }) {
    const url = await sink.ask('url');
    const rows = [];
    const values = {};
    /** CPU microseconds of so many spans. */
    const costOf = async (kind, spans) => {
      const subject = (candidate) => ({
        file: 'measure/cost.mjs',
        args: [candidate, kind, url],
        question: 'round',
        given: spans,
      });
      const answers = await interleaved({ noop: subject('noop'), ours: subject('ours') }, rounds);
      return median(answers.ours.map(({ cpu }, round) => cpu - answers.noop[round].cpu));
    };
    const bySize = [];
    for (const bytes of sizes) {
      const spans = Math.max(16, Math.min(4096, Math.round(2e7 / bytes)));
      const micros = (await costOf(JSON.stringify(shapeOf(bytes)), spans)) / spans;
      bySize.push([bytes, micros]);
      rows.push([`a span of ${bytes / 1000} KB`, micros.toFixed(1), (micros / (bytes / 1000)).toFixed(2), '']);
      values[`scaling.size.${bytes}.microsPerKb`] = micros / (bytes / 1000);
    }
    const byCount = [];
    for (const count of counts) {
      const micros = await costOf('small', count);
      byCount.push([count, micros]);
      rows.push([`each of ${count} small spans`, (micros / count).toFixed(1), '', '']);
    }
    for (const [name, points] of Object.entries({ size: bySize, count: byCount })) {
      values[`scaling.${name}.exponent`] = exponentOf(points);
      rows.push([`exponent of the growth, by ${name}`, exponentOf(points).toFixed(2), '', '']);
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
