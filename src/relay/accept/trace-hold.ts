import { RecentIds } from '../../correlation/recent-ids';
import { memorySizeOf } from '../../json/memory-size';
import type { OtlpSpan } from '../../otlp';
import { systemRuntime, type Timer } from '../../runtime/runtime';

export interface HoldLimits {
  /** After the last span of a trace that is not complete. */
  readonly waitMs: number;
  /** After the first one: exporters give a request up after 10 s. */
  readonly maxWaitMs: number;
  /** Of all spans that are held. The oldest trace goes first. */
  readonly maxBytes: number;
}

/** What became of the spans of a trace. */
export interface TraceOutcome {
  /** They may be sent again: some of their records are not in the queue. */
  readonly isUnavailable: boolean;
  /** Of which no record can be made. */
  readonly rejected: number;
}

interface HeldTrace {
  readonly id: string;
  /** By the span's id, so that a span counts once that is sent again. */
  readonly spans: Map<string, OtlpSpan>;
  readonly until: number;
  readonly outcomes: ((outcome: TraceOutcome) => void)[];
  bytes: number;
  timer: Timer | undefined;
}

const taken: TraceOutcome = { isUnavailable: false, rejected: 0 };

/** Holds the spans of a trace until it is complete, since what is to be known of a call may stand in several of them. */
export class TraceHold {
  readonly #limits: HoldLimits;
  readonly #next: (spans: readonly OtlpSpan[]) => Promise<TraceOutcome>;
  /** Whether something else than spans may still come for a trace that has all of its spans. */
  readonly #expectsMore: () => boolean;
  readonly #traces = new Map<string, HeldTrace>();
  /** Spans whose records are in the queue. */
  readonly #taken = new RecentIds();
  #bytes = 0;

  constructor(
    limits: HoldLimits,
    next: (spans: readonly OtlpSpan[]) => Promise<TraceOutcome>,
    expectsMore: () => boolean,
  ) {
    this.#limits = limits;
    this.#next = next;
    this.#expectsMore = expectsMore;
  }

  /** Resolves once the records of all traces of these spans are in the queue, or could not be put there. Never rejects. */
  async take(spans: readonly OtlpSpan[]): Promise<TraceOutcome> {
    const traces = new Set<HeldTrace>();
    for (const span of spans) {
      const { traceId, spanId } = span.spanContext();
      if (!this.#taken.has(traceId + spanId)) traces.add(this.#add(traceId, spanId, span));
    }
    const outcomes = [...traces].map((trace) => new Promise<TraceOutcome>((resolve) => trace.outcomes.push(resolve)));
    for (const trace of traces) this.#schedule(trace);
    while (this.#bytes > this.#limits.maxBytes) this.#releaseOldest();
    return (await Promise.all(outcomes)).reduce(both, taken);
  }

  /** Nothing is held any longer. */
  release(): void {
    while (this.#traces.size > 0) this.#releaseOldest();
  }

  #add(traceId: string, spanId: string, span: OtlpSpan): HeldTrace {
    const trace = this.#traces.get(traceId) ?? this.#begin(traceId);
    if (!trace.spans.has(spanId)) {
      const bytes = memorySizeOf([span.attributes, span.events]);
      trace.bytes += bytes;
      this.#bytes += bytes;
    }
    trace.spans.set(spanId, span);
    return trace;
  }

  #begin(id: string): HeldTrace {
    const until = systemRuntime.now() + this.#limits.maxWaitMs;
    const trace: HeldTrace = { id, spans: new Map(), until, outcomes: [], bytes: 0, timer: undefined };
    this.#traces.set(id, trace);
    return trace;
  }

  #schedule(trace: HeldTrace): void {
    trace.timer?.cancel();
    const left = Math.max(0, trace.until - systemRuntime.now());
    const waitMs = isComplete(trace) && !this.#expectsMore() ? 0 : Math.min(this.#limits.waitMs, left);
    if (waitMs === 0) this.#release(trace);
    else trace.timer = systemRuntime.timer(waitMs, () => this.#release(trace));
  }

  #releaseOldest(): void {
    const [oldest] = this.#traces.values();
    if (oldest !== undefined) this.#release(oldest);
  }

  #release(trace: HeldTrace): void {
    if (!this.#traces.delete(trace.id)) return;
    trace.timer?.cancel();
    this.#bytes -= trace.bytes;
    void this.#next([...trace.spans.values()]).then((outcome) => {
      if (!outcome.isUnavailable) for (const spanId of trace.spans.keys()) this.#taken.add(trace.id + spanId);
      for (const answer of trace.outcomes) answer(outcome);
    });
  }
}

/** Its root is there, and so is every span that another one names as its parent. */
function isComplete({ spans }: HeldTrace): boolean {
  let hasRoot = false;
  for (const { parentSpanId } of spans.values()) {
    if (parentSpanId === undefined) hasRoot = true;
    else if (!spans.has(parentSpanId)) return false;
  }
  return hasRoot;
}

const both = (one: TraceOutcome, other: TraceOutcome): TraceOutcome => ({
  isUnavailable: one.isUnavailable || other.isUnavailable,
  rejected: one.rejected + other.rejected,
});
