import { guarded } from '../../runtime/guarded';
import { say } from '../stderr';
import { postAndWait } from './post-sync';
import type { Failure, Post } from './post-sync-message';

/** An ending process waits so long for us, in all. */
export const patienceMs = 3000;

/**
 * `SIGHUP` is the terminal's when it is closed. Of the signals that Node leaves to their defaults, others may be taken by native
 * code, such as profilers, whose handlers a listener of ours would remove.
 */
const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
type Signal = (typeof signals)[number];

/** Why HoneyHive has not got a record, and what to do about it. */
const reasons: Readonly<Record<Failure | 'bundled', string>> = {
  bundled: 'This package is bundled into the app: leave it out of the bundle, or call its flush() before the end.',
  misconfigured:
    'HoneyHive refused the key, or the address or the proxy is not right: check HH_API_KEY, HH_API_URL and HTTPS_PROXY.',
  unavailable: 'HoneyHive could not be reached or did not take them in time: check HH_API_URL.',
  refused: 'HoneyHive refused them.',
};

function sayLost(records: number, why?: keyof typeof reasons): void {
  if (records === 0) return; // they wait in the spool
  const lost = `${records} record${records === 1 ? '' : 's'} could not be delivered before the process ended.`;
  say(why === undefined ? lost : `${lost} ${reasons[why]}`);
}

/** What is to be saved when a process ends. */
export interface LastWork {
  /** At once makes records of all calls, also of those still under way. */
  settle(): void;
  /** Sends what is pending; ends by itself within {@link patienceMs}. */
  flush(): Promise<void>;
  /** Records taken so far. */
  accepted(): number;
  /** Records not delivered and not given up, which are lost with the process. */
  unsafe(): number;
  /** What is pending, ready to be sent. */
  undelivered(): Post | undefined;
  /** All of that was taken. */
  posted(): void;
  /** The last thing of all: stands still until the threads that end with this one have sent theirs. Answers how many they have not. */
  end(timeoutMs: number): number;
}

/**
 * Saves what is pending however the process ends, and leaves the end as it was: exit codes, signals and the app's own
 * listeners. There is no listener for uncaught exceptions, since it would change what they do; `exit` comes after them, too.
 */
export class ProcessEnd {
  readonly #work: LastWork;
  #armed = false;
  /** When the end began that is waited for, and what there was to wait for. */
  #began: { readonly at: number; readonly accepted: number } | undefined;
  #isHurried = false;

  constructor(work: LastWork) {
    this.#work = work;
  }

  /** Listens from now on. Called when there is something to lose: a model is called, or a thread started that may call one. */
  arm(): void {
    if (this.#armed) return;
    this.#armed = true;
    process.prependListener('beforeExit', () => guarded(() => this.#onRanDry()));
    process.prependListener('exit', () => guarded(() => this.#onExit()));
    for (const signal of signals) this.#listenFor(signal);
  }

  /**
   * Sends over the connections that stand, with all retries. Node emits `beforeExit` again after each asynchronous turn, also
   * to listeners of the app's: it would notice, so that what is left waits for `exit`.
   */
  #onRanDry(): void {
    this.#work.settle();
    const isSeen = process.listenerCount('beforeExit') > 1;
    if (isSeen || this.#began?.accepted === this.#work.accepted()) return;
    this.#leave(); // `exit` comes next, and tells what is lost
  }

  #onExit(): void {
    if (this.#isHurried) return;
    this.#work.settle();
    const until = performance.now() + this.#patienceLeft();
    const left = (): number => Math.max(0, until - performance.now());
    const post = this.#work.undelivered();
    if (post !== undefined && post.bodies.length > 0) {
      const result = guarded(() => postAndWait(post, left()));
      if (result === 'taken') guarded(() => this.#work.posted());
      else sayLost(this.#work.unsafe(), result);
    }
    this.#endThreads(left());
  }

  #endThreads(timeoutMs: number): void {
    const records = guarded(() => this.#work.end(timeoutMs)) ?? 0;
    if (records > 0) sayLost(records, 'unavailable');
  }

  /** The one flush that the end waits for. Never rejects. */
  async #leave(lost = (): void => {}): Promise<void> {
    const at = performance.now();
    this.#began = { at, accepted: this.#work.accepted() };
    await this.#work.flush().catch(lost);
    this.#began = { at, accepted: this.#work.accepted() };
  }

  #patienceLeft(): number {
    const waited = this.#began?.accepted === this.#work.accepted() ? performance.now() - this.#began.at : 0;
    // So long after, it was not the end.
    return waited > 10_000 ? patienceMs : patienceMs - waited;
  }

  #listenFor(signal: Signal): void {
    let leaving = false;
    const leave = (): void => {
      process.removeListener(signal, listener);
      process.kill(process.pid, signal);
    };
    const listener = (): void => {
      // Theirs to decide. Whatever they do comes by here again: an exit, nothing left to do, or the same signal.
      if (otherListeners(signal) > 0) return;
      if (leaving) {
        this.#isHurried = true; // asked twice
        leave();
        return;
      }
      leaving = true;
      // After the others: what tsx's listener tells its parent must be there within 30 ms, or the parent kills this process.
      setImmediate(() => {
        guarded(() => this.#work.settle());
        this.#leave(() => sayLost(this.#work.unsafe())).then(() => {
          this.#endThreads(this.#patienceLeft());
          leave();
        });
      });
    };
    // Before the app's own, since a listener that it added with `once` is gone when it has run.
    process.prependListener(signal, listener);
  }
}

/**
 * How many others have taken the signal's meaning into their hands. The package `signal-exit`, which half of all command line
 * tools bring, has not: it ends the process if nobody but itself listens, so waiting for it would keep the process alive.
 */
function otherListeners(signal: Signal): number {
  const { __signal_exit_emitter__: version3 } = process as { __signal_exit_emitter__?: { count?: unknown } };
  const { [signalExit]: version4 } = globalThis as { [signalExit]?: { count?: unknown } };
  return process.listenerCount(signal) - 1 - countOf(version3) - countOf(version4);
}

const signalExit = Symbol.for('signal-exit emitter');
const countOf = (emitter: { count?: unknown } | undefined): number =>
  typeof emitter?.count === 'number' ? emitter.count : 0;
