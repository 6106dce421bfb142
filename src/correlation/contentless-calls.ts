import type { Ancestry } from '../context/span-ancestry';
import type { ReadableSpan } from '../mapping/span/span-view';

/** An enclosing span that has not ended by then may never: some instrumentations forget the spans of failed calls. */
const patienceMs = 5000;
const maxWaiting = 1000;
const none: readonly BareCall[] = [];

export interface BareCall {
  readonly span: ReadableSpan;
  readonly ancestry: Ancestry;
}

/**
 * Calls whose spans say nothing of what was said, such as those that Anthropic's SDK makes of itself, while a model span
 * around them is still open. If that one has the prompt and the answer, it is the one to send; the inner one would win else.
 */
export class BareCalls {
  readonly #release: (call: BareCall) => void;
  /** By the id of the enclosing span. */
  readonly #waiting = new Map<string, BareCall[]>();
  #size = 0;

  /** @param release what happens to a call that has waited in vain */
  constructor(release: (call: BareCall) => void) {
    this.#release = release;
  }

  /** How many calls wait. */
  get size(): number {
    return this.#size;
  }

  wait(enclosing: string, call: BareCall): void {
    if (this.#size >= maxWaiting) this.releaseAll();
    this.#size += 1;
    const waiting = this.#waiting.get(enclosing);
    if (waiting !== undefined) {
      waiting.push(call);
      return;
    }
    const calls = [call];
    this.#waiting.set(enclosing, calls);
    setTimeout(() => {
      if (this.#waiting.get(enclosing) === calls) this.#releaseInside(enclosing);
    }, patienceMs).unref();
  }

  /** The enclosing span has ended: hands out the calls that waited for it. */
  inside(enclosing: string): readonly BareCall[] {
    const calls = this.#waiting.get(enclosing);
    if (calls === undefined) return none;
    this.#waiting.delete(enclosing);
    this.#size -= calls.length;
    return calls.splice(0); // their timer has the list until it runs
  }

  /** For a flush: nobody waits any longer. */
  releaseAll(): void {
    for (const enclosing of [...this.#waiting.keys()]) this.#releaseInside(enclosing);
  }

  #releaseInside(enclosing: string): void {
    for (const call of this.inside(enclosing)) this.#release(call);
  }
}
