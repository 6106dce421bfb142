import { performance } from 'node:perf_hooks';

/**
 * So long may reading hold the event loop at a time; longer where much waits, since the app may leave few turns. With the slices of
 * the engine's queue and of the spool, it stays below 10 ms in one turn.
 */
const sliceMs = { usual: 2, behind: 6 };

/** Something that is read in steps. */
export interface Reading {
  /** Reads a little. @returns whether there is more to read now */
  step(): boolean;
}

/** Reads what has passed in slices of time, in later turns of the event loop. What takes more than a slice lets others go first. */
export class ReadingQueue<Item extends Reading> {
  readonly #isBehind: () => boolean;
  readonly #items = new Set<Item>();
  #isScheduled = false;

  /** @param isBehind whether so much waits that slices may be longer */
  constructor(isBehind: () => boolean) {
    this.#isBehind = isBehind;
  }

  /** There is something to read. */
  add(item: Item): void {
    this.#items.add(item);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(this.#runSlice);
  }

  remove(item: Item): void {
    this.#items.delete(item);
  }

  /** Reads at once. @param until on the clock of `performance` */
  readUntil(until: number): void {
    for (const item of this.#items) {
      const isRead = this.#read(item, until);
      this.#items.delete(item);
      if (!isRead) this.#items.add(item); // behind the others
      if (performance.now() >= until) return;
    }
  }

  /** @returns whether there is nothing more to read of it now */
  #read(item: Item, until: number): boolean {
    while (item.step()) if (performance.now() >= until) return false;
    return true;
  }

  readonly #runSlice = (): void => {
    this.readUntil(performance.now() + (this.#isBehind() ? sliceMs.behind : sliceMs.usual));
    this.#isScheduled = this.#items.size > 0;
    if (this.#isScheduled) setImmediate(this.#runSlice);
  };
}
