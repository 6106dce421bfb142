import { systemRuntime, type Timer } from '../../runtime/runtime';

/** Entries wait so long for one that goes ahead of them. */
const maxWaitMs = 5000;

interface Waiting {
  readonly passes: (() => void)[];
  readonly timer: Timer;
}

/** Has entries wait for the answer to another one: events for the start of their session, updates for their event. */
export class Order {
  readonly #waiting = new Map<string, Waiting>();

  /** What names this one waits from now on, until it is answered. */
  lead(name: string): void {
    if (this.#waiting.has(name)) return;
    const timer = systemRuntime.timer(maxWaitMs, () => this.answered(name));
    this.#waiting.set(name, { passes: [], timer });
  }

  answered(name: string): void {
    const waiting = this.#waiting.get(name);
    this.#waiting.delete(name);
    waiting?.timer.cancel();
    for (const pass of waiting?.passes ?? []) pass();
  }

  /** Passes an entry on, now or when the one of this name is answered. */
  follow(name: string, pass: () => void): void {
    const waiting = this.#waiting.get(name);
    if (waiting === undefined) pass();
    else waiting.passes.push(pass);
  }

  /** Nothing waits any longer. */
  release(): void {
    for (const name of [...this.#waiting.keys()]) this.answered(name);
  }
}
