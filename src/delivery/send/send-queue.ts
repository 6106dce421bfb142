import type { Linked } from '../../runtime/linked-list';
import { bodyBytes, type Envelope, fitting } from '../batch';
import type { Verdict } from '../record';
import type { Place } from '../spool/spool';
import { type History, unharmed } from './retry-policy';

/** A record in the outbox. */
export interface Item extends Linked<Item> {
  readonly id: string;
  readonly bytes: Buffer;
  readonly addedAt: number;
  /** To leave {@link Departures} with. */
  readonly ticket: number;
  readonly onVerdict: ((verdict: Verdict) => void) | undefined;
  /** Where it lies in the spool, if it does. */
  place: Place | undefined;
}

/** Records that are tried together, and what happened to them so far. */
export interface Group {
  readonly items: readonly Item[];
  readonly history: History;
  /** Not to be tried again before. */
  readonly readyAt: number;
  /** What the server said against them last. */
  readonly detail?: string | undefined;
}

/** Takes one record at random out of the groups. */
export function drawOne(groups: readonly Group[], random: number): { drawn: Group | undefined; others: Group[] } {
  let index = Math.floor(random * groups.reduce((sum, { items }) => sum + items.length, 0));
  let drawn: Group | undefined;
  const others = groups.map((group) => {
    const item = drawn === undefined ? group.items[index] : undefined;
    index -= group.items.length;
    if (item === undefined) return group;
    drawn = { ...group, items: [item] };
    return { ...group, items: group.items.filter((other) => other !== item) };
  });
  return { drawn, others: others.filter(({ items }) => items.length > 0) };
}

export interface QueueLimits {
  readonly maxBatchRecords: number;
  /** A batch is closed so long after its first record, full or not. */
  readonly maxBatchDelayMs: number;
}

/** What waits to be sent: new records, one after the other, and groups that were tried before. */
export class Queue {
  readonly #limits: QueueLimits;
  readonly #around: Envelope;
  readonly #maxBytes: () => number;
  #fresh: Item[] = [];
  #freshBytes = 0;
  /** So many new records leave without waiting for more. */
  #urgent = 0;
  #groups: Group[] = [];

  /** @param maxBytes how long a body may be at the moment */
  constructor(limits: QueueLimits, around: Envelope, maxBytes: () => number) {
    this.#limits = limits;
    this.#around = around;
    this.#maxBytes = maxBytes;
  }

  /** Whether something may leave at another time than before: not for a record that neither opens nor fills a batch. */
  push(item: Item): boolean {
    this.#fresh.push(item);
    this.#freshBytes += item.bytes.length;
    return this.#fresh.length === 1 || this.#isFull;
  }

  put(...groups: readonly Group[]): void {
    this.#groups.push(...groups);
  }

  /** Nothing waits any longer than it must: open batches are closed, backoffs end. */
  urge(): void {
    this.closeBatch();
    this.#groups = this.#groups.map((group) => ({ ...group, readyAt: 0 }));
  }

  /** New records leave without waiting for more. */
  closeBatch(): void {
    this.#urgent = this.#fresh.length;
  }

  /** When something will be ready to leave. */
  get readyAt(): number {
    const [oldest] = this.#fresh;
    const fresh = oldest === undefined ? Number.POSITIVE_INFINITY : this.#closesAt(oldest);
    return this.#groups.reduce((earliest, { readyAt }) => Math.min(earliest, readyAt), fresh);
  }

  /** What is ready to leave in one body: first what was tried before. */
  take(now: number): Group | undefined {
    const index = this.#groups.findIndex(({ readyAt }) => readyAt <= now);
    const [group] = index < 0 ? [] : this.#groups.splice(index, 1);
    if (group !== undefined) return this.#cut(group);
    const [oldest] = this.#fresh;
    if (oldest === undefined || this.#closesAt(oldest) > now) return undefined;
    return this.#takeFresh(fitting(this.#fresh, this.#bodyLimits(), this.#around));
  }

  /** One record at random, ready or not. */
  takeOne(random: number): Group | undefined {
    if (this.#fresh.length > 0) this.put(this.#takeFresh(this.#fresh.length));
    const { drawn, others } = drawOne(this.#groups, random);
    this.#groups = others;
    return drawn;
  }

  /** Everything that is not under way. */
  get waiting(): readonly Item[] {
    return [...this.#fresh, ...this.#groups.flatMap(({ items }) => items)];
  }

  get isEmpty(): boolean {
    return this.#fresh.length === 0 && this.#groups.length === 0;
  }

  clear(): void {
    this.#takeFresh(this.#fresh.length);
    this.#groups = [];
  }

  #closesAt(oldest: Item): number {
    return this.#isFull || this.#urgent > 0 ? 0 : oldest.addedAt + this.#limits.maxBatchDelayMs;
  }

  get #isFull(): boolean {
    const records = this.#fresh.length;
    return (
      records >= this.#limits.maxBatchRecords || bodyBytes(this.#around, records, this.#freshBytes) >= this.#maxBytes()
    );
  }

  #takeFresh(count: number): Group {
    const items = this.#fresh.splice(0, count);
    this.#freshBytes -= items.reduce((sum, { bytes }) => sum + bytes.length, 0);
    this.#urgent = Math.max(0, this.#urgent - items.length);
    return { items, history: unharmed, readyAt: 0 };
  }

  /** The limit may have been learned after the group was formed. */
  #cut(group: Group): Group {
    const count = fitting(group.items, this.#bodyLimits(), this.#around);
    if (count < group.items.length) this.#groups.unshift({ ...group, items: group.items.slice(count) });
    return { ...group, items: group.items.slice(0, count) };
  }

  #bodyLimits(): { readonly maxRecords: number; readonly maxBytes: number } {
    return { maxRecords: this.#limits.maxBatchRecords, maxBytes: this.#maxBytes() };
  }
}
