/**
 * Calls a flush back when all records that were pending at its start have left, in whatever order they leave and
 * whatever enters meanwhile. A record belongs to the epoch that it entered in; a flush waits for its own epoch and all
 * before it.
 */
export class FlushBarrier {
  /** How many records are pending, by epoch; the oldest epoch first. */
  readonly #pending = new Map<number, number>();
  readonly #flushes = new Set<{ readonly upTo: number; readonly done: () => void }>();
  #epoch = 0;

  /** @returns the epoch, which each of the records leaves with */
  enter(records = 1): number {
    this.#pending.set(this.#epoch, (this.#pending.get(this.#epoch) ?? 0) + records);
    return this.#epoch;
  }

  leave(epoch: number): void {
    const left = (this.#pending.get(epoch) ?? 0) - 1;
    if (left > 0) {
      this.#pending.set(epoch, left);
      return;
    }
    this.#pending.delete(epoch);
    const [oldest = Number.POSITIVE_INFINITY] = this.#pending.keys();
    for (const flush of this.#flushes) {
      if (oldest <= flush.upTo) continue;
      this.#flushes.delete(flush);
      flush.done();
    }
  }

  /** Calls `done` once, when everything that is pending now has left. @returns how to cancel that */
  onceEmpty(done: () => void): () => void {
    const flush = { upTo: this.#epoch, done };
    this.#flushes.add(flush);
    if (this.#pending.has(this.#epoch)) this.#epoch += 1;
    return () => void this.#flushes.delete(flush);
  }
}
