import { performance } from 'node:perf_hooks';

const sliceMs = 2;
/** So many places of items that are worked off are kept. */
const maxPassed = 512;

/** What is done with the items of {@link Slices}. */
export interface Work<Item> {
  /** Must not throw, but may push. @param bytes what the item weighs, or 0 if it was worked off before it was weighed */
  readonly on: (item: Item, bytes: number) => void;
  /** Asked for what was pushed without its weight. Must not throw. */
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
 * for half a second, in slices of 2 ms for 8 ms, at no extra CPU.
 */
export class Slices<Item> {
  readonly #work: Work<Item>;
  #items: (Item | undefined)[] = [];
  #weights: (number | undefined)[] = [];
  /** Where the first of them stands that is not worked off. */
  #at = 0;
  #bytes = 0;
  /** Of these, what was pushed in this turn of the event loop. */
  #newBytes = 0;
  #unweighed = 0;
  #scheduled = false;
  #done = 0;
  #waiters: Waiter[] = [];

  constructor(work: Work<Item>) {
    this.#work = work;
  }

  /** How many items are not worked off yet. */
  get waiting(): number {
    return this.#items.length - this.#at;
  }

  /** What the waiting items weigh, but for those that were pushed in this turn of the event loop or are not weighed yet. */
  get bytes(): number {
    return this.#bytes - this.#newBytes;
  }

  /** @param bytes what it weighs; if to know that takes long, it is left to the next turn of the event loop */
  push(item: Item, bytes: number | undefined): void {
    this.#items.push(item);
    this.#weights.push(bytes);
    if (bytes === undefined) this.#unweighed += 1;
    this.#bytes += bytes ?? 0;
    this.#newBytes += bytes ?? 0;
    this.#schedule();
  }

  /** Work may have become possible. */
  resume(): void {
    if (this.waiting > 0) this.#schedule();
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
    return this.waiting > 0 && !this.#scheduled;
  }

  #wait(isHasty: boolean): Promise<void> {
    if (this.waiting === 0 || (isHasty && this.#isStuck)) return Promise.resolve();
    const until = this.#done + this.waiting;
    return new Promise((resolve) => this.#waiters.push({ until, isHasty, resolve }));
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
    if (this.#unweighed > 0 || this.#work.isPossible()) this.resume();
    if (this.#isStuck) this.#work.onStuck();
    this.#release();
  };

  #weigh(time: number): void {
    for (let place = this.#at; this.#unweighed > 0 && performance.now() < time; place += 1) {
      if (this.#weights[place] !== undefined) continue;
      const bytes = this.#work.weigh(this.#items[place] as Item);
      this.#weights[place] = bytes;
      this.#bytes += bytes;
      this.#unweighed -= 1;
    }
  }

  /** Stops where the next item would probably end after `time`. Work may push, and may end the process, which drains. */
  #workOff(time: number, isPossible: () => boolean): void {
    this.#newBytes = 0;
    const start = performance.now();
    for (let taken = 1; this.waiting > 0 && isPossible(); taken += 1) {
      const item = this.#items[this.#at] as Item;
      const bytes = this.#weights[this.#at];
      this.#shift(bytes);
      this.#work.on(item, bytes ?? 0);
      const now = performance.now();
      if (now + (now - start) / taken >= time) return;
    }
  }

  /** Not by the lists' own `shift`, which moves all that follow. */
  #shift(bytes: number | undefined): void {
    this.#items[this.#at] = undefined;
    this.#at += 1;
    this.#done += 1;
    if (bytes === undefined) this.#unweighed -= 1;
    this.#bytes -= bytes ?? 0;
    this.#newBytes = Math.min(this.#newBytes, this.#bytes); // what was pushed last is worked off last
    if (this.#at < this.#items.length && this.#at < maxPassed) return;
    this.#items = this.#items.slice(this.#at);
    this.#weights = this.#weights.slice(this.#at);
    this.#at = 0;
  }

  #release(): void {
    const isReached = ({ until, isHasty }: Waiter): boolean => until <= this.#done || (isHasty && this.#isStuck);
    const reached = this.#waiters.filter(isReached);
    if (reached.length === 0) return;
    this.#waiters = this.#waiters.filter((waiter) => !isReached(waiter));
    for (const waiter of reached) waiter.resolve();
  }
}
