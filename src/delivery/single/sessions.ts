import type { Runtime } from '../../runtime/runtime';
import type { SingleOutcome } from '../http/single-outcome';
import type { QueuedRecord } from '../queued-record';
import type { Prospects } from '../send/ending-flushes';
import type { SendLoop } from '../send/send-loop';
import { WakeUp } from '../send/wake-up';
import type { SessionStart } from '../session-start';
import { SessionMemory } from './session-memory';
import type { OnSettled } from './single-book';
import type { SingleLoop } from './single-loop';
import type { SingleRequest } from './single-request';

/** How long records wait for the first attempt to start their session. */
const maxWaitMs = 5000;

/** The first records of a session whose start is on its way. */
interface Waiting {
  readonly records: QueuedRecord[];
  until: number;
  /** They leave without waiting for more. */
  isUrgent: boolean;
}

/**
 * Has each session started ahead of its first record. That record, and those of the same session behind it, wait for one attempt,
 * outside of the queue: what is behind them passes.
 */
export class Sessions {
  readonly #loop: SingleLoop;
  readonly #requestOf: (start: SessionStart) => SingleRequest;
  readonly #next: Pick<SendLoop, 'push' | 'closeBatch'>;
  readonly #runtime: Runtime;
  readonly #memory = new SessionMemory();
  /** By the session's id; the ends of their waits ascend. */
  readonly #waiting = new Map<string, Waiting>();
  readonly #wakeUp: WakeUp;
  /** An attempt was waited for in vain, and none has been answered since: further sessions do not wait. */
  #isHanging = false;

  constructor(
    loop: SingleLoop,
    requestOf: (start: SessionStart) => SingleRequest,
    next: Pick<SendLoop, 'push' | 'closeBatch'>,
    runtime: Runtime,
  ) {
    this.#loop = loop;
    this.#requestOf = requestOf;
    this.#next = next;
    this.#runtime = runtime;
    this.#wakeUp = new WakeUp(runtime, () => this.#expire());
  }

  /** Passes a record on, at once or when its session may have been started. */
  push(record: QueuedRecord): void {
    const { session } = record;
    if (session !== undefined) this.#start(session);
    const waiting = session && this.#waiting.get(session.id);
    if (waiting === undefined) this.#next.push(record);
    else waiting.records.push(record);
  }

  /** The start of a session that another thread has begun to make. */
  takeOver(request: SingleRequest, onSettled: OnSettled): void {
    if (request.session !== undefined) this.#memory.add(request.session);
    this.#post(request, true, onSettled);
  }

  /** What waits for a start does not wait for more records after it. */
  closeBatch(): void {
    for (const each of this.#waiting.values()) each.isUrgent = true;
  }

  /** Starts are not waited for after this time. */
  waitUntil(time: number): void {
    for (const each of this.#waiting.values()) each.until = Math.min(each.until, time);
    this.#setTimer();
  }

  /** No start can be made for now. */
  release(): void {
    for (const id of [...this.#waiting.keys()]) this.#release(id);
  }

  /** The records that wait are given up. */
  clear(): void {
    this.#waiting.clear();
    this.#setTimer();
  }

  get prospects(): Prospects {
    const [first] = this.#waiting.values();
    const nextChanceAt = first?.until ?? Number.POSITIVE_INFINITY;
    return { pending: this.#waiting.size, isAwaiting: false, isRejected: false, isDown: false, nextChanceAt };
  }

  #start(session: SessionStart): void {
    const news = this.#memory.add(session);
    if (news !== undefined) this.#post({ ...this.#requestOf(news.start), session: news.start }, news.isNew);
  }

  /** @param isAwaited whether records wait for it, if it is sent at once */
  #post(request: SingleRequest, isAwaited: boolean, onSettled?: OnSettled): void {
    const { id } = request;
    if (isAwaited && this.#loop.isPrompt && !this.#isHanging) {
      this.#waiting.set(id, { records: [], until: this.#runtime.now() + maxWaitMs, isUrgent: false });
      this.#setTimer();
    }
    this.#loop.add(request, {
      onAttempted: (outcome) => this.#attempted(id, outcome),
      onSettled: (verdict, detail) => {
        // What was not refused may be started by a later record.
        if (verdict === 'retries_exhausted' || verdict === 'queue_full') this.#memory.forget(id);
        this.#release(id);
        onSettled?.(verdict, detail);
      },
    });
  }

  #attempted(id: string, outcome: SingleOutcome): void {
    if (outcome.kind !== 'unavailable') this.#isHanging = false;
    this.#release(id);
  }

  #release(id: string): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    const records = waiting.records.splice(0).filter(({ list }) => list !== undefined); // the others are given up
    for (const record of records) this.#next.push(record);
    if (waiting.isUrgent && records.length > 0) this.#next.closeBatch();
    // Not before: an end would take a batch that is still open for one that comes too late.
    this.#waiting.delete(id);
    this.#setTimer();
  }

  #expire(): void {
    const now = this.#runtime.now();
    this.#isHanging = true;
    for (const [id, { until }] of [...this.#waiting]) if (until <= now) this.#release(id);
    this.#setTimer();
  }

  #setTimer(): void {
    const [first] = this.#waiting.values();
    this.#wakeUp.at(first?.until ?? Number.POSITIVE_INFINITY);
  }
}
