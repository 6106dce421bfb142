import { guarded } from '../../runtime/guarded';
import { logToStderr } from '../../runtime/stderr';
import type { Reasons, Undelivered } from './undelivered';
import { logLost } from './undelivered-line';

/**
 * `SIGHUP` is the terminal's when it is closed. Of the signals that Node leaves to their defaults, others may be taken by native
 * code, such as profilers, whose handlers a listener of ours would remove.
 */
const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
type Signal = (typeof signals)[number];

/** Reading what was observed may use so much of the time, so that some is left to send it. */
const settleShare = 0.5;
/** From the flush of an end to its `exit`, the app may do so much else. */
const sameEndMs = 7000;

/** What is to be done when a process ends. */
export interface LastWork {
  /** At once makes spans of all calls, also of those that are not finished. @param until by `performance.now()` */
  settle(until: number): void;
  /** Sends what can be sent within so many milliseconds. @returns why something is left. Never rejects. */
  flush(timeoutMs: number): Promise<Reasons>;
  /** The same without a turn of the event loop. @param until by `performance.now()` */
  deliverLast(until: number): Reasons;
  /** Records accepted so far. */
  accepted(): number;
  /** Pending records that are lost with the process, by why they are left. */
  countUnsafe(reasons: Reasons): ReadonlyMap<Undelivered | undefined, number>;
  /** Lines on the records that are lost already, and that no line has named yet. */
  takeLossLines(): readonly string[];
  /** Blocks until the threads that end with this one have delivered their records. @returns how many they have not */
  waitForThreads(timeoutMs: number): number;
}

/** An end has come, which may be delayed from its beginning until the timeout is over. */
interface End {
  /** By `performance.now()`. */
  readonly at: number;
  /** Records accepted by now: if there are more later, the end was none. */
  readonly accepted: number;
  /** Why its flush has left something. */
  readonly reasons?: Reasons;
}

const noReasons: Reasons = new Map();

/**
 * Delivers what is pending however the process ends, and leaves the end as it was: exit codes, signals and the app's own
 * listeners. There is no listener for uncaught exceptions, since it would change what they do; `exit` comes after them, too.
 */
export class ProcessEnd {
  readonly #work: LastWork;
  readonly #timeoutMs: () => number;
  #isArmed = false;
  /** The last one that could wait for a flush. */
  #flushed: End | undefined;
  #isHurried = false;
  #isOver = false;

  /** @param timeoutMs by which an end is delayed at most, in all */
  constructor(work: LastWork, timeoutMs: () => number) {
    this.#work = work;
    this.#timeoutMs = timeoutMs;
  }

  /** Nothing is sent any more: only listeners of `exit` are left to run. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Listens from now on. Called when there is something to lose: a model call, or a thread that may make one. */
  arm(): void {
    if (this.#isArmed) return;
    this.#isArmed = true;
    process.prependListener('beforeExit', () => guarded(() => this.#onBeforeExit()));
    process.prependListener('exit', () => {
      guarded(() => this.#onExit());
      this.#isOver = true;
    });
    for (const signal of signals) this.#listenFor(signal);
  }

  /**
   * Sends over the connections that are open, with all retries. Node emits `beforeExit` again after each asynchronous turn, also
   * to listeners of the app, which would notice: if there are any, what is pending is left to `exit`.
   */
  #onBeforeExit(): void {
    const end = this.#begin();
    this.#settle(end);
    const hasOtherListeners = process.listenerCount('beforeExit') > 1;
    if (hasOtherListeners || this.#flushed?.accepted === this.#work.accepted()) return;
    void this.#flush(end); // `exit` comes next, and logs what is lost
  }

  #onExit(): void {
    if (this.#isHurried) return;
    const begun = this.#begin();
    this.#settle(begun);
    const end = this.#isSame(this.#flushed) ? this.#flushed : begun;
    const reasons = guarded(() => this.#work.deliverLast(end.at + this.#timeoutMs())) ?? noReasons;
    this.#logLost(new Map([...(end.reasons ?? noReasons), ...reasons]));
    this.#waitForThreads(end);
  }

  #begin(): End {
    return { at: performance.now(), accepted: this.#work.accepted() };
  }

  #settle({ at }: End): void {
    guarded(() => this.#work.settle(at + this.#timeoutMs() * settleShare));
  }

  /** After so long, another end has come. */
  #isSame(end: End | undefined): end is End {
    return end?.accepted === this.#work.accepted() && performance.now() - end.at < this.#timeoutMs() + sameEndMs;
  }

  #timeLeft({ at }: End): number {
    return Math.max(0, at + this.#timeoutMs() - performance.now());
  }

  /** The one flush that the end waits for. Never rejects. */
  async #flush({ at }: End): Promise<End> {
    this.#flushed = { at, accepted: this.#work.accepted() };
    const reasons = await this.#work.flush(this.#timeLeft(this.#flushed));
    this.#flushed = { at, reasons, accepted: this.#work.accepted() };
    return this.#flushed;
  }

  #logLost(reasons: Reasons = noReasons): void {
    for (const line of guarded(() => this.#work.takeLossLines()) ?? []) logToStderr(line);
    for (const [why, records] of guarded(() => this.#work.countUnsafe(reasons)) ?? []) logLost(records, why);
  }

  #waitForThreads(end: End): void {
    logLost(guarded(() => this.#work.waitForThreads(this.#timeLeft(end))) ?? 0, 'threads');
  }

  #listenFor(signal: Signal): void {
    let isLeaving = false;
    const leave = (): void => {
      process.removeListener(signal, listener);
      process.kill(process.pid, signal);
    };
    const listener = (): void => {
      // The app's to decide. Whatever it does leads here again: an exit, nothing left to do, or the same signal.
      if (countOtherListeners(signal) > 0) return;
      if (isLeaving) {
        this.#isHurried = true; // the second signal
        leave();
        return;
      }
      isLeaving = true;
      // After the other listeners: tsx's must have informed its parent within 30 ms, or the parent kills this process.
      setImmediate(() => {
        const begun = this.#begin();
        this.#settle(begun);
        void this.#flush(begun).then((end) => {
          this.#logLost(end.reasons);
          this.#waitForThreads(end);
          leave();
        });
      });
    };
    // Before the app's own, since a listener that it added with `once` is gone when it has run.
    process.prependListener(signal, listener);
  }
}

/**
 * How many other listeners decide what the signal does. The package `signal-exit`, which half of all command line tools bring, does
 * not: it ends the process if it is the only listener, so waiting for it would keep the process alive.
 */
function countOtherListeners(signal: Signal): number {
  const { __signal_exit_emitter__: version3 } = process as { __signal_exit_emitter__?: { count?: unknown } };
  const { [signalExit]: version4 } = globalThis as { [signalExit]?: { count?: unknown } };
  return process.listenerCount(signal) - 1 - countOf(version3) - countOf(version4);
}

const signalExit = Symbol.for('signal-exit emitter');
const countOf = (emitter: { count?: unknown } | undefined): number =>
  typeof emitter?.count === 'number' ? emitter.count : 0;
