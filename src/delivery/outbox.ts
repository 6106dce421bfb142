import type { LossReason } from '../observability/loss-reason';
import type { Runtime } from '../runtime/runtime';
import type { Encoded } from './batch';
import { Ledger } from './ledger';
import type { EncodedRecord, Report } from './record';
import { type Destination, Drain, type DrainLimits, type Send } from './send/send-loop';
import type { Item } from './send/send-queue';
import type { Place, Spool } from './spool/spool';
import { Backlog } from './spool-replay';

export type { Destination, Send } from './send/send-loop';

export interface OutboxLimits extends DrainLimits {
  readonly maxQueueRecords: number;
  /** Bytes of JSON that are not delivered yet, requests under way included. */
  readonly maxQueueBytes: number;
}

/**
 * Shares of the queue, where there is a spool: beyond the first a new record goes to the disk only, so that there is room for
 * spans that are no records yet; up to the second, records come back from the disk, so that there is room for new ones.
 */
const ownShare = 0.75;
const backlogShare = 0.5;

/** Takes records, and sees to it that every one of them is delivered or reported lost. */
export class Outbox {
  readonly #limits: OutboxLimits;
  readonly #runtime: Runtime;
  readonly #ledger: Ledger;
  readonly #drain: Drain;
  readonly #spool: Spool | undefined;
  readonly #backlog: Backlog | undefined;
  /** Records refused since the queue became full. */
  #refused = 0;
  /** So many were pending when there was no room for another one, and what was full. */
  #fullAt = Number.POSITIVE_INFINITY;
  #full: LossReason = 'queue_full';
  #shutdown: Promise<void> | undefined;

  constructor(destination: Destination, limits: OutboxLimits, report: Report, runtime: Runtime) {
    this.#limits = limits;
    this.#runtime = runtime;
    const { spool, send } = destination;
    this.#spool = spool;
    this.#ledger = new Ledger(report, spool);
    const spooled = spool === undefined ? destination : { ...destination, send: this.#spooled(send, spool) };
    this.#drain = new Drain(spooled, limits, this.#ledger, runtime);
    this.#backlog = spool && this.#openBacklog(spool);
  }

  /** Records that are neither delivered nor lost: queued, in flight, waiting for another try, or in the spool. */
  get pending(): number {
    return this.#open + this.#ledger.kept;
  }

  /** Of these, the records that a crash would cost. */
  get unsafe(): number {
    this.save();
    return this.#ledger.pending.reduce((sum, item) => sum + (this.#ledger.isSafe(item) ? 0 : 1), 0);
  }

  /** Places of the queue that are taken. None, if what it has no room for goes to the disk. */
  get occupied(): number {
    return this.takesMore ? 0 : this.pending;
  }

  /** More than memory has room for. */
  get takesMore(): boolean {
    return this.#spool?.works === true;
  }

  get pendingBytes(): number {
    return this.#ledger.bytes;
  }

  /** What was full when a record was refused, if none has left since. */
  get full(): LossReason | undefined {
    return this.pending > 0 && this.pending >= this.#fullAt ? this.#full : undefined;
  }

  /** Nothing is taken at the other end: a lasting outage, or a refused configuration. */
  get isDown(): boolean {
    return this.#drain.isDown;
  }

  /** Takes a record, or reports it lost: `queue_full`, `spool_full`, `shutdown`. */
  add(record: EncodedRecord): void {
    const place = this.#shutdown === undefined ? this.#spool?.append(record) : undefined;
    if (place !== undefined && place !== 'full' && this.#isSpilled(record, place)) return;
    const reason = this.#reasonToRefuse(record.bytes.length, place);
    if (reason !== undefined) this.refuse(reason, record.onVerdict);
    else this.#drain.push(this.#ledger.enter(record, this.#runtime.now(), place === 'full' ? undefined : place));
  }

  /** Refuses a record that was not made, since the outbox could not take it. */
  refuse(reason: LossReason, onVerdict: EncodedRecord['onVerdict']): void {
    if (reason === 'queue_full' || reason === 'spool_full') this.#refused += 1;
    this.#ledger.refuse(reason, onVerdict);
  }

  /** No more records are to be expected soon: those of the open batch leave without waiting for them. */
  closeBatch(): void {
    this.#drain.closeBatch();
  }

  /**
   * Resolves when everything added before is delivered or lost. Rejects after `timeoutMs`, saying how much is still pending;
   * nothing is given up by that. It closes the open batch and, if there is a wait, tries once before its end.
   */
  flush(timeoutMs: number): Promise<void> {
    const backlog = this.#backlog;
    if (backlog === undefined) return this.#flush(timeoutMs);
    const until = this.#runtime.now() + timeoutMs;
    return this.#within(timeoutMs, backlog.settled()).then(() => this.#flush(Math.max(0, until - this.#runtime.now())));
  }

  /** Resolves when that does, or after so many milliseconds; holds the process meanwhile. */
  #within(timeoutMs: number, settled: Promise<void>): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#runtime.timer(timeoutMs, resolve);
      timer.ref();
      settled.finally(() => {
        timer.cancel();
        resolve();
      });
    });
  }

  #flush(timeoutMs: number): Promise<void> {
    if (this.#open === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const release = this.#drain.wait(timeoutMs, () => {
        stopWatching();
        release();
        reject(
          new Error(`${this.#open} records are still pending after ${Math.round(timeoutMs)} ms; they stay queued.`),
        );
      });
      const stopWatching = this.#ledger.watch(() => {
        release();
        resolve();
      });
      this.#drain.hurry();
    });
  }

  /**
   * Ends the intake and every wait, and gives what is pending one last try within `timeoutMs`; the rest stays in the spool, or
   * is lost. Always resolves, and a second call shares the first one's work.
   */
  shutdown(timeoutMs: number): Promise<void> {
    if (this.#shutdown === undefined) {
      this.#backlog?.refuseOrphans();
      if (this.isDown) this.#backlog?.close(); // not read in, only to stay where it is
      this.#shutdown = this.#emptied(timeoutMs).finally(() => this.#spool?.close());
      this.#drain.close();
    }
    return this.#shutdown;
  }

  /**
   * Everything in memory that is not delivered, requests under way included, for whoever outlives this process. It stays
   * pending, and in the spool.
   */
  drainForExit(): readonly Encoded[] {
    this.save();
    return this.#ledger.pending;
  }

  /** Somebody else has delivered what {@link drainForExit} gave, at the end of the process. */
  drained(): void {
    if (this.#spool === undefined) return;
    this.#ledger.delivered(this.#ledger.pending);
    this.save();
  }

  /** At once writes to the spool, if there is one, what it has taken and forgotten. */
  save(): void {
    this.#spool?.commit();
  }

  #emptied(timeoutMs: number): Promise<void> {
    if (this.#open === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const release = this.#drain.wait(timeoutMs, () => {
        this.#backlog?.close();
        this.#drain.giveUp('shutdown');
      });
      this.#ledger.watch(() => {
        release();
        resolve();
      });
    });
  }

  #openBacklog(spool: Spool): Backlog {
    const { maxQueueRecords, maxQueueBytes } = this.#limits;
    const hasRoom = (): boolean =>
      this.#ledger.records < backlogShare * maxQueueRecords && this.pendingBytes < backlogShare * maxQueueBytes;
    const inside = {
      hasRoom,
      push: (item: Item) => this.#drain.push(item),
      closeBatch: () => this.closeBatch(),
    };
    const backlog = new Backlog(spool, this.#ledger, inside, this.#runtime);
    const onRecovered = (): void => {
      this.#ledger.respool();
      backlog.resume();
    };
    spool.listen({ onOrphans: () => backlog.resume(), onRecovered });
    return backlog;
  }

  /** Records are on the disk before they leave; and the answer to them may make room. */
  #spooled(send: Send, spool: Spool): Send {
    return async (batch, signal) => {
      spool.commit();
      try {
        return await send(batch, signal);
      } finally {
        // In the end, only what still gets through is read in.
        if (this.#shutdown !== undefined && this.isDown) this.#backlog?.close();
        else this.#backlog?.resume();
      }
    };
  }

  /** Records that something is to become of in this process. */
  get #open(): number {
    return this.#ledger.records + (this.#backlog?.records ?? 0);
  }

  #fits(bytes: number, share: number): boolean {
    const { maxQueueRecords, maxQueueBytes } = this.#limits;
    return this.#ledger.records < share * maxQueueRecords && this.pendingBytes + bytes <= share * maxQueueBytes;
  }

  /** A queue that is full now and then for want of a record's length is full. */
  get #isRoomy(): boolean {
    const { maxQueueRecords, maxQueueBytes } = this.#limits;
    return this.pending <= 0.75 * maxQueueRecords && this.pendingBytes <= 0.75 * maxQueueBytes;
  }

  #isSpilled(record: EncodedRecord, place: Place): boolean {
    return !this.#fits(record.bytes.length, ownShare) && this.#backlog?.spill(record, place) === true;
  }

  #reasonToRefuse(bytes: number, place: Place | 'full' | undefined): LossReason | undefined {
    if (this.#shutdown !== undefined) return 'shutdown';
    if (place === 'full' || !this.#fits(bytes, 1)) {
      this.#fullAt = this.pending;
      this.#full = place === 'full' ? 'spool_full' : 'queue_full';
      return this.#full;
    }
    this.#fullAt = Number.POSITIVE_INFINITY;
    if (this.#refused > 0 && this.#isRoomy) {
      const sentence = `The queue has room again; ${this.#refused} records were lost meanwhile.`;
      this.#ledger.say({ key: 'queue_has_room', sentence });
      this.#refused = 0;
    }
    return undefined;
  }
}
