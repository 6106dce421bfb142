import { contextOf } from '../context/ids-of-span';
import { isToolCall } from '../mapping';
import { isNoId, type ReadableSpan } from '../mapping/span/span-view';
import { guarded } from '../runtime/guarded';
import { RecentIds } from './recent-ids';

/**
 * Knows which spans have a model call inside them. A framework and a provider's SDK that are both instrumented give two model
 * spans for one call, one inside the other; children end first, so the outer one is recognised when it ends.
 */
export class NestedCalls {
  /** Open spans with a model call inside. */
  readonly #withCall = new RecentIds();

  /** Takes ended spans of any kind, in the order of ending. Never throws. @returns whether a model call ended inside the span before */
  encloses(span: ReadableSpan, isModelCall: boolean): boolean {
    if (!isModelCall && this.#withCall.size === 0) return false;
    const encloses = this.#withCall.delete(contextOf(span).spanId);
    if (encloses || isModelCall) {
      guarded(() => {
        if (!isToolCall(span)) this.#remember(span.parentSpanContext?.spanId ?? span.parentSpanId);
      });
    }
    return encloses;
  }

  /** Whether a model call has ended inside the span, which is still open or just ending. */
  hasInside(spanId: string): boolean {
    return this.#withCall.has(spanId);
  }

  #remember(parent: string | undefined): void {
    if (parent === undefined || parent === '' || isNoId(parent)) return;
    this.#withCall.add(parent);
  }
}
