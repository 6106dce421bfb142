import { performance } from 'node:perf_hooks';

const sliceMs = 2;

/** What is done with the items of {@link Slices}. */
export interface Work<Item> {
  /** Must not throw. @param bytes what the item weighs, or 0 if it was worked off before it was weighed */
  readonly on: (item: Item, bytes: number) => void;
  /** Must not throw. */
  readonly weigh: (item: Item) => number;
  /** Whether an item may be worked off now. Asked again after {@link Slices.resume}. */
  readonly isPossible: () => boolean;
  /** Items wait for that. */
  readonly onStuck: () => void;
}

interface Waiter {
  readonly until: number;
  /** Does not wait for work to become possible. */
  readonly isHasty: boolean;
  readonly resolve: () => void;
}

/**
 * Works off a queue in slices, so that a burst never holds the event loop: 512 spans of 150 KB encoded in one go block it
 * for half a second, in slices of 2 ms for 8 ms, at no extra CPU. Items are weighed in the turn after they were pushed, since
 * pushing must cost nothing.
 */
export class Slices<Item> {
  readonly #work: Work<Item>;
  #items: Item[] = [];
  /** Of the first items; the others are not weighed yet. */
  #weights: number[] = [];
  #bytes = 0;
  #scheduled = false;
  #pushed = 0;
  #done = 0;
  #waiters: Waiter[] = [];

  constructor(work: Work<Item>) {
    this.#work = work;
  }

  /** How many items are not worked off yet. */
  get waiting(): number {
    return this.#pushed - this.#done;
  }

  /** What the waiting items weigh, but for those that were pushed in this turn of the event loop. */
  get bytes(): number {
    return this.#bytes;
  }

  push(item: Item): void {
    this.#items.push(item);
    this.#pushed += 1;
    this.#schedule();
  }

  /** Work may have become possible. */
  resume(): void {
    if (this.#items.length > 0) this.#schedule();
  }

  /** Resolves when everything pushed so far is worked off. */
  settled(): Promise<void> {
    return this.#wait(false);
  }

  /** Resolves when everything pushed so far is worked off, or no more of it can be for now. */
  settledOrStuck(): Promise<void> {
    return this.#wait(true);
  }

  /** Works off everything at once, possible or not: for the end of a process, when no turn of the loop will come. */
  drain(): void {
    this.#workOff(Number.POSITIVE_INFINITY, () => true);
    this.#release();
  }

  get #isStuck(): boolean {
    return this.#items.length > 0 && !this.#scheduled;
  }

  #wait(isHasty: boolean): Promise<void> {
    if (this.waiting === 0 || (isHasty && this.#isStuck)) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push({ until: this.#pushed, isHasty, resolve }));
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(this.#turn);
  }

  readonly #turn = (): void => {
    const start = performance.now();
    this.#weigh(start + sliceMs / 2);
    this.#workOff(start + sliceMs, this.#work.isPossible);
    this.#scheduled = false;
    if (this.#weights.length < this.#items.length || this.#work.isPossible()) this.resume();
    if (this.#isStuck) this.#work.onStuck();
    this.#release();
  };

  #weigh(time: number): void {
    for (const item of this.#items.slice(this.#weights.length)) {
      const bytes = this.#work.weigh(item);
      this.#weights.push(bytes);
      this.#bytes += bytes;
      if (performance.now() >= time) break;
    }
  }

  /** Stops where the next item would probably end after `time`. Work may push, and may end the process, which drains. */
  #workOff(time: number, isPossible: () => boolean): void {
    const start = performance.now();
    for (let taken = 1; this.#items.length > 0 && isPossible(); taken += 1) {
      const item = this.#items.shift();
      if (item === undefined) return;
      const bytes = this.#weights.shift() ?? 0;
      this.#done += 1;
      this.#bytes -= bytes;
      this.#work.on(item, bytes);
      const now = performance.now();
      if (now + (now - start) / taken >= time) return;
    }
  }

  #release(): void {
    const isReached = ({ until, isHasty }: Waiter): boolean => until <= this.#done || (isHasty && this.#isStuck);
    const reached = this.#waiters.filter(isReached);
    if (reached.length === 0) return;
    this.#waiters = this.#waiters.filter((waiter) => !isReached(waiter));
    for (const waiter of reached) waiter.resolve();
  }
}
