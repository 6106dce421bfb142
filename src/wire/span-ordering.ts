const maxWaitMs = 1000;
/** Of one trace, and of traces. */
const maxHeld = 1000;

/** Key of the calls made outside of any span: the spans of any trace may be theirs. */
const anyTrace = '';

/**
 * Puts the span of an observed call before the spans of frameworks around it. Of two spans of one call the one that ends first is
 * exported; the observed one knows more, but is made only after the framework has got the answer. So while a trace has a call
 * under way, its other spans are held.
 */
export class SpanOrdering {
  /** Number of calls under way in each trace. */
  readonly #calls = new Map<string, number>();
  /** What to run, by trace, once its calls are spans. */
  readonly #held = new Map<string, (() => void)[]>();

  /** @param traceId of the span that the call is made in, if there is one */
  callStarted(traceId = anyTrace): void {
    if (this.#calls.size >= maxHeld) this.releaseAll();
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
    for (const held of traceId === anyTrace ? [...this.#held.keys()] : [traceId]) {
      if (!this.#hasCalls(held)) this.#release(held);
    }
  }

  /** Runs it once no call is under way in the trace, in the order of asking; after a second at the latest. */
  afterCalls(traceId: string, run: () => void): void {
    const held = this.#held.get(traceId);
    if (held !== undefined) {
      held.push(run);
      if (held.length >= maxHeld) this.#release(traceId);
    } else if (this.#hasCalls(traceId)) this.#hold(traceId, run);
    else run();
  }

  /** For a flush, which must not wait. */
  releaseAll(): void {
    for (const traceId of [...this.#held.keys()]) this.#release(traceId);
  }

  #hasCalls(traceId: string): boolean {
    return this.#calls.has(traceId) || this.#calls.has(anyTrace);
  }

  #hold(traceId: string, run: () => void): void {
    if (this.#held.size >= maxHeld) this.releaseAll();
    const held = [run];
    this.#held.set(traceId, held);
    setTimeout(() => {
      if (this.#held.get(traceId) === held) this.#release(traceId);
    }, maxWaitMs).unref();
  }

  #release(traceId: string): void {
    const held = this.#held.get(traceId) ?? [];
    this.#held.delete(traceId);
    for (const run of held.splice(0)) run(); // emptied, since the timer keeps the list until it fires
  }
}
