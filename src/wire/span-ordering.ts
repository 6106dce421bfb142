/** What waits for a call waits so long, at most. */
const patienceMs = 1000;
/** So much of a trace waits, and so many traces. */
const maxHeld = 1000;

/** Stands for all traces: nobody knows where a call belongs that is made outside of any span. */
const anyTrace = '';

/**
 * Puts a call's span on the wire before the framework's span around it. Of two spans that tell of one call the one that ends
 * first counts, and the wire's, which knows more, is made a moment after the answer has reached the framework. So while a trace
 * has a call under way, its other spans wait.
 */
export class CallsFirst {
  /** Calls under way in each trace. */
  readonly #open = new Map<string, number>();
  /** What is to be done when it is the turn of the spans that wait. */
  readonly #held = new Map<string, (() => void)[]>();

  /** @param traceId of the span that the call is made in, if there is one */
  began(traceId = anyTrace): void {
    if (this.#open.size >= maxHeld) this.releaseAll();
    this.#open.set(traceId, (this.#open.get(traceId) ?? 0) + 1);
  }

  /** The call is a span now, or was none of a model. */
  ended(traceId = anyTrace): void {
    const open = (this.#open.get(traceId) ?? 0) - 1;
    if (open > 0) {
      this.#open.set(traceId, open);
      return;
    }
    this.#open.delete(traceId);
    for (const held of traceId === anyTrace ? [...this.#held.keys()] : [traceId]) {
      if (!this.#isOpen(held)) this.#release(held);
    }
  }

  /** Does it when no call is under way in the trace, in the order in which it was asked for. */
  after(traceId: string, run: () => void): void {
    const held = this.#held.get(traceId);
    if (held !== undefined) {
      held.push(run);
      if (held.length >= maxHeld) this.#release(traceId);
    } else if (this.#isOpen(traceId)) {
      if (this.#held.size >= maxHeld) this.releaseAll();
      const waiting = [run];
      this.#held.set(traceId, waiting);
      setTimeout(() => {
        if (this.#held.get(traceId) === waiting) this.#release(traceId);
      }, patienceMs).unref();
    } else run();
  }

  /** For a flush: nobody waits any longer. */
  releaseAll(): void {
    for (const traceId of [...this.#held.keys()]) this.#release(traceId);
  }

  #isOpen(traceId: string): boolean {
    return this.#open.has(traceId) || this.#open.has(anyTrace);
  }

  #release(traceId: string): void {
    const held = this.#held.get(traceId) ?? [];
    this.#held.delete(traceId);
    for (const run of held.splice(0)) run(); // their timer has the list until it runs
  }
}
