const maxLatest = 10_000;

/**
 * Ids of spans, at least the latest ten thousand, and at most twice as many: older ones are dropped, since some spans never end.
 * In two sets: to find the oldest of one takes longer the more have left it.
 */
export class RecentIds {
  #latest = new Set<string>();
  #before = new Set<string>();

  get size(): number {
    return this.#latest.size + this.#before.size;
  }

  has(id: string): boolean {
    return this.#latest.has(id) || this.#before.has(id);
  }

  add(id: string): void {
    this.#before.delete(id);
    this.#latest.add(id);
    if (this.#latest.size < maxLatest) return;
    this.#before = this.#latest;
    this.#latest = new Set();
  }

  /** @returns whether it was there */
  delete(id: string): boolean {
    return this.#latest.delete(id) || this.#before.delete(id);
  }
}
