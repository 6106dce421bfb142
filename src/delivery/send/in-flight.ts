/** The requests that have not been answered. */
export class InFlight {
  readonly #awaited = new Set<object>();
  /** Those that an end has waited for in vain. They may still be answered. */
  readonly #overdue = new Set<object>();

  get size(): number {
    return this.#awaited.size + this.#overdue.size;
  }

  /** Whether an answer is worth waiting for. */
  get isAwaited(): boolean {
    return this.#awaited.size > 0;
  }

  /** A request leaves. @returns to be called with its answer */
  start(): () => void {
    const request = {};
    this.#awaited.add(request);
    return () => {
      this.#awaited.delete(request);
      this.#overdue.delete(request);
    };
  }

  /** No end waits for them any longer. */
  giveUpWaiting(): void {
    for (const request of this.#awaited) this.#overdue.add(request);
    this.#awaited.clear();
  }
}
