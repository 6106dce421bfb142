import type { Config } from '../config/config';
import { contextOf, isSampled } from '../context/ids-of-span';
import { hasContent, isModelCall, isToolCall } from '../mapping';
import type { ReadableSpan } from '../mapping/span/span-view';
import { type EndedSpan, type NearbySpans, nearbyOf } from '../pipeline/ended-call';
import { guarded } from '../runtime/guarded';
import { HoldBuffer } from '../runtime/hold-buffer';
import { isWireSpan } from '../wire/scope';
import type { DeferredCall, EnrichmentWindow } from './enrichment-window';
import type { LogEventStore } from './log-event-store';
import { NestedCalls } from './nested-calls';
import { RecentIds } from './recent-ids';

/** An enclosing span that has not ended by then may never: some instrumentations forget the spans of failed calls. */
const limits = { maxWaitMs: 5000, maxItems: 1000 };

/**
 * Decides which ended spans are model calls and, where a framework and a provider's SDK both make a span of one call, which of the
 * two describes it: the innermost that has content. One whose record left before a span with content ended around it has two: a second
 * record is a smaller loss than the content. A call without content, such as those of Anthropic's own SDK, is deferred while
 * a model span around it is open; what it alone knows goes to the record of the other one. Never throws.
 */
export class SpanClassifier {
  readonly #suppressNested: boolean;
  readonly #logEvents: Pick<LogEventStore, 'hasContent'>;
  readonly #next: Pick<EnrichmentWindow, 'push'>;
  readonly #captureContent: boolean;
  readonly #nested = new NestedCalls((span) => !this.#captureContent || this.#isComplete(span));
  /** Calls whose turn has been: no span inside of them is deferred for them. */
  readonly #ended = new RecentIds();
  /** By the id of the enclosing span. */
  readonly #contentless = new HoldBuffer<string, DeferredCall>(limits, (call) => this.#pass(call));

  /** @param options `suppressNested: false` exports every span of a call */
  constructor(
    { suppressNested, captureContent }: Pick<Config, 'suppressNested' | 'captureContent'>,
    logEvents: Pick<LogEventStore, 'hasContent'>,
    next: Pick<EnrichmentWindow, 'push'>,
  ) {
    this.#suppressNested = suppressNested;
    this.#captureContent = captureContent;
    this.#logEvents = logEvents;
    this.#next = next;
  }

  /** How many calls are deferred. */
  get waiting(): number {
    return this.#contentless.size;
  }

  /** Takes spans in the order of ending. A span is deferred only where the spans around it are known. */
  push(ended: EndedSpan): void {
    const nearby = nearbyOf(ended);
    nearby?.ended(ended.span);
    const isCall = isSampled(contextOf(ended.span)) && isModelCall(ended.span);
    try {
      if (!isCall) this.#pushOther(ended);
      else if (!this.#suppressNested) this.#next.push(ended, 'export');
      else if (nearby === undefined) this.#pass({ ended, around: [] });
      else this.#judge(ended, nearby);
    } catch {
      this.#next.push(ended, isCall ? 'export' : 'ignore'); // no SDK makes such a span, and the app's event loop calls us
    }
  }

  /** For a flush: no call is deferred any longer. */
  release(): void {
    this.#contentless.releaseAll();
  }

  #pushOther(ended: EndedSpan): void {
    if (this.#suppressNested && isSampled(contextOf(ended.span))) this.#nested.encloses(ended.span, false);
    this.#next.push(ended, 'ignore');
  }

  /** @param inside those that it may be about */
  #pass({ ended, around, within }: DeferredCall, inside: readonly DeferredCall[] = []): void {
    const enclosesCall = this.#nested.encloses(ended.span, true);
    this.#next.push(ended, enclosesCall ? 'duplicate' : 'export', { around, inside, within });
  }

  /** Of a call that other model spans may be inside or around. */
  #judge(ended: EndedSpan, nearby: NearbySpans): void {
    const { span } = ended;
    const { spanId } = contextOf(span);
    this.#ended.add(spanId);
    const call = { ended, around: [] };
    const inside = this.#contentless.take(spanId);
    const hasRecordInside = this.#nested.hasContentInside(spanId);
    const isInvolved = inside.length > 0 || (!hasRecordInside && this.#openCallAround(span, nearby) !== undefined);
    if (!isInvolved) {
      this.#pass(call);
      return;
    }
    const isComplete = this.#isComplete(span);
    if (isComplete && !hasRecordInside) this.#pass(call, inside);
    else if (isComplete) {
      for (const other of inside) this.#pass(other); // this span is about the call that has a record
      this.#pass(call);
    } else this.#defer(inside.length === 0 ? [call] : inside, ended, nearby);
  }

  /** A span that was made on the wire has all content that the app allows. */
  #isComplete(span: ReadableSpan): boolean {
    if (isWireSpan(span) || guarded(() => hasContent(span)) !== false) return true;
    const { traceId, spanId } = contextOf(span);
    return this.#logEvents.hasContent(traceId, spanId);
  }

  /** Without content, a span lends what it knows to the calls inside of it. They wait for one that has some, and it with them. */
  #defer(calls: readonly DeferredCall[], ended: EndedSpan, nearby: NearbySpans): void {
    const all = calls.map((call) => (call.ended === ended ? call : { ...call, around: [...call.around, ended] }));
    const enclosing = this.#openCallAround(ended.span, nearby);
    for (const call of all) {
      if (enclosing === undefined) this.#pass(call);
      else this.#contentless.hold(enclosing, { ...call, within: enclosing });
    }
    if (calls.some((call) => call.ended === ended)) return;
    if (enclosing === undefined) this.#nested.encloses(ended.span, true); // for the spans around this one, too
    this.#next.push(ended, 'duplicate');
  }

  /** The id of the nearest model span around it whose turn has not been, unless the run of a tool comes before. */
  #openCallAround(span: object, nearby: NearbySpans): string | undefined {
    for (const parent of nearby.ancestorsOf(span)) {
      const { attributes } = parent;
      if (attributes === undefined) continue;
      if (isToolCall({ attributes })) return undefined;
      const { spanId } = parent.spanContext();
      if (isModelCall({ attributes }) && !this.#ended.has(spanId)) return spanId;
    }
    return undefined;
  }
}
