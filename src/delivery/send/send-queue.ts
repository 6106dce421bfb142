import { bodyBytes, type Envelope, fitting } from '../batch';
import { drawOne, type QueuedRecord, type RecordGroup } from '../queued-record';
import { noHistory } from './retry-policy';

export interface QueueLimits {
  readonly maxBatchRecords: number;
  /** A batch closes so long after its first record, full or not. */
  readonly maxBatchDelayMs: number;
}

/** What waits to be sent: new records in order, which form the open batch, and groups that were sent before. */
export class SendQueue {
  readonly #limits: QueueLimits;
  readonly #envelope: Envelope;
  readonly #maxBodyBytes: () => number;
  #fresh: QueuedRecord[] = [];
  #freshBytes = 0;
  /** So many of the new records leave without waiting for more. */
  #urgent = 0;
  #groups: RecordGroup[] = [];

  /** @param maxBodyBytes the limit of a body at the moment */
  constructor(limits: QueueLimits, envelope: Envelope, maxBodyBytes: () => number) {
    this.#limits = limits;
    this.#envelope = envelope;
    this.#maxBodyBytes = maxBodyBytes;
  }

  /** @returns whether {@link readyAt} may have changed, which only the first and the last record of a batch do */
  push(record: QueuedRecord): boolean {
    this.#fresh.push(record);
    this.#freshBytes += record.bytes.length;
    return this.#fresh.length === 1 || this.#isFull;
  }

  put(...groups: readonly RecordGroup[]): void {
    this.#groups.push(...groups);
  }

  /** Ends every wait: the open batch closes, and so do backoffs. */
  endWaits(): void {
    this.closeBatch();
    this.#groups = this.#groups.map((group) => ({ ...group, readyAt: 0 }));
  }

  /** New records leave without waiting for more. */
  closeBatch(): void {
    this.#urgent = this.#fresh.length;
  }

  /** When {@link take} will return something. */
  get readyAt(): number {
    const [oldest] = this.#fresh;
    const fresh = oldest === undefined ? Number.POSITIVE_INFINITY : this.#closesAt(oldest);
    return this.#groups.reduce((earliest, { readyAt }) => Math.min(earliest, readyAt), fresh);
  }

  /** Takes what is ready to leave in one body; what was sent before comes first. */
  take(now: number): RecordGroup | undefined {
    const index = this.#groups.findIndex(({ readyAt }) => readyAt <= now);
    const [group] = index < 0 ? [] : this.#groups.splice(index, 1);
    if (group !== undefined) return this.#cut(group);
    const [oldest] = this.#fresh;
    if (oldest === undefined || this.#closesAt(oldest) > now) return undefined;
    return this.#takeFresh(this.#fitting(this.#fresh));
  }

  /** Takes one record at random, ready or not. */
  takeOne(random: number): RecordGroup | undefined {
    if (this.#fresh.length > 0) this.put(this.#takeFresh(this.#fresh.length));
    const [drawn, others] = drawOne(this.#groups, random);
    this.#groups = others;
    return drawn;
  }

  get waiting(): readonly QueuedRecord[] {
    return [...this.#fresh, ...this.#groups.flatMap(({ records }) => records)];
  }

  get isEmpty(): boolean {
    return this.#fresh.length === 0 && this.#groups.length === 0;
  }

  clear(): void {
    this.#takeFresh(this.#fresh.length);
    this.#groups = [];
  }

  #closesAt(oldest: QueuedRecord): number {
    return this.#isFull || this.#urgent > 0 ? 0 : oldest.addedAt + this.#limits.maxBatchDelayMs;
  }

  get #isFull(): boolean {
    const { length } = this.#fresh;
    if (length >= this.#limits.maxBatchRecords) return true;
    return bodyBytes(this.#envelope, length, this.#freshBytes) >= this.#maxBodyBytes();
  }

  #takeFresh(count: number): RecordGroup {
    const records = this.#fresh.splice(0, count);
    this.#freshBytes -= records.reduce((sum, { bytes }) => sum + bytes.length, 0);
    this.#urgent = Math.max(0, this.#urgent - records.length);
    return { records, history: noHistory, readyAt: 0 };
  }

  /** The limit of a body may have been lowered since the group was formed. */
  #cut(group: RecordGroup): RecordGroup {
    const count = this.#fitting(group.records);
    if (count < group.records.length) this.#groups.unshift({ ...group, records: group.records.slice(count) });
    return { ...group, records: group.records.slice(0, count) };
  }

  #fitting(records: readonly QueuedRecord[]): number {
    const limits = { maxRecords: this.#limits.maxBatchRecords, maxBytes: this.#maxBodyBytes() };
    return fitting(records, limits, this.#envelope);
  }
}
