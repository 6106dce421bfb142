import type { Runtime, Timer } from '../../runtime/runtime';

/**
 * The outbox's one timer, and the deadlines of those who wait for it. While somebody waits they hold the process; an alarm by
 * itself never does.
 */
export class Alarm {
  readonly #runtime: Runtime;
  readonly #ring: () => void;
  #set: { readonly at: number; readonly timer: Timer } | undefined;
  #waiting = 0;

  constructor(runtime: Runtime, ring: () => void) {
    this.#runtime = runtime;
    this.#ring = ring;
  }

  /** Rings once at this time instead of the one before; never, if it is infinite. */
  setTo(at: number): void {
    if (this.#set?.at === at) return;
    this.#set?.timer.cancel();
    this.#set = undefined;
    if (at === Number.POSITIVE_INFINITY) return;
    const timer = this.#runtime.timer(Math.max(0, at - this.#runtime.now()), () => {
      this.#set = undefined;
      this.#ring();
    });
    if (this.#waiting > 0) timer.ref();
    this.#set = { at, timer };
  }

  /** Holds the process until released, which is to be done once, also at the deadline. Answers how. */
  wait(timeoutMs: number, atDeadline: () => void): () => void {
    const timer = this.#runtime.timer(timeoutMs, atDeadline);
    timer.ref();
    this.#waiting += 1;
    this.#set?.timer.ref();
    return () => {
      timer.cancel();
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#set?.timer.unref();
    };
  }
}
