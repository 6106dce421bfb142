import type { LossReason } from '../observability/loss-reason';
import { within } from '../runtime/deadline';
import type { Runtime } from '../runtime/runtime';
import { Admission } from './admission';
import type { Batch } from './batch';
import type { Destination } from './destination';
import type { Outcome } from './http/outcome';
import { Ledger, type QueueBounds } from './ledger';
import type { EncodedRecord, HandedRecord, Report } from './record';
import { EndingFlushes, type Prospects } from './send/ending-flushes';
import type { Learned, Trouble } from './send/endpoint-state';
import { type SendLimits, SendLoop } from './send/send-loop';
import type { LearnedBySingles, SingleKind } from './single/single-request';
import { Singles } from './single/singles';
import type { Spool } from './spool/spool';
import { SpoolReplay } from './spool-replay';

/** For another outbox that goes on. Absent: what an older copy of this package has not learned. */
export interface LearnedByOutbox extends Learned {
  readonly singles?: Readonly<Record<SingleKind, LearnedBySingles>>;
}

export interface OutboxLimits extends SendLimits, QueueBounds {}

/** With a spool, new records beyond this share of the queue go to the disk only: spans to be encoded need room. */
const spillShare = 0.75;
/** Takes records, and makes sure that every one of them is delivered or reported lost. */
export class Outbox {
  readonly #runtime: Runtime;
  readonly #ledger: Ledger;
  readonly #sendLoop: SendLoop;
  /** Starts of sessions, and updates of events. */
  readonly singles: Singles;
  readonly #endingFlushes = new EndingFlushes();
  readonly #destination: Destination;
  readonly #spool: Spool | undefined;
  readonly #replay: SpoolReplay | undefined;
  readonly #admission: Admission;
  readonly #handedOver = new WeakSet<object>();
  #shutdown: Promise<void> | undefined;

  constructor(destination: Destination, limits: OutboxLimits, report: Report, runtime: Runtime) {
    this.#runtime = runtime;
    const { spool, envelope, shorten } = destination;
    this.#spool = spool;
    this.#ledger = new Ledger(limits, report, spool);
    this.#admission = new Admission(limits, this.#ledger);
    this.#destination = destination;
    const parts = { ledger: this.#ledger, runtime, onChange: () => this.#batchesChanged() };
    const spooled = { envelope, shorten, send: this.#sendSpooled };
    this.#sendLoop = new SendLoop(spool === undefined ? destination : spooled, limits, parts);
    const onChange = (): void => this.#endingFlushes.check(() => this.#prospects);
    this.singles = new Singles(destination, limits, { ...parts, sendLoop: this.#sendLoop, onChange });
    const { sessions, updates } = this.singles;
    const closeBatch = (): void => this.closeBatch();
    this.#replay = spool && new SpoolReplay(spool, this.#ledger, { sessions, updates, closeBatch }, runtime);
  }

  /** Records that are neither delivered nor lost: queued, in flight, waiting for another try, or in the spool. */
  get pending(): number {
    return this.#openRecords + this.#ledger.leftInSpool;
  }

  /** Records that count against `maxQueueRecords`: none, if those beyond it go to the disk. */
  get occupied(): number {
    return this.takesMore ? 0 : this.#ledger.records;
  }

  /** Whether records that memory has no room for are accepted, since they go to the disk. */
  get takesMore(): boolean {
    return this.#spool?.works === true;
  }

  get pendingBytes(): number {
    return this.#ledger.bytes;
  }

  /** Why the last record was refused, unless another one has left since. */
  get full(): LossReason | undefined {
    return this.#admission.full(this.pending);
  }

  /** Nothing can be delivered for now: a lasting outage, or a rejected configuration. */
  get isDown(): boolean {
    return this.#sendLoop.isDown;
  }

  /** Takes a record, or reports it lost: `queue_full`, `spool_full`, `shutdown`. */
  add(record: EncodedRecord): void {
    const { length } = record.bytes;
    const appended = this.#shutdown === undefined ? this.#spool?.append(record) : undefined;
    const position = appended === 'full' ? undefined : appended;
    const isSpilled = position !== undefined && !this.#ledger.fits(length, spillShare);
    if (isSpilled && this.#replay?.spill(record, position) === true) return;
    const reason =
      this.#shutdown === undefined
        ? this.#admission.reasonToRefuse(length, appended === 'full', this.pending)
        : 'shutdown';
    if (reason !== undefined) this.refuse(reason, record.onVerdict);
    else this.singles.sessions.push(this.#ledger.enter(record, this.#runtime.now(), position));
  }

  /** Whether there is something that another outbox could deliver now. */
  get hasWork(): boolean {
    return this.#ledger.records > 0 || this.singles.mayProbe;
  }

  /** Reports a record lost that was not even encoded, since there was no room for it. */
  refuse(reason: LossReason, onVerdict: EncodedRecord['onVerdict']): void {
    this.#admission.refuse(reason, onVerdict);
  }

  /** The open batch leaves without waiting for more records. */
  closeBatch(): void {
    this.singles.sessions.closeBatch();
    this.#sendLoop.closeBatch();
  }

  /** Ends the waits for batches and backoffs, and tries once before a wait that the server asked for is over. */
  hurry(): void {
    this.singles.hurry();
    this.#sendLoop.hurry();
  }

  /**
   * Resolves when everything that was added before is delivered or lost. Rejects after `timeoutMs` with the number of
   * records that are still pending; these stay queued. Ends the waits for batches and backoffs, and tries once before a
   * wait that the server asked for is over. Rejects, too, if files of dead processes cannot be read.
   */
  async flush(timeoutMs: number): Promise<void> {
    const until = this.#runtime.now() + timeoutMs;
    if (this.#replay !== undefined) await within(timeoutMs, this.#replay.caughtUp(), this.#runtime);
    const isEmpty = this.#emptied(Math.max(0, until - this.#runtime.now()));
    this.#waitForSessions(until);
    if (this.#open > 0) this.hurry();
    if (!(await isEmpty))
      throw new Error(`${this.#open} records are still pending after ${Math.round(timeoutMs)} ms; they stay queued.`);
    const unread = this.#spool?.unreadFiles ?? 0;
    if (unread > 0) throw new Error(`Files in spoolDirectory that cannot be read, and stay there: ${unread}.`);
  }

  /**
   * The same for the end of a process or an invocation: ends as soon as nothing more can be delivered in time.
   * @returns why records are still pending; `undefined` if there are none
   */
  async flushAtEnd(timeoutMs: number): Promise<Trouble | undefined> {
    const until = this.#runtime.now() + timeoutMs;
    if (this.#replay !== undefined) await within(timeoutMs, this.#replay.caughtUp(), this.#runtime);
    if (this.#open === 0) return undefined;
    let isHopeless = false;
    const cancels: (() => void)[] = [];
    const ended = new Promise<void>((resolve) => {
      const giveUp = (): void => {
        this.#sendLoop.endedInVain();
        this.singles.endedInVain();
        isHopeless = true;
        resolve();
      };
      this.#waitForSessions(until);
      const before = this.#prospects;
      this.hurry(); // all of it, before the prospects are judged
      cancels.push(this.#ledger.onceEmpty(resolve), this.#endingFlushes.add(until, before, giveUp));
      this.#endingFlushes.check(() => this.#prospects);
    });
    const isInTime = await within(Math.max(0, until - this.#runtime.now()), ended, this.#runtime);
    for (const cancel of cancels) cancel();
    const { trouble } = this; // before what is awaited is given up
    if (!isInTime) {
      this.singles.giveUpWaiting();
      this.#sendLoop.giveUpWaiting();
    }
    return isInTime && !isHopeless ? undefined : trouble;
  }

  /**
   * Accepts no more records, ends every wait, and tries once more within `timeoutMs` to deliver what is pending. The
   * rest stays in the spool, or is lost. Always resolves; a second call returns the first one's promise.
   */
  shutdown(timeoutMs: number): Promise<void> {
    if (this.#shutdown === undefined) {
      this.#replay?.refuseOrphans();
      if (this.isDown) this.#replay?.close(); // what it reads back could not be delivered
      this.#shutdown = this.#end(timeoutMs);
      this.#waitForSessions(this.#runtime.now() + timeoutMs);
      this.singles.close();
      this.#sendLoop.close();
    }
    return this.#shutdown;
  }

  /** What has been learned of the endpoint; `undefined` if no request may leave now. */
  get learned(): LearnedByOutbox | undefined {
    return this.#sendLoop.mayProbe ? { ...this.#sendLoop.learned, singles: this.singles.learned } : undefined;
  }

  /** Why records stay pending. */
  get trouble(): Trouble {
    const { trouble } = this.#sendLoop;
    return trouble === 'no_time' && this.singles.areUnavailable ? 'unavailable' : trouble;
  }

  /** Goes on where another outbox was. */
  resume(learned: LearnedByOutbox): void {
    this.#sendLoop.resume(learned);
    if (learned.singles !== undefined) this.singles.resume(learned.singles);
  }

  /** Sends nothing more, since another one goes on. */
  stop(): void {
    this.singles.stop();
    this.#sendLoop.stop();
  }

  /**
   * The records in memory that were not returned before, those in flight included, for another outbox. Each has been written to the
   * spool, if there is one.
   */
  handOver(): readonly HandedRecord[] {
    this.save();
    const records = this.#ledger.pending.filter((record) => !this.#handedOver.has(record));
    for (const record of records) this.#handedOver.add(record);
    return records.map((record) => ({
      id: record.id,
      bytes: record.bytes,
      session: record.session && this.singles.isStarting(record.session.id) ? record.session : undefined,
      settle: (verdict) => this.#ledger.settle([record], verdict),
    }));
  }

  /** Writes to the spool, if there is one. @returns how many records are in memory only, and lost with the process */
  save(): number {
    this.#spool?.save();
    return this.#ledger.pending.filter((record) => !this.#ledger.isOnDisk(record)).length;
  }

  async #end(timeoutMs: number): Promise<void> {
    if (!(await this.#emptied(timeoutMs))) {
      this.#replay?.close();
      this.singles.giveUp('shutdown');
      this.#sendLoop.giveUp('shutdown');
    }
    this.#spool?.close();
  }

  /** Whether all that is pending is delivered or lost within so many milliseconds, for which it holds the process. */
  async #emptied(timeoutMs: number): Promise<boolean> {
    if (this.#open === 0) return true;
    let cancel = (): void => undefined;
    const emptied = new Promise<void>((resolve) => {
      cancel = this.#ledger.onceEmpty(resolve);
    });
    const isEmpty = await within(timeoutMs, emptied, this.#runtime);
    cancel();
    return isEmpty;
  }

  /**
   * Records are on the disk before they leave. Their answer may make room for others that are on the disk only; at the
   * end, these stay there if they could not be delivered either.
   */
  readonly #sendSpooled = async (batch: Batch, signal: AbortSignal): Promise<Outcome> => {
    this.#spool?.commit();
    try {
      return await this.#destination.send(batch, signal);
    } finally {
      if (this.#shutdown !== undefined && this.isDown) this.#replay?.close();
      else this.#replay?.resume();
    }
  };

  get #openRecords(): number {
    return this.#ledger.records + (this.#replay?.records ?? 0);
  }

  /** What this process is still to deliver: records, starts of sessions, updates. */
  get #open(): number {
    return this.#openRecords + this.singles.open;
  }

  /** At an end, starts of sessions may take half of the time; the records leave then without them. */
  #waitForSessions(until: number): void {
    const now = this.#runtime.now();
    this.singles.sessions.waitUntil(now + (until - now) / 2);
  }

  #batchesChanged(): void {
    if (this.#sendLoop.opensAt === Number.POSITIVE_INFINITY) this.singles.sessions.release();
    this.singles.pump();
    this.#endingFlushes.check(() => this.#prospects);
  }

  get #prospects(): readonly Prospects[] {
    return [this.#sendLoop.prospects, ...this.singles.prospects];
  }
}
