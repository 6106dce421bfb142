/** What stands in a {@link LinkedList} knows its place there itself. */
export interface Linked<Item> {
  list: { remove(item: Item): void } | undefined;
  older: Item | undefined;
  newer: Item | undefined;
}

/**
 * Things that come and go by the thousand, in the order of coming. A `Set` of them leaves its former tables in old memory,
 * whose entries then outlive one collection of garbage after the other.
 */
export class LinkedList<Item extends Linked<Item>> {
  oldest: Item | undefined;
  #newest: Item | undefined;
  size = 0;

  add(item: Item): void {
    item.list = this;
    item.older = this.#newest;
    if (this.#newest === undefined) this.oldest = item;
    else this.#newest.newer = item;
    this.#newest = item;
    this.size += 1;
  }

  /** Must be in this list. */
  remove(item: Item): void {
    const { older, newer } = item;
    if (older === undefined) this.oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
    item.list = undefined;
    item.older = undefined;
    item.newer = undefined;
    this.size -= 1;
  }

  *[Symbol.iterator](): Iterator<Item> {
    for (let item = this.oldest; item !== undefined; ) {
      const { newer } = item; // which it loses if it leaves meanwhile
      yield item;
      item = newer;
    }
  }
}
