import { contextOf } from '../context/ids-of-span';
import { isModelCall, isToolCall } from '../mapping';
import { isNoId, type ReadableSpan, skewMs, toMs } from '../mapping/span/span-view';
import type { NearbySpans } from '../pipeline/ended-call';
import { guarded } from '../runtime/guarded';
import { type Linked, LinkedList } from '../runtime/linked-list';

interface BatchCall extends Linked<BatchCall> {
  readonly span: ReadableSpan;
  readonly scope: string | undefined;
  readonly start: number;
}

/** Enough for any real nesting, and an end for spans that are their own ancestors. */
const maxDepth = 64;

/**
 * The spans of one `export()`, which ended before any of them is looked at: each counts as open until its turn comes, so that they
 * are judged together, as those are that a processor of ours sees ending.
 */
export class BatchSpans implements NearbySpans {
  readonly #spans = new Map<string, ReadableSpan>();
  readonly #children = new Map<string, ReadableSpan[]>();
  readonly #calls = new Map<object, BatchCall>();
  /** Those whose turn has not come, by the time of their start. */
  readonly #open = new LinkedList<BatchCall>();

  /** @returns `undefined` if there are fewer calls than that, as nothing is to be judged then */
  static of(spans: readonly ReadableSpan[], leastCalls: number): BatchSpans | undefined {
    const calls = spans.filter((span) => isModelCall(span));
    return calls.length < leastCalls ? undefined : new BatchSpans(spans, calls);
  }

  private constructor(spans: readonly ReadableSpan[], calls: readonly ReadableSpan[]) {
    for (const span of spans) guarded(() => this.#add(span)); // one that cannot be read is near to none
    const open = calls.flatMap((span) => guarded(() => batchCall(span)) ?? []);
    for (const call of open.sort((one, other) => one.start - other.start)) {
      this.#calls.set(call.span, call);
      this.#open.add(call);
    }
  }

  ended(span: object): void {
    const call = this.#calls.get(span);
    if (call?.list !== undefined) this.#open.remove(call);
  }

  isOpen(span: object): boolean {
    return this.#calls.get(span)?.list !== undefined;
  }

  *ancestorsOf(span: object): Iterable<ReadableSpan> {
    let parent = this.#parentOf(span as ReadableSpan);
    for (let depth = 0; parent !== undefined && depth < maxDepth; depth += 1) {
      yield parent;
      parent = this.#parentOf(parent);
    }
  }

  enclosing(span: object): Iterable<ReadableSpan> {
    return this.ancestorsOf(span);
  }

  /** Those that started before it, and those inside of it. */
  *openInOtherScopes(span: object): Iterable<ReadableSpan> {
    const call = this.#calls.get(span);
    if (call === undefined) return;
    for (const other of this.#open) {
      if (other.start > call.start + skewMs) break;
      if (other.scope !== call.scope) yield other.span;
    }
    for (const other of this.#callsInside(call.span)) {
      const inner = this.#calls.get(other);
      if (inner?.list !== undefined && inner.start > call.start + skewMs && inner.scope !== call.scope) yield other;
    }
  }

  #add(span: ReadableSpan): void {
    this.#spans.set(keyOf(span), span);
    const parent = parentKeyOf(span);
    if (parent === undefined) return;
    const children = this.#children.get(parent);
    if (children === undefined) this.#children.set(parent, [span]);
    else children.push(span);
  }

  #parentOf(span: ReadableSpan): ReadableSpan | undefined {
    const key = guarded(() => parentKeyOf(span));
    return key === undefined ? undefined : this.#spans.get(key);
  }

  /** The nearest ones, so that all of these walks together pass each span once. */
  *#callsInside(span: ReadableSpan): Iterable<ReadableSpan> {
    const left = [...(this.#children.get(keyOf(span)) ?? [])];
    const seen = new Set<object>([span]);
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      if (this.#calls.has(next)) yield next;
      else if (!isToolCall(next)) for (const child of this.#children.get(keyOf(next)) ?? []) left.push(child);
    }
  }
}

const keyOf = (span: ReadableSpan): string => {
  const { traceId, spanId } = contextOf(span);
  return `${traceId} ${spanId}`;
};

function parentKeyOf(span: ReadableSpan): string | undefined {
  const parent = span.parentSpanContext?.spanId ?? span.parentSpanId;
  return parent === undefined || parent === '' || isNoId(parent) ? undefined : `${contextOf(span).traceId} ${parent}`;
}

const batchCall = (span: ReadableSpan): BatchCall => ({
  span,
  scope: (span.instrumentationScope ?? span.instrumentationLibrary)?.name,
  start: toMs(span.startTime),
  list: undefined,
  older: undefined,
  newer: undefined,
});
