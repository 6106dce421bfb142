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
  /** Number of open calls in each trace. */
  readonly #calls = new Map<string, number>();
  /** What to run, by trace, once its calls are spans. */
  readonly #held = new HoldBuffer<string, () => void>(limits, (run) => run());

  /** @param traceId of the span that the call is made in, if there is one */
  callStarted(traceId = anyTrace): void {
    if (this.#calls.size >= maxTraces) this.releaseAll();
    this.#calls.set(traceId, (this.#calls.get(traceId) ?? 0) + 1);
  }

  /** The call is a span now, or turned out to be none of a model. */
  callEnded(traceId = anyTrace): void {
    const left = (this.#calls.get(traceId) ?? 0) - 1;
    if (left > 0) {
      this.#calls.set(traceId, left);
      return;
    }
    this.#calls.delete(traceId);
    for (const held of traceId === anyTrace ? this.#held.keys : [traceId]) {
      if (!this.#hasCalls(held)) this.#held.release(held);
    }
  }

  /** Runs it once the trace has no open call, in the order of these calls; after a second at the latest. */
  afterCalls(traceId: string, run: () => void): void {
    if (this.#held.has(traceId) || this.#hasCalls(traceId)) this.#held.hold(traceId, run);
    else run();
  }

  /** For a flush, which must not wait. */
  releaseAll(): void {
    this.#held.releaseAll();
  }

  #hasCalls(traceId: string): boolean {
    return this.#calls.has(traceId) || this.#calls.has(anyTrace);
  }
}
