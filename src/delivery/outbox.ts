import type { LossReason } from '../diagnostics';
import type { Encoded } from './batch';
import { type Destination, Drain, type DrainLimits } from './drain';
import { Ledger } from './ledger';
import type { EncodedRecord, Report, Runtime } from './record';

export type { Destination, Send } from './drain';

export interface OutboxLimits extends DrainLimits {
  readonly maxQueueRecords: number;
  /** Bytes of JSON that are not delivered yet, requests under way included. */
  readonly maxQueueBytes: number;
}

/** Takes records, and sees to it that every one of them is delivered or reported lost. */
export class Outbox {
  readonly #limits: OutboxLimits;
  readonly #runtime: Runtime;
  readonly #ledger: Ledger;
  readonly #drain: Drain;
  /** Records refused since the queue became full. */
  #refused = 0;
  /** So many were pending when there was no room for another one. */
  #fullAt = Number.POSITIVE_INFINITY;
  #shutdown: Promise<void> | undefined;

  constructor(destination: Destination, limits: OutboxLimits, report: Report, runtime: Runtime) {
    this.#limits = limits;
    this.#runtime = runtime;
    this.#ledger = new Ledger(report);
    this.#drain = new Drain(destination, limits, this.#ledger, runtime);
  }

  /** Records that are neither delivered nor lost: queued, in flight or waiting for another try. */
  get pending(): number {
    return this.#ledger.records;
  }

  get pendingBytes(): number {
    return this.#ledger.bytes;
  }

  /** A record was refused for want of room, and none has left since. */
  get isFull(): boolean {
    return this.pending > 0 && this.pending >= this.#fullAt;
  }

  /** Nothing is taken at the other end: a lasting outage, or a refused configuration. */
  get isDown(): boolean {
    return this.#drain.isDown;
  }

  /** Takes a record, or reports it lost: `queue_full`, `shutdown`. */
  add(record: EncodedRecord): void {
    const reason = this.#reasonToRefuse(record.bytes.length);
    if (reason === undefined) this.#drain.push(this.#ledger.enter(record, this.#runtime.now()));
    else this.refuse(reason, record.onVerdict);
  }

  /** Refuses a record that was not made, since the outbox could not take it. */
  refuse(reason: LossReason, onVerdict: EncodedRecord['onVerdict']): void {
    if (reason === 'queue_full') this.#refused += 1;
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
    if (this.pending === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const release = this.#drain.wait(timeoutMs, () => {
        stopWatching();
        release();
        reject(
          new Error(`${this.pending} records are still pending after ${Math.round(timeoutMs)} ms; they stay queued.`),
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
   * Ends the intake and every wait, and gives what is pending one last try within `timeoutMs`; the rest is lost. Always
   * resolves, and a second call shares the first one's work.
   */
  shutdown(timeoutMs: number): Promise<void> {
    if (this.#shutdown === undefined) {
      this.#shutdown = this.#emptied(timeoutMs);
      this.#drain.close();
    }
    return this.#shutdown;
  }

  /** Everything that is not delivered, requests under way included, for whoever outlives this process. Stays pending. */
  drainForExit(): readonly Encoded[] {
    return this.#ledger.pending;
  }

  #emptied(timeoutMs: number): Promise<void> {
    if (this.pending === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const release = this.#drain.wait(timeoutMs, () => this.#drain.giveUp('shutdown'));
      this.#ledger.watch(() => {
        release();
        resolve();
      });
    });
  }

  /** A queue that is full now and then for want of a record's length is full. */
  get #isRoomy(): boolean {
    const { maxQueueRecords, maxQueueBytes } = this.#limits;
    return this.pending <= 0.75 * maxQueueRecords && this.pendingBytes <= 0.75 * maxQueueBytes;
  }

  #reasonToRefuse(bytes: number): LossReason | undefined {
    if (this.#shutdown !== undefined) return 'shutdown';
    if (this.pending >= this.#limits.maxQueueRecords || this.pendingBytes + bytes > this.#limits.maxQueueBytes) {
      this.#fullAt = this.pending;
      return 'queue_full';
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
