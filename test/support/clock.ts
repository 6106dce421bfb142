import type { Runtime, Timer } from '../../src/runtime/runtime';

interface Pending {
  readonly at: number;
  readonly run: () => void;
  holds: boolean;
}

/** Lets everything happen that is due without time passing. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A clock that moves only when told, with dice that roll what they are told, in milliseconds from 0. */
export class HandClock implements Runtime {
  #now = 0;
  #timers: Pending[] = [];
  readonly #dice: () => number;

  constructor(dice: () => number = () => 0) {
    this.#dice = dice;
  }

  now(): number {
    return this.#now;
  }

  random(): number {
    return this.#dice();
  }

  timer(ms: number, run: () => void): Timer {
    const timer: Pending = { at: this.#now + ms, run, holds: false };
    this.#timers.push(timer);
    return {
      ref: () => {
        timer.holds = true;
      },
      unref: () => {
        timer.holds = false;
      },
      cancel: () => {
        this.#timers = this.#timers.filter((other) => other !== timer);
      },
    };
  }

  /** Timers that would keep a process alive. */
  get holding(): number {
    return this.#timers.filter(({ holds }) => holds).length;
  }

  get timers(): number {
    return this.#timers.length;
  }

  /** When the next timer is due. */
  get next(): number {
    return Math.min(...this.#timers.map(({ at }) => at));
  }

  /** Moves on by so many milliseconds, running every timer at its time and what follows from it. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settled();
    while (this.next <= end) {
      const timer = this.#timers.reduce((first, other) => (other.at < first.at ? other : first));
      this.#timers = this.#timers.filter((other) => other !== timer);
      this.#now = Math.max(this.#now, timer.at);
      timer.run();
      await settled();
    }
    this.#now = end;
  }
}
