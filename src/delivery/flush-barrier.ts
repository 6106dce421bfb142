/** Tells when everything that is inside at a moment has left, however it leaves and whatever enters after. */
export class Departures {
  /** Entered between two watches, still inside: by the number of the period, oldest first. */
  readonly #inside = new Map<number, number>();
  readonly #watches = new Set<{ readonly upTo: number; readonly run: () => void }>();
  #period = 0;

  /** Answers the ticket to leave with. */
  enter(): number {
    this.#inside.set(this.#period, (this.#inside.get(this.#period) ?? 0) + 1);
    return this.#period;
  }

  leave(ticket: number): void {
    const left = (this.#inside.get(ticket) ?? 0) - 1;
    if (left > 0) {
      this.#inside.set(ticket, left);
      return;
    }
    this.#inside.delete(ticket);
    for (const watch of this.#watches) {
      if (this.#oldest() <= watch.upTo) continue;
      this.#watches.delete(watch);
      watch.run();
    }
  }

  /** Calls `run` once, when all that are inside now have left. Answers how to stop watching. */
  watch(run: () => void): () => void {
    const watch = { upTo: this.#period, run };
    this.#watches.add(watch);
    if (this.#inside.has(this.#period)) this.#period += 1;
    return () => void this.#watches.delete(watch);
  }

  #oldest(): number {
    const [first] = this.#inside.keys();
    return first ?? Number.POSITIVE_INFINITY;
  }
}
