/** An item of a {@link LinkedList}. It holds its own links, so that removing it needs no search. */
export interface Linked<Item> {
  list: { remove(item: Item): void } | undefined;
  older: Item | undefined;
  newer: Item | undefined;
}

/**
 * Items in order of arrival, thousands of which come and go. A `Set` would leave its outgrown tables in the old
 * generation of the heap, where they keep former items alive through many collections.
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

  /** @param item must be in this list */
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
      const { newer } = item; // it has no links any more if it is removed during the loop
      yield item;
      item = newer;
    }
  }
}
