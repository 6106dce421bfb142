import type { EndedSpan } from '../pipeline/ended-call';
import { ObservedFirst } from './observed-first';
import type { SpanClassifier } from './span-classifier';

/** More are passed on at once: nothing else bounds what is buffered here. */
const maxBuffered = 256;

/**
 * Ended spans of any kind, in the order of ending, until the turn of the event loop is over. Putting them into a list is all that
 * `span.end()` pays for: reading a span's attributes there costs three times as much, since its memory is not in the processor's
 * cache when many end at once.
 */
export class EndOfTurnBuffer {
  readonly #next: ObservedFirst;
  #spans: EndedSpan[] = [];

  constructor(next: Pick<SpanClassifier, 'push'>) {
    this.#next = new ObservedFirst(next, (ended) => this.push(ended));
  }

  push(ended: EndedSpan): void {
    const buffered = this.#spans.push(ended);
    if (buffered === 1) setImmediate(this.release);
    else if (buffered >= maxBuffered) this.release();
  }

  /** Passes on all that is buffered, before the turn is over. */
  readonly release = (): void => {
    // Some come once more.
    while (this.#spans.length > 0) {
      const spans = this.#spans;
      this.#spans = [];
      for (const ended of spans) this.#next.push(ended);
    }
  };
}
