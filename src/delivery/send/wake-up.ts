import type { Runtime, Timer } from '../../runtime/runtime';

/** Runs something once, at a time that may change. */
export class WakeUp {
  readonly #runtime: Runtime;
  readonly #run: () => void;
  #set: { readonly at: number; readonly timer: Timer } | undefined;

  constructor(runtime: Runtime, run: () => void) {
    this.#runtime = runtime;
    this.#run = run;
  }

  /** At this time instead of the one that was set before; never if it is infinite. */
  at(time: number): void {
    if (this.#set?.at === time) return;
    this.#set?.timer.cancel();
    this.#set = undefined;
    if (time === Number.POSITIVE_INFINITY) return;
    const timer = this.#runtime.timer(Math.max(0, time - this.#runtime.now()), () => {
      this.#set = undefined;
      this.#run();
    });
    this.#set = { at: time, timer };
  }
}
