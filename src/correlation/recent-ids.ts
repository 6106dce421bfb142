const maxRemembered = 10_000;

/** Ids of spans, the latest ten thousand: the oldest is dropped first, since some spans never end. */
export class RecentIds {
  readonly #ids = new Set<string>();

  get size(): number {
    return this.#ids.size;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  add(id: string): void {
    this.#ids.add(id);
    if (this.#ids.size <= maxRemembered) return;
    const [oldest] = this.#ids;
    if (oldest !== undefined) this.#ids.delete(oldest);
  }

  /** @returns whether it was there */
  delete(id: string): boolean {
    return this.#ids.delete(id);
  }
}
