import { guarded } from './guarded';
import { type Post, postAndWait } from './post-and-wait';
import { say } from './stderr';

/** An ending process waits so long for us, in all. */
export const patienceMs = 3000;

const signals = ['SIGTERM', 'SIGINT'] as const;
type Signal = (typeof signals)[number];

/** What is to be saved when a process ends. */
export interface LastWork {
  /** At once makes records of all calls, also of those still under way. */
  settle(): void;
  /** Sends what is pending; ends by itself within {@link patienceMs}. */
  flush(): Promise<void>;
  /** Records taken so far. */
  accepted(): number;
  /** Everything not delivered yet, ready to be sent. */
  undelivered(): Post & { readonly records: number };
}

/**
 * Saves what is pending however the process ends, and leaves the end as it was: exit codes, signals and the app's own
 * listeners. There is no listener for uncaught exceptions, since it would change what they do; `exit` comes after them, too.
 */
export class ProcessEnd {
  readonly #work: LastWork;
  #armed = false;
  /** When the program had nothing left to do, which is when the exporter starts its own last flush. */
  #ranDry: { readonly at: number; readonly accepted: number } | undefined;

  constructor(work: LastWork) {
    this.#work = work;
  }

  /** Listens from now on. Called when there is something to lose: a process that never calls a model has no listener of ours. */
  arm(): void {
    if (this.#armed) return;
    this.#armed = true;
    process.prependListener('beforeExit', () => guarded(() => this.#onRanDry()));
    process.prependListener('exit', () => guarded(() => this.#onExit()));
    for (const signal of signals) this.#listenFor(signal);
  }

  #onRanDry(): void {
    this.#work.settle();
    const accepted = this.#work.accepted();
    if (this.#ranDry?.accepted !== accepted) this.#ranDry = { at: performance.now(), accepted };
  }

  #onExit(): void {
    this.#work.settle();
    const { records, ...post } = this.#work.undelivered();
    if (post.bodies.length === 0) return;
    if (postAndWait(post, this.#patienceLeft())) return;
    say(`${records} record${records === 1 ? '' : 's'} could not be delivered before the process ended.`);
  }

  #patienceLeft(): number {
    const flushing = this.#ranDry?.accepted === this.#work.accepted() ? this.#ranDry : undefined;
    return patienceMs - (flushing === undefined ? 0 : performance.now() - flushing.at);
  }

  #listenFor(signal: Signal): void {
    let leaving = false;
    const listener = (): void => {
      // Counted before anything is awaited: a listener that the app added with `once` is gone afterwards.
      const othersDecide = otherListeners(signal) > 0;
      const leave = (): void => {
        process.removeListener(signal, listener);
        process.kill(process.pid, signal);
      };
      if (othersDecide) {
        this.#work.flush().catch(() => {});
      } else if (leaving) {
        leave(); // asked twice: somebody is in a hurry
      } else {
        leaving = true;
        guarded(() => this.#work.settle());
        this.#work.flush().then(leave, leave);
      }
    };
    // First, so that it counts those who remove themselves.
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
