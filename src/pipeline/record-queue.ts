import type { Outbox } from '../delivery/outbox';
import type { Diagnostics } from '../observability/diagnostics';
import type { LossReason } from '../observability/loss-reason';
import { within } from '../runtime/deadline';
import { guarded } from '../runtime/guarded';
import { type Load, noLoad } from '../runtime/load';
import { systemRuntime } from '../runtime/runtime';
import type { CallMapper } from './call-mapper';
import type { CallInSteps } from './calls-in-steps';
import type { EndedCall, EndedStep, SiblingSpan } from './ended-call';
import { estimateSize } from './size-estimate';
import { TimeSlicedQueue } from './time-sliced-queue';
import { lose } from './verdicts';

export interface QueueLimits {
  readonly maxQueueRecords: number;
  /** Of JSON, and of the texts of spans that are not mapped yet. */
  readonly maxQueueBytes: number;
  readonly maxRecordBytes: number;
}

const siblingsOf = (call: EndedCall | EndedStep): readonly SiblingSpan[] =>
  ('siblings' in call ? call.siblings : undefined) ?? [];

/** Calls that are not records in the outbox yet: admits them within the limits, and has them mapped in slices of time. */
export class RecordQueue {
  readonly #limits: QueueLimits;
  readonly #next: CallMapper;
  readonly #outbox: Outbox;
  readonly #diagnostics: Diagnostics;
  readonly #calls = new TimeSlicedQueue<EndedCall | EndedStep | CallInSteps>({
    process: (call, bytes) => ('steps' in call ? this.#next.goOn(call) : this.#next.push(call, bytes)),
    estimate: (call) => ('steps' in call ? call.bytes : estimateSize(call.span, call.logs)),
    mayProceed: () => !this.#isPaused && this.#hasRoom,
    onBlocked: () => this.#outbox.closeBatch(), // which makes room
  });
  #isClosed = false;
  #isPaused = false;
  #observed: (() => Load) | undefined;

  constructor(limits: QueueLimits, next: CallMapper, outbox: Outbox, diagnostics: Diagnostics) {
    this.#limits = limits;
    this.#next = next;
    this.#outbox = outbox;
    this.#diagnostics = diagnostics;
  }

  /** Accepted calls that are not records in the outbox yet. */
  get waiting(): number {
    return this.#calls.waiting + this.#next.waiting;
  }

  /** Records that the app's `redact` has not answered. */
  get redacting(): number {
    return this.#next.redacting;
  }

  /** Accepts a call, or a step. It is lost if the queue or the spool is full, or the exporter is shut down. */
  push(call: EndedCall | EndedStep): void {
    this.#diagnostics.accepted(1);
    if (this.#isClosed) {
      lose(this.#diagnostics, 'shutdown', call.onVerdict);
      return;
    }
    const { maxQueueRecords, maxQueueBytes } = this.#limits;
    const { full } = this.#outbox;
    const [own, observed] = [this.load, this.observed];
    const isFull =
      full !== undefined ||
      own.calls + observed.calls >= maxQueueRecords ||
      own.bytes + observed.bytes >= maxQueueBytes;
    if (!isFull) {
      this.#calls.push(call, undefined); // looking at all attributes would be part of `span.end()`
      return;
    }
    this.#outbox.refuse(full ?? 'queue_full', call.onVerdict);
    for (const sibling of siblingsOf(call)) {
      const call = sibling.answer(false);
      if (call !== undefined) this.push(call);
    }
  }

  /** Observed calls count against the limits, too. */
  shareWith(observed: () => Load): void {
    this.#observed = observed;
  }

  /** An observed call is lost. */
  refuse(reason: LossReason): void {
    this.#diagnostics.accepted(1);
    this.#outbox.refuse(this.#isClosed ? 'shutdown' : reason, undefined);
  }

  /** What accepted calls and records take of the limits. */
  get load(): Load {
    return { calls: this.waiting + this.#outbox.occupied, bytes: this.#bytes };
  }

  /** What observed calls take, and how many of them have ended. */
  get observed(): Load {
    return (this.#observed && guarded(this.#observed)) ?? noLoad;
  }

  /** To be called when there may be room in the outbox, or prices are found. */
  resume(): void {
    for (const call of this.#next.takePriced()) this.#calls.push(call, call.bytes);
    this.#calls.resume();
  }

  /** Resolves when everything accepted so far is in the outbox. */
  async drained(): Promise<void> {
    await this.#calls.drained();
    await this.#next.settled();
  }

  /**
   * Whether everything accepted so far gets into the outbox within so many milliseconds. Meanwhile what is there is sent, which
   * makes room.
   */
  async flush(timeoutMs: number): Promise<boolean> {
    const until = systemRuntime.now() + timeoutMs;
    await within(timeoutMs, this.#calls.drainedOrBlocked(), systemRuntime);
    if (this.waiting === 0) return true;
    this.#outbox.hurry();
    return within(Math.max(0, until - systemRuntime.now()), this.drained(), systemRuntime);
  }

  /** Accepts no more; what is not in the outbox in time goes there without content or, if there is no room, is lost. */
  async close(timeoutMs: number): Promise<void> {
    this.#isClosed = true;
    if (!(await this.flush(timeoutMs))) this.finish();
  }

  /** Has everything in the outbox at once. */
  finish(): void {
    this.#next.hurry();
    this.#calls.drain();
    this.#next.expire();
  }

  /** Has as much in the outbox as there is room and time for. @param until by `performance.now()` */
  finishUntil(until: number): void {
    this.#next.hurry();
    this.mapUntil(until);
    this.#next.expire();
  }

  /** Maps nothing until what it returns is called. */
  pause(): () => void {
    this.#isPaused = true;
    return () => {
      this.#isPaused = false;
      this.#calls.resume();
    };
  }

  /** Maps at once what there is room and time for. @param until by `performance.now()` */
  mapUntil(until: number): void {
    this.#calls.drainUntil(until);
  }

  /** Whether calls wait for room, which only verdicts make. */
  get isFull(): boolean {
    return this.#calls.waiting > 0 && !this.#hasRoom;
  }

  /** Of records by their JSON, of calls by the length of their texts. */
  get #bytes(): number {
    return this.#calls.bytes + this.#next.bytesInProgress + this.#recordBytes;
  }

  get #recordBytes(): number {
    return this.#outbox.pendingBytes + this.#next.bytes;
  }

  /**
   * As long as HoneyHive takes records, calls wait for room in the queue: the app may end more in one turn of the event loop than
   * fits. In an outage no room is to be expected, so what is too much is refused. Nor is it waited for if there is a spool.
   */
  get #hasRoom(): boolean {
    const { maxQueueBytes, maxRecordBytes } = this.#limits;
    const { isDown, takesMore } = this.#outbox;
    return isDown || takesMore || this.#recordBytes <= maxQueueBytes - Math.min(maxRecordBytes, maxQueueBytes / 2);
  }
}
