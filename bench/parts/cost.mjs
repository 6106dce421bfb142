// CPU per span of every candidate, compared with the limit loop.
import { candidates } from '../candidates.mjs';
import { interleaved } from '../rounds.mjs';
import { modelCallsAmong } from '../spans.mjs';
import { median } from '../statistics.mjs';

const spansARound = { small: 8192, medium: 3072, large: 256, flat: 3072, mixed: 16_384 };

export const costOf = (kind) => ({
  about: {
    small: 'CPU per span: 3 messages, 1 KB',
    medium: 'CPU per span: 12 messages, 4 tools, 12 KB',
    large: 'CPU per span: 60 messages, 4 tools, 150 KB',
    flat: 'CPU per span: medium in OpenLLMetry’s flattened form',
    mixed: 'CPU per ended span: nine of ten are HTTP and database spans',
  }[kind],
  async run({ sink, rounds }) {
    const url = await sink.ask('url');
    const spans = spansARound[kind];
    await sink.ask('take');
    const subjects = Object.fromEntries(
      ['noop', ...candidates].map((candidate) => [
        candidate,
        {
          file: 'measure/cost.mjs',
          args: [candidate, kind, url],
          question: 'round',
          given: spans,
          after: () => sink.ask('take'),
        },
      ]),
    );
    const answers = await interleaved(subjects, rounds);
    const net = (candidate) => answers[candidate].map(({ cpu }, round) => (cpu - answers.noop[round].cpu) / spans);
    const limit = net('limit');
    const otlp = net('otlp-json');
    const results = candidates.map((candidate) => {
      const own = net(candidate);
      const [{ bytes, largestBody }] = answers[candidate];
      return {
        candidate,
        micros: median(own),
        ratio: median(own.map((cpu, round) => cpu / limit[round])),
        toOtlp: median(own.map((cpu, round) => cpu / otlp[round])),
        perSecond: median(answers[candidate].map(({ wall }) => (spans / wall) * 1000)),
        kbPerSpan: bytes / spans / 1000,
        largestMb: largestBody / 1e6,
        lost: modelCallsAmong(kind, spans) - median(answers[candidate].map(({ modelCalls }) => modelCalls)),
      };
    });
    return {
      columns: ['', 'CPU µs', '× limit', '× OTLP JSON', 'spans/s', 'KB/span', 'largest body MB', 'not delivered'],
      rows: results.map((r) => [
        r.candidate,
        r.micros.toFixed(1),
        r.ratio.toFixed(2),
        r.toOtlp.toFixed(2),
        Math.round(r.perSecond),
        r.kbPerSpan.toFixed(2),
        r.largestMb.toFixed(2),
        r.lost,
      ]),
      values: Object.fromEntries(
        results.flatMap((r) => [
          [`${kind}.${r.candidate}.ratio`, r.ratio],
          [`${kind}.${r.candidate}.toOtlp`, r.toOtlp],
          [`${kind}.${r.candidate}.micros`, r.micros],
        ]),
      ),
    };
  },
});
