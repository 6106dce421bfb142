import { HoldBuffer } from '../runtime/hold-buffer';

const limits = { maxWaitMs: 1000, maxItems: 10_000 };
const maxTraces = 1000;

/** Key of the calls made outside of any span: the spans of any trace may be theirs. */
const anyTrace = '';

/**
 * Puts the span of an observed call before the spans of frameworks around it. Of two spans of one call the one that ends first is
 * exported; the observed one knows more, but is made only after the framework has got the response. So the other spans of a
 * trace are held while it has an open call.
 */
export class SpanOrdering {
  /** Number of calls in each trace that are no spans yet. */
  readonly #calls = new CallCounts();
  /** Of those, the ones that are in flight. The others are only to be read, which a busy machine may take long for. */
  readonly #inFlight = new CallCounts();
  /** What to run, by trace, once its calls are spans. */
  readonly #held = new HoldBuffer<string, () => void>(
    limits,
    (run) => run(),
    (traceId) => this.#calls.has(traceId) && !this.#inFlight.has(traceId),
  );

  /** @param traceId of the span that the call is made in, if there is one */
  callStarted(traceId?: string): void {
    if (this.#calls.traces >= maxTraces) this.releaseAll();
    this.#calls.add(traceId);
    this.#inFlight.add(traceId);
  }

  /** Its response is over: it is going to be read. */
  callAnswered(traceId?: string): void {
    this.#inFlight.remove(traceId);
  }

  /** The call is a span now, or turned out to be none of a model. */
  callEnded(traceId?: string): void {
    if (this.#calls.remove(traceId) > 0) return;
    for (const held of traceId === undefined ? this.#held.keys : [traceId]) {
      if (!this.#calls.has(held)) this.#held.release(held);
    }
  }

  /** Runs it once the trace has no open call, in the order of these calls. For calls in flight, it waits a second at most. */
  afterCalls(traceId: string, run: () => void): void {
    if (this.#held.has(traceId) || this.#calls.has(traceId)) this.#held.hold(traceId, run);
    else run();
  }

  /** For a flush, which must not wait. */
  releaseAll(): void {
    this.#held.releaseAll();
  }
}

/** Calls by the trace that they are made in. */
class CallCounts {
  readonly #byTrace = new Map<string, number>();

  get traces(): number {
    return this.#byTrace.size;
  }

  add(traceId = anyTrace): void {
    this.#byTrace.set(traceId, (this.#byTrace.get(traceId) ?? 0) + 1);
  }

  /** @returns how many are left of the trace */
  remove(traceId = anyTrace): number {
    const left = (this.#byTrace.get(traceId) ?? 0) - 1;
    if (left > 0) this.#byTrace.set(traceId, left);
    else this.#byTrace.delete(traceId);
    return left;
  }

  /** Whether spans of the trace may be around a call. */
  has(traceId: string): boolean {
    return this.#byTrace.has(traceId) || this.#byTrace.has(anyTrace);
  }
}
