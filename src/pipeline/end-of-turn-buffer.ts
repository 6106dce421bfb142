import type { Ancestry } from '../context/span-ancestry';
import type { ReadableSpan } from '../mapping/span/span-view';

type Judge = (span: ReadableSpan, ancestry: Ancestry | undefined) => void;

/** More are judged at once: nothing else bounds what waits here. */
const maxWaiting = 256;

/**
 * Ended spans of any kind, in the order of ending, until the event loop's turn is over. All that `span.end()` pays for is that
 * they are put down here: a look at a span's attributes and ids costs three times as much, since nothing of it is in the
 * processor's cache when many end at once.
 */
export class Arrivals {
  readonly #judge: Judge;
  #spans: ReadableSpan[] = [];
  #ancestries: (Ancestry | undefined)[] = [];

  /** @param judge must not throw */
  constructor(judge: Judge) {
    this.#judge = judge;
  }

  push(span: ReadableSpan, ancestry: Ancestry | undefined): void {
    this.#ancestries.push(ancestry);
    const waiting = this.#spans.push(span);
    if (waiting === 1) setImmediate(this.settle);
    else if (waiting >= maxWaiting) this.settle();
  }

  /** Judges all that have arrived: for whoever asks before the turn is over. */
  readonly settle = (): void => {
    const spans = this.#spans;
    const ancestries = this.#ancestries;
    this.#spans = [];
    this.#ancestries = [];
    for (const [place, span] of spans.entries()) this.#judge(span, ancestries[place]);
  };
}
