const maxLatest = 10_000;

/**
 * Ids of spans, at least the latest ten thousand, and at most twice as many: older ones are dropped, since some spans never end.
 * In two parts: to find the oldest of one takes longer the more have left it.
 */
export class RecentIds {
  #latest = new Ids();
  #before = new Ids();

  get size(): number {
    return this.#latest.size + this.#before.size;
  }

  has(id: string): boolean {
    return this.#latest.set.has(id) || this.#before.set.has(id);
  }

  add(id: string): void {
    this.#latest.add(id);
    if (this.#latest.size < maxLatest) return;
    this.#before = this.#latest;
    this.#latest = new Ids();
  }

  /** @returns whether it was there */
  delete(id: string): boolean {
    const isLatest = this.#latest.set.delete(id);
    return this.#before.set.delete(id) || isLatest;
  }
}

/** A set that is made when it is first asked: most apps add the id of each call, and nothing ever asks for one. */
class Ids {
  #list: string[] = [];
  #set: Set<string> | undefined;

  get size(): number {
    return this.#set?.size ?? this.#list.length;
  }

  get set(): Set<string> {
    if (this.#set === undefined) {
      this.#set = new Set(this.#list);
      this.#list = [];
    }
    return this.#set;
  }

  add(id: string): void {
    if (this.#set === undefined) this.#list.push(id);
    else this.#set.add(id);
  }
}
