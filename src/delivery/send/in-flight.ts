/** A missing answer says nothing of the endpoint before: the process may have had the event loop for itself. */
const unansweredAfterMs = 1000;

/** The requests that have not been answered. */
export class InFlight {
  /** With the times when they left. */
  readonly #awaited = new Map<object, number>();
  /** Those that an end has waited for in vain. They may still be answered. */
  readonly #overdue = new Set<object>();

  get size(): number {
    return this.#awaited.size + this.#overdue.size;
  }

  /** Whether an answer is worth waiting for. */
  get isAwaited(): boolean {
    return this.#awaited.size > 0;
  }

  /** Whether an answer is missing that should have come by now. */
  isUnanswered(now: number): boolean {
    return this.#overdue.size > 0 || [...this.#awaited.values()].some((leftAt) => now - leftAt >= unansweredAfterMs);
  }

  /** A request leaves. @returns to be called with its answer */
  start(now: number): () => void {
    const request = {};
    this.#awaited.set(request, now);
    return () => {
      this.#awaited.delete(request);
      this.#overdue.delete(request);
    };
  }

  /** No end waits for them any longer. */
  giveUpWaiting(): void {
    for (const request of this.#awaited.keys()) this.#overdue.add(request);
    this.#awaited.clear();
  }
}
