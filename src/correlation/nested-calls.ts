import { isToolCall } from '../mapping';
import type { ReadableSpan } from '../mapping/span/span-view';

const maxRemembered = 10_000;

/**
 * Knows which spans have a model call below them. A framework and a provider's SDK that are both instrumented give two model
 * spans for one call, one inside the other; children end first, so the outer one is recognised when it ends.
 */
export class NestedCalls {
  /** Ids of spans, still open, with a model call below; the oldest is forgotten first, since some spans never end. */
  readonly #above = new Set<string>();

  /** Notes an ended span of any kind, in the order of ending. Answers whether a model call ended inside it before. */
  encloses(span: ReadableSpan, isModelCall: boolean): boolean {
    if (!isModelCall && this.#above.size === 0) return false;
    const encloses = this.#above.delete(span.spanContext().spanId);
    if ((encloses || isModelCall) && !isToolCall(span)) {
      this.#remember(span.parentSpanContext?.spanId ?? span.parentSpanId);
    }
    return encloses;
  }

  /** Whether a model call has ended inside the span, which is still open or just ending. */
  hasInside(spanId: string): boolean {
    return this.#above.has(spanId);
  }

  #remember(parent: string | undefined): void {
    if (parent === undefined || parent === '') return;
    this.#above.add(parent);
    if (this.#above.size <= maxRemembered) return;
    const [oldest] = this.#above;
    if (oldest !== undefined) this.#above.delete(oldest);
  }
}
