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
  /** Those of them inside of which no call has content. */
  readonly #withBareCall = new RecentIds();
  readonly #hasContent: (span: ReadableSpan) => boolean;

  /** @param hasContent whether a model call has some, or none is wanted */
  constructor(hasContent: (span: ReadableSpan) => boolean = () => true) {
    this.#hasContent = hasContent;
  }

  /**
   * Takes ended spans of any kind, in the order of ending. Never throws.
   * @returns whether a model call ended inside the span before, unless only this one has content: that would be lost
   */
  encloses(span: ReadableSpan, isModelCall: boolean): boolean {
    if (!isModelCall && this.#withCall.size === 0) return false;
    const { spanId } = contextOf(span);
    const enclosesCall = this.#withCall.delete(spanId);
    const enclosesContent = enclosesCall && !this.#withBareCall.delete(spanId);
    if (!enclosesCall && !isModelCall) return false;
    let hasContent = enclosesContent;
    guarded(() => {
      const parent = span.parentSpanContext?.spanId ?? span.parentSpanId;
      const isRoot = parent === undefined || parent === '' || isNoId(parent);
      if (isRoot && !enclosesCall) return; // no other span asks
      if (isModelCall && !enclosesContent) hasContent = this.#hasContent(span);
      if (!isRoot && !isToolCall(span)) this.#remember(parent, hasContent);
    });
    return enclosesCall && (enclosesContent || !isModelCall || !hasContent);
  }

  /** Whether a model call with content has ended inside the span, which is still open or just ending. */
  hasContentInside(spanId: string): boolean {
    return this.#withCall.has(spanId) && !this.#withBareCall.has(spanId);
  }

  #remember(parent: string, hasContent: boolean): void {
    if (hasContent) this.#withBareCall.delete(parent);
    else if (!this.#withCall.has(parent)) this.#withBareCall.add(parent);
    this.#withCall.add(parent);
  }
}
