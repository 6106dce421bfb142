import { guarded } from '../../runtime/guarded';
import { logToStderr } from '../stderr';
import { postSync } from './post-sync';
import type { Failure, PostJob } from './post-sync-message';

/** The end of a process is delayed by so much, in all. */
export const maxDelayMs = 3000;

/**
 * `SIGHUP` is the terminal's when it is closed. Of the signals that Node leaves to their defaults, others may be taken by native
 * code, such as profilers, whose handlers a listener of ours would remove.
 */
const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
type Signal = (typeof signals)[number];

/** Why records were not delivered, and what to do about it. */
const reasons: Readonly<Record<Failure | 'bundled', string>> = {
  bundled: 'This package is bundled into the app: leave it out of the bundle, or call its flush() before the end.',
  misconfigured:
    'HoneyHive rejected the key, or the address or the proxy is wrong: check HH_API_KEY, HH_API_URL and HTTPS_PROXY.',
  unavailable: 'HoneyHive could not be reached, or did not answer in time: check HH_API_URL.',
  refused: 'HoneyHive refused them.',
};

function logUndelivered(records: number, why?: keyof typeof reasons): void {
  if (records === 0) return; // they are in the spool
  const lost = `${records} record${records === 1 ? '' : 's'} could not be delivered before the process ended.`;
  logToStderr(why === undefined ? lost : `${lost} ${reasons[why]}`);
}

/** What is to be done when a process ends. */
export interface LastWork {
  /** At once makes records of all calls, also of those that are not finished. */
  settle(): void;
  /** Sends what is pending; ends by itself within {@link maxDelayMs}. */
  flush(): Promise<void>;
  /** Records accepted so far. */
  accepted(): number;
  /** Pending records that are lost with the process. */
  countUnsafe(): number;
  /** What is pending, ready to be sent. */
  undelivered(): PostJob | undefined;
  /** All of it was delivered. */
  markDelivered(): void;
  /** Blocks until the threads that end with this one have delivered their records. @returns how many they have not */
  waitForThreads(timeoutMs: number): number;
}

/**
 * Delivers what is pending however the process ends, and leaves the end as it was: exit codes, signals and the app's own
 * listeners. There is no listener for uncaught exceptions, since it would change what they do; `exit` comes after them, too.
 */
export class ProcessEnd {
  readonly #work: LastWork;
  #isArmed = false;
  /** The flush that the end waited for: when it began, and how many records had been accepted. */
  #flushed: { readonly at: number; readonly accepted: number } | undefined;
  #isHurried = false;

  constructor(work: LastWork) {
    this.#work = work;
  }

  /** Listens from now on. Called when there is something to lose: a model call, or a thread that may make one. */
  arm(): void {
    if (this.#isArmed) return;
    this.#isArmed = true;
    process.prependListener('beforeExit', () => guarded(() => this.#onBeforeExit()));
    process.prependListener('exit', () => guarded(() => this.#onExit()));
    for (const signal of signals) this.#listenFor(signal);
  }

  /**
   * Sends over the connections that are open, with all retries. Node emits `beforeExit` again after each asynchronous turn, also
   * to listeners of the app, which would notice: if there are any, what is pending is left to `exit`.
   */
  #onBeforeExit(): void {
    this.#work.settle();
    const hasOtherListeners = process.listenerCount('beforeExit') > 1;
    if (hasOtherListeners || this.#flushed?.accepted === this.#work.accepted()) return;
    void this.#flush(); // `exit` comes next, and logs what is lost
  }

  #onExit(): void {
    if (this.#isHurried) return;
    this.#work.settle();
    const end = performance.now() + this.#timeLeft();
    const left = (): number => Math.max(0, end - performance.now());
    const job = this.#work.undelivered();
    if (job !== undefined && job.bodies.length > 0) {
      const result = guarded(() => postSync(job, left()));
      if (result === 'delivered') guarded(() => this.#work.markDelivered());
      else logUndelivered(this.#work.countUnsafe(), result);
    }
    this.#waitForThreads(left());
  }

  #waitForThreads(timeoutMs: number): void {
    const records = guarded(() => this.#work.waitForThreads(timeoutMs)) ?? 0;
    if (records > 0) logUndelivered(records, 'unavailable');
  }

  /** The one flush that the end waits for. Never rejects. */
  async #flush(onFailure = (): void => {}): Promise<void> {
    const at = performance.now();
    this.#flushed = { at, accepted: this.#work.accepted() };
    await this.#work.flush().catch(onFailure);
    this.#flushed = { at, accepted: this.#work.accepted() };
  }

  #timeLeft(): number {
    const passed = this.#flushed?.accepted === this.#work.accepted() ? performance.now() - this.#flushed.at : 0;
    // After so long, that flush was not at the end.
    return passed > 10_000 ? maxDelayMs : maxDelayMs - passed;
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
        guarded(() => this.#work.settle());
        void this.#flush(() => logUndelivered(this.#work.countUnsafe())).then(() => {
          this.#waitForThreads(this.#timeLeft());
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
