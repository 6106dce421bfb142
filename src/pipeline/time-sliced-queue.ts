import { performance } from 'node:perf_hooks';
import type { Steps } from '../runtime/steps';

const sliceMs = 2;
/** So many places of processed items are kept before the list is cut. */
const maxProcessed = 512;

/** What is done with the items of a {@link TimeSlicedQueue}. None of it may throw. */
export interface Work<Item> {
  /** May push. @returns the rest of the work, if all of it at once would take long */
  readonly process: (item: Item, bytes: number) => Steps<void> | undefined;
  /** The size of an item that was pushed without it. */
  readonly estimate: (item: Item) => number;
  /** Whether an item, or its next step, may be processed now. Asked again after {@link TimeSlicedQueue.resume}. */
  readonly mayProceed: () => boolean;
  /** Items wait, and may not be processed. */
  readonly onBlocked: () => void;
}

interface Entry<Item> {
  readonly item: Item;
  bytes: number | undefined;
}

interface Waiter {
  /** Resolved once so many items have been processed. */
  readonly count: number;
  readonly stopIfBlocked: boolean;
  readonly resolve: () => void;
}

/**
 * Processes a queue in slices of time, so that a burst never holds the event loop: 512 spans of 150 KB encoded in one go block it
 * for half a second, in slices of 2 ms for 8 ms, at no extra CPU.
 */
export class TimeSlicedQueue<Item> {
  readonly #work: Work<Item>;
  #entries: (Entry<Item> | undefined)[] = [];
  /** The first entry that is not processed. */
  #head = 0;
  #bytes = 0;
  /** The part of `#bytes` that was pushed in this turn of the event loop. */
  #newBytes = 0;
  #withoutSize = 0;
  /** The rest of the work on the item that was taken last. */
  #steps: Steps<void> | undefined;
  #isScheduled = false;
  /** How many items are processed, or being processed. */
  #taken = 0;
  #waiters: Waiter[] = [];

  constructor(work: Work<Item>) {
    this.#work = work;
  }

  /** How many items are not processed yet, without one of which some steps are done. */
  get waiting(): number {
    return this.#entries.length - this.#head;
  }

  /** Size of the waiting items, without those that were pushed in this turn of the event loop or have no size yet. */
  get bytes(): number {
    return this.#bytes - this.#newBytes;
  }

  /** @param bytes the item's size; `undefined` if estimating it takes long: that is left to the next turn of the event loop */
  push(item: Item, bytes: number | undefined): void {
    this.#entries.push({ item, bytes });
    if (bytes === undefined) this.#withoutSize += 1;
    this.#bytes += bytes ?? 0;
    this.#newBytes += bytes ?? 0;
    this.#schedule();
  }

  /** To be called when work may have become possible. */
  resume(): void {
    if (this.#hasWork) this.#schedule();
  }

  /** Resolves when everything pushed so far is processed. */
  drained(): Promise<void> {
    return this.#wait(false);
  }

  /** Resolves when everything pushed so far is processed, or no more of it can be for now. */
  drainedOrBlocked(): Promise<void> {
    return this.#wait(true);
  }

  /** Processes everything at once, possible or not: for the end of a process, when no turn of the loop will come. */
  drain(): void {
    this.#processUntil(Number.POSITIVE_INFINITY, () => true);
    this.#resolveWaiters();
  }

  /** Processes what is possible until a time, by `performance.now()`; one item at least, if any may be processed. */
  drainUntil(end: number): void {
    this.#processUntil(end, this.#work.mayProceed);
    this.#resolveWaiters();
  }

  get #isBlocked(): boolean {
    return this.#hasWork && !this.#isScheduled;
  }

  get #hasWork(): boolean {
    return this.waiting > 0 || this.#steps !== undefined;
  }

  #wait(stopIfBlocked: boolean): Promise<void> {
    if (!this.#hasWork || (stopIfBlocked && this.#isBlocked)) return Promise.resolve();
    const count = this.#taken + this.waiting;
    return new Promise((resolve) => this.#waiters.push({ count, stopIfBlocked, resolve }));
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(this.#runSlice);
  }

  readonly #runSlice = (): void => {
    const start = performance.now();
    this.#estimateUntil(start + sliceMs / 2);
    this.#processUntil(start + sliceMs, this.#work.mayProceed);
    this.#isScheduled = false;
    if (this.#withoutSize > 0 || this.#work.mayProceed()) this.resume();
    if (this.#isBlocked) this.#work.onBlocked();
    this.#resolveWaiters();
  };

  #estimateUntil(end: number): void {
    for (let place = this.#head; this.#withoutSize > 0 && performance.now() < end; place += 1) {
      const entry = this.#entries[place];
      if (entry === undefined || entry.bytes !== undefined) continue;
      entry.bytes = this.#work.estimate(entry.item);
      this.#bytes += entry.bytes;
      this.#withoutSize -= 1;
    }
  }

  /** Stops where the next step would probably end after `end`. A step may push, and may end the process, which drains. */
  #processUntil(end: number, mayProceed: () => boolean): void {
    this.#newBytes = 0;
    const start = performance.now();
    for (let count = 1; this.#hasWork && mayProceed(); count += 1) {
      this.#doStep();
      const now = performance.now();
      if (now + (now - start) / count >= end) return;
    }
  }

  #doStep(): void {
    const steps = this.#steps;
    if (steps === undefined) {
      const entry = this.#shift();
      if (entry === undefined) return;
      const { item, bytes = this.#work.estimate(item) } = entry;
      this.#steps = this.#work.process(item, bytes);
    } else {
      this.#steps = undefined; // a step that ends the process is not taken up again
      if (steps.next().done !== true) this.#steps = steps;
    }
  }

  /** Not by the array's own `shift`, which moves all entries that follow. */
  #shift(): Entry<Item> | undefined {
    const entry = this.#entries[this.#head];
    this.#entries[this.#head] = undefined;
    this.#head += 1;
    this.#taken += 1;
    if (entry?.bytes === undefined) this.#withoutSize -= 1;
    this.#bytes -= entry?.bytes ?? 0;
    this.#newBytes = Math.min(this.#newBytes, this.#bytes); // what was pushed last is processed last
    if (this.#head === this.#entries.length || this.#head >= maxProcessed) {
      this.#entries = this.#entries.slice(this.#head);
      this.#head = 0;
    }
    return entry;
  }

  #resolveWaiters(): void {
    const processed = this.#steps === undefined ? this.#taken : this.#taken - 1;
    const isReached = ({ count, stopIfBlocked }: Waiter): boolean =>
      count <= processed || (stopIfBlocked && this.#isBlocked);
    const reached = this.#waiters.filter(isReached);
    if (reached.length === 0) return;
    this.#waiters = this.#waiters.filter((waiter) => !isReached(waiter));
    for (const { resolve } of reached) resolve();
  }
}
