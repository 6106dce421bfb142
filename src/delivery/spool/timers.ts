import type { Runtime, Timer } from '../../runtime/runtime';

/** Timers by what they are for, one at a time for each. */
export class Timers<Name extends string> {
  readonly #runtime: Runtime;
  readonly #set = new Map<Name, Timer>();

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** Sets a timer, unless one of this name is set. */
  in(ms: number, name: Name, run: () => void): void {
    if (this.#set.has(name)) return;
    const timer = this.#runtime.timer(ms, () => {
      this.#set.delete(name);
      run();
    });
    this.#set.set(name, timer);
  }

  cancel(): void {
    for (const timer of this.#set.values()) timer.cancel();
    this.#set.clear();
  }
}
