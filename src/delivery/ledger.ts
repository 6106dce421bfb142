import type { LossReason } from '../observability/loss-reason';
import { LinkedList } from '../runtime/linked-list';
import { FlushBarrier } from './flush-barrier';
import type { Note } from './http/outcome';
import type { QueuedRecord } from './queued-record';
import type { EncodedRecord, FinalVerdict, Report, Verdict } from './record';
import type { SpoolPosition } from './spool/segment-set';
import type { Spool } from './spool/spool';

export interface QueueBounds {
  readonly maxQueueRecords: number;
  /** Bytes of JSON that are not delivered yet, requests in flight included. */
  readonly maxQueueBytes: number;
}

/**
 * The books of the outbox: every record that enters leaves exactly once, as delivered or as lost for a reason, and is
 * pending until then. Nothing else counts records or gives verdicts on them.
 */
export class Ledger {
  /** Length of the records in memory. */
  bytes = 0;
  /** Records that this process has given up, and that are in the spool for the next one. */
  leftInSpool = 0;
  /** Records delivered so far. */
  delivered = 0;
  readonly #bounds: QueueBounds;
  readonly #report: Report;
  readonly #spool: Spool | undefined;
  readonly #barrier = new FlushBarrier();
  readonly #pending = new LinkedList<QueuedRecord>();
  readonly #noted = new Set<string>();

  constructor(bounds: QueueBounds, report: Report, spool: Spool | undefined) {
    this.#bounds = bounds;
    this.#report = report;
    this.#spool = spool;
  }

  /** Records in memory. */
  get records(): number {
    return this.#pending.size;
  }

  get pending(): readonly QueuedRecord[] {
    return [...this.#pending];
  }

  /** Whether a record of this length fits into a share of the queue. */
  fits(bytes: number, share: number): boolean {
    const { maxQueueRecords, maxQueueBytes } = this.#bounds;
    return this.#pending.size < share * maxQueueRecords && this.bytes + bytes <= share * maxQueueBytes;
  }

  /** A record that is not accepted. */
  refuse(reason: LossReason, onVerdict: EncodedRecord['onVerdict']): void {
    this.#report.lost(1, reason);
    onVerdict?.(reason);
  }

  enter(
    { id, bytes, session, onVerdict, onSettled }: EncodedRecord,
    addedAt: number,
    position: SpoolPosition | undefined,
    epoch = this.#barrier.enter(),
  ): QueuedRecord {
    const links = { list: undefined, older: undefined, newer: undefined };
    const own = { addedAt, epoch, isParked: false, position };
    const record: QueuedRecord = { id, bytes, session, onVerdict, onSettled, ...own, ...links };
    this.#add(record);
    return record;
  }

  /** A record that is kept in the spool only. @returns the epoch that it is read back with */
  spill({ onVerdict }: EncodedRecord): number {
    onVerdict?.('parked');
    return this.#barrier.enter();
  }

  /** Records of a dead process, which are in the spool only. @returns the epoch that they are read back with */
  adopt(records: number): number {
    this.#report.accepted(records);
    return this.#barrier.enter(records);
  }

  /** A record that was in the spool only, and cannot be read back. */
  unreadable(epoch: number): void {
    this.#report.lost(1, 'spool_damaged');
    this.#barrier.leave(epoch);
  }

  /** Records that stay in the spool, for the next process. */
  leaveInSpool(epochs: readonly number[]): void {
    this.leftInSpool += epochs.length;
    for (const epoch of epochs) this.#barrier.leave(epoch);
  }

  /** The same record in fewer bytes. */
  replace(record: QueuedRecord, bytes: Buffer): QueuedRecord {
    this.#remove(record);
    const shorter = { ...record, bytes };
    this.#add(shorter);
    return shorter;
  }

  /** They wait for another try. */
  park(records: readonly QueuedRecord[]): void {
    for (const record of records) {
      if (record.isParked) continue;
      record.isParked = true;
      record.onVerdict?.('parked');
    }
  }

  /** Their verdict is final: `delivered`, or why they are lost. @param detail the server's message about them */
  settle(records: readonly QueuedRecord[], verdict: FinalVerdict, detail?: string): void {
    if (records.length === 0) return;
    for (const record of records) {
      // A position that is forgotten twice would count for another record of its file.
      if (record.position !== undefined && record.list !== undefined) this.#spool?.forget(record.position);
      this.#remove(record);
    }
    if (verdict === 'delivered') this.delivered += records.length;
    if (verdict === 'delivered') this.#report.delivered(records.length);
    else this.#report.lost(records.length, verdict, detail);
    this.#leave(records, verdict);
    for (const { onSettled } of records) onSettled?.(verdict, detail);
  }

  /** They are not tried again by this process: what is on the disk stays there for the next one, the rest is lost. */
  giveUp(records: readonly QueuedRecord[], reason: LossReason): void {
    this.#spool?.save();
    const kept = records.filter((record) => record.list !== undefined && this.isOnDisk(record));
    const lost = records.filter((record) => !this.isOnDisk(record));
    for (const record of kept) this.#remove(record);
    this.leftInSpool += kept.length;
    this.#leave(kept, 'parked');
    this.settle(lost, reason);
  }

  /** Something that is no record, and that a flush waits for, too. @returns the epoch that it leaves with */
  enterOther(): number {
    return this.#barrier.enter();
  }

  leaveOther(epoch: number): void {
    this.#barrier.leave(epoch);
  }

  /** The record of this id that is in memory and has no final verdict. */
  find(id: string): QueuedRecord | undefined {
    for (const record of this.#pending) if (record.id === id) return record;
    return undefined;
  }

  /** Adds to the spool what it could not take while the disk failed. */
  spoolAgain(): void {
    for (const record of this.#pending) {
      if (this.isOnDisk(record)) continue;
      const position = this.#spool?.append(record, record.addedAt);
      if (position === 'full') return;
      record.position = position;
    }
  }

  isOnDisk({ position }: QueuedRecord): boolean {
    return position?.segment.holds(position.offset) === true;
  }

  /** Calls `done` once, when every record that is pending now has left. @returns how to cancel that */
  onceEmpty(done: () => void): () => void {
    return this.#barrier.onceEmpty(done);
  }

  /** The queue was full, which has cost so many records. */
  roomAgain(lost: number): void {
    this.#report.roomAgain(lost);
  }

  notice(key: string, sentence: string): void {
    this.#report.notice(key, sentence);
  }

  noticeOnce({ key, sentence }: Note): void {
    if (this.#noted.has(key)) return;
    this.#noted.add(key);
    this.notice(key, sentence);
  }

  #add(record: QueuedRecord): void {
    this.#pending.add(record);
    this.bytes += record.bytes.length;
  }

  #remove(record: QueuedRecord): void {
    if (record.list === undefined) return;
    this.#pending.remove(record);
    this.bytes -= record.bytes.length;
  }

  #leave(records: readonly QueuedRecord[], verdict: Verdict): void {
    for (const record of records) {
      if (!record.isParked) record.onVerdict?.(verdict);
      this.#barrier.leave(record.epoch);
    }
  }
}
