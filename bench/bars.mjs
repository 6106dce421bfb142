// The maximum cost of each measured value. `run.mjs` compares every measurement with these bars.
export const bars = [
  ['small.ours.ratio', 'CPU per span against the limit, small', { atMost: 1.1 }],
  ['medium.ours.ratio', 'CPU per span against the limit, medium', { atMost: 0.85 }],
  ['large.ours.ratio', 'CPU per span against the limit, large', { atMost: 0.65 }],
  ['flat.ours.ratio', 'CPU per span against the limit, flat', { atMost: 0.9 }],
  ['small.ours.toOtlp', 'CPU per span against OTLP JSON, small', { atMost: 1 }],
  ['medium.ours.toOtlp', 'CPU per span against OTLP JSON, medium', { atMost: 1 }],
  ['large.ours.toOtlp', 'CPU per span against OTLP JSON, large', { atMost: 1 }],
  ['flat.ours.toOtlp', 'CPU per span against OTLP JSON, flat', { atMost: 1 }],
  ['mixed.ours.ratio', 'CPU per ended span against the limit, mixed', { atMost: 0.8 }],
  ['end.ours.micros', 'span.end(), p50 added, µs', { atMost: 0.5 }],
  ['block.medium.ours.ms', 'longest block, 512 medium spans, ms', { atMost: 8 }],
  ['block.large.ours.ms', 'longest block, 512 large spans, ms', { atMost: 10 }],
  ['block.giant.ours.ms', 'longest block, one span of 5 MB, ms', { atMost: 60 }],
  // 1.5 × the queue's 32 MiB + 16 MiB.
  ['outage.refuse.ours.grownMiB', 'growth in an outage, connections refused, MiB', { atMost: 64 }],
  ['outage.hang.ours.grownMiB', 'growth in an outage, no response, MiB', { atMost: 64 }],
  [
    'outage.refuse.ours.secondHalfMiB',
    'growth in the second half of an outage, connections refused, MiB',
    { atMost: 4 },
  ],
  ['outage.hang.ours.secondHalfMiB', 'growth in the second half of an outage, no response, MiB', { atMost: 4 }],
  ['outage.refuse.ours.arrivedOfKept', 'share of the kept records that arrive, connections refused', { atLeast: 1 }],
  ['outage.hang.ours.arrivedOfKept', 'share of the kept records that arrive, no response', { atLeast: 1 }],
  ['start.ours above the API.ms', 'import, in addition to the API, CPU ms', { atMost: 12 }],
  ['start.register.ms', 'CPU ms that register adds to the start', { atMost: 12 }],
  ['footprint.ours.packages', 'packages that installing adds', { atMost: 2 }],
  ['footprint.ours.megabytes', 'MB that installing adds', { atMost: 2 }],
  ['scaling.size.exponent', 'growth of the CPU with the size of a span, exponent', { atMost: 1.1 }],
  ['scaling.count.exponent', 'growth of the CPU with the number of spans, exponent', { atMost: 1.1 }],
  ['wire.chunk.micros', 'observed stream, CPU µs per chunk', { atMost: 15 }],
  // Smaller than the difference between two runs.
  ['wire.firstByte.share', 'relative delay of the first byte of an observed response', { atMost: 0.05 }],
  ['wire.other.micros', 'a fetch that is not a model call, µs', { atMost: 1 }],
  ['requests.auto.micros', 'CPU that register adds to a request without model calls, µs', { atMost: 5 }],
  ['requests.waiting.micros', 'the same where the handler waits five times, µs', { atMost: 5 }],
  ['latency.ours.perSecond', 'records/s at 200 ms of latency', { atLeast: 1500 }],
  ['leak.grown.MiB', 'growth over an hour of faults, MiB', { atMost: 1 }],
  ['leak.unaccounted.records', 'records neither delivered, pending nor lost', { atMost: 0 }],
];

/** The bars for which there is a value, and whether each holds. */
export const barResults = (values) =>
  bars
    .filter(([key]) => values[key] !== undefined)
    .map(([key, title, { atMost, atLeast }]) => {
      const value = values[key];
      const holds = atMost === undefined ? value >= atLeast : value <= atMost;
      return { key, title, value, bar: atMost === undefined ? `≥ ${atLeast}` : `≤ ${atMost}`, holds };
    });
