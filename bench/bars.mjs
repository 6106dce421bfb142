// What the exporter may cost. `run.mjs` holds every measurement that it makes to these.
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
  ['outage.refuse.ours.grownMiB', 'growth in an outage, refused, MiB', { atMost: 64 }],
  ['outage.hang.ours.grownMiB', 'growth in an outage, no answer, MiB', { atMost: 64 }],
  ['outage.refuse.ours.secondHalfMiB', 'growth in its second half, refused, MiB', { atMost: 4 }],
  ['outage.hang.ours.secondHalfMiB', 'growth in its second half, no answer, MiB', { atMost: 4 }],
  ['outage.refuse.ours.arrivedOfKept', 'share of what was kept that arrives, refused', { atLeast: 1 }],
  ['outage.hang.ours.arrivedOfKept', 'share of what was kept that arrives, no answer', { atLeast: 1 }],
  ['start.ours above the API.ms', 'import above the API, CPU ms', { atMost: 12 }],
  ['start.register.ms', 'register, CPU ms added to a start', { atMost: 40 }],
  ['footprint.ours.packages', 'packages that installing adds', { atMost: 2 }],
  ['footprint.ours.megabytes', 'MB that installing adds', { atMost: 2 }],
  ['wire.chunk.micros', 'observed stream, CPU µs a chunk', { atMost: 15 }],
  // Two runs of the same differ by more.
  ['wire.firstByte.share', 'first byte of an observed answer later by a share of', { atMost: 0.05 }],
  ['wire.other.micros', 'a fetch that is no model call, µs', { atMost: 1 }],
  ['latency.ours.perSecond', 'records/s with 200 ms of latency', { atLeast: 1500 }],
  ['leak.grown.MiB', 'growth over an hour with faults, MiB', { atMost: 1 }],
  ['leak.unaccounted.records', 'records neither delivered, pending nor lost', { atMost: 0 }],
];

/** The bars that these values can be held to, with a verdict each. */
export const judged = (values) =>
  bars
    .filter(([key]) => values[key] !== undefined)
    .map(([key, says, { atMost, atLeast }]) => {
      const value = values[key];
      const holds = atMost === undefined ? value >= atLeast : value <= atMost;
      return { key, says, value, bar: atMost === undefined ? `≥ ${atLeast}` : `≤ ${atMost}`, holds };
    });
