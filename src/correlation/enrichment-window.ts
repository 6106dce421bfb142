import { TraceFlags } from '@opentelemetry/api';
import { contextOf } from '../context/ids-of-span';
import type { SpanAncestry } from '../context/span-ancestry';
import type { OpenSpan } from '../context/span-start';
import { isModelCall, isToolCall } from '../mapping';
import { type HrTime, type ReadableSpan, toMs } from '../mapping/span/span-view';
import type { Diagnostics } from '../observability/diagnostics';
import { type Disposition, type EndedCall, type EndedSpan, SiblingSpan } from '../pipeline/ended-call';
import type { RecordQueue } from '../pipeline/record-queue';
import { HoldBuffer } from '../runtime/hold-buffer';
import type { LogEventStore } from './log-event-store';

/** Another span of the same call ends with it, give or take the time the app takes to read a stream. */
const limits = { maxWaitMs: 2000, maxItems: 100 };

/** A call that waits for its siblings to end. */
interface WaitingCall {
  readonly ended: EndedSpan;
  readonly ancestorIds: ReadonlySet<string>;
  readonly openSiblings: Set<string>;
  readonly siblings: SiblingSpan[];
}

/**
 * Holds a call for a moment if spans of other instrumentations were open when it ended that may be about the same call: they have
 * what only their framework knows, and end a little later, since they are around it or were started by a callback. Its record is
 * then made of all of them.
 */
export class EnrichmentWindow {
  readonly #isEnabled: boolean;
  readonly #logEvents: LogEventStore;
  readonly #diagnostics: Diagnostics;
  readonly #next: RecordQueue;
  readonly #held = new HoldBuffer<WaitingCall, WaitingCall>(limits, (waiting) => this.#pass(waiting));
  #isClosed = false;

  constructor(isEnabled: boolean, logEvents: LogEventStore, diagnostics: Diagnostics, next: RecordQueue) {
    this.#isEnabled = isEnabled;
    this.#logEvents = logEvents;
    this.#diagnostics = diagnostics;
    this.#next = next;
  }

  /** How many calls are held. */
  get waiting(): number {
    return this.#held.size;
  }

  /** @returns whether the span is a call, so that a verdict on it follows */
  push(ended: EndedSpan, disposition: Disposition): boolean {
    const isCall = disposition === 'export';
    if (disposition === 'duplicate') this.#diagnostics.suppressed(1);
    if (this.#held.size > 0 && this.#offer(ended, disposition)) return isCall;
    if (!isCall)
      this.#logEvents.take(ended.span); // no other span asks for them
    else if (!this.#holds(ended)) this.#next.push(this.#callOf(ended));
    return isCall;
  }

  /** For a flush: no call is held any longer. */
  release(): void {
    this.#held.releaseAll();
  }

  /** No call is held from now on. */
  close(): void {
    this.#isClosed = true;
    this.release();
  }

  #pass({ ended, siblings, ancestorIds }: WaitingCall): void {
    this.#next.push({ ...this.#callOf(ended), siblings, ancestorIds });
  }

  #callOf(ended: EndedSpan): EndedCall {
    return { ...ended, logs: this.#logEvents.take(ended.span) };
  }

  /** Makes a span that has ended a sibling of the calls that waited for it. @returns whether there were any */
  #offer(ended: EndedSpan, disposition: Disposition): boolean {
    const { spanId } = contextOf(ended.span);
    const waiting = this.#held.keys.filter(({ openSiblings }) => openSiblings.has(spanId));
    const isCall = disposition === 'export';
    // A stock processor's export has to have its verdict soon.
    const canBeSibling = disposition === 'duplicate' || (isCall && ended.onVerdict === undefined);
    const isSibling = waiting.length > 0 && canBeSibling;
    if (isSibling) {
      const sibling = new SiblingSpan(this.#callOf(ended), isCall, waiting.length);
      for (const { siblings } of waiting) siblings.push(sibling);
    }
    for (const each of waiting) {
      each.openSiblings.delete(spanId);
      if (each.openSiblings.size === 0) this.#held.release(each);
    }
    return isSibling;
  }

  #holds(ended: EndedSpan): boolean {
    const { span, ancestry } = ended;
    if (ancestry === undefined || !this.#isEnabled || this.#isClosed) return false;
    try {
      const openSiblings = openSiblingsOf(span, ancestry);
      if (openSiblings === undefined) return false;
      const waiting = { ended, ancestorIds: idsAround(span, ancestry), openSiblings, siblings: [] };
      this.#held.hold(waiting, waiting);
      return true;
    } catch {
      return false; // a span that cannot be read has no known siblings
    }
  }
}

/**
 * Ids of open model spans of other instrumentations that started before the call: in its trace, or in any if it has no parent.
 * `undefined` if there are none, as for most calls.
 */
function openSiblingsOf(span: ReadableSpan, ancestry: SpanAncestry): Set<string> | undefined {
  let ids: Set<string> | undefined;
  for (const other of ancestry.openInOtherScopes(span)) {
    const { traceId, spanId, traceFlags } = other.spanContext();
    if (!isInReach(span, traceId) || !(traceFlags & TraceFlags.SAMPLED)) continue;
    if (!startedBefore(other, span) || !isOpenCall(other)) continue;
    ids ??= new Set();
    ids.add(spanId);
  }
  return ids;
}

const isOpenCall = ({ attributes }: OpenSpan): boolean => attributes !== undefined && isModelCall({ attributes });

function idsAround(span: ReadableSpan, ancestry: SpanAncestry): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const parent of ancestry.ancestorsOf(span)) {
    const { attributes } = parent;
    if (attributes !== undefined && isToolCall({ attributes })) break;
    ids.add(parent.spanContext().spanId);
  }
  return ids;
}

const isInReach = (span: ReadableSpan, traceId: string): boolean =>
  (span.parentSpanContext?.spanId ?? span.parentSpanId) === undefined || span.spanContext().traceId === traceId;

const startedBefore = ({ startTime }: OpenSpan & { readonly startTime?: HrTime }, call: ReadableSpan): boolean =>
  startTime === undefined || toMs(startTime) <= toMs(call.startTime) + skewMs;

/** Clocks of two instrumentations in one process differ by what they round away. */
const skewMs = 2;
