import { TraceFlags } from '@opentelemetry/api';
import { contextOf } from '../context/ids-of-span';
import type { SpanAncestry } from '../context/span-ancestry';
import { hasContent, isModelCall, isToolCall } from '../mapping';
import type { Disposition, EndedSpan } from '../pipeline/ended-call';
import { guarded } from '../runtime/guarded';
import { HoldBuffer } from '../runtime/hold-buffer';
import { isWireSpan } from '../wire/scope';
import type { EnrichmentWindow } from './enrichment-window';
import type { LogEventStore } from './log-event-store';
import { NestedCalls } from './nested-calls';

/** An enclosing span that has not ended by then may never: some instrumentations forget the spans of failed calls. */
const limits = { maxWaitMs: 5000, maxItems: 1000 };

/**
 * Decides which ended spans are model calls and, where a framework and a provider's SDK both make a span of one call, which of the
 * two describes it: the innermost that has content. A call without content, such as those of Anthropic's own SDK, is deferred while
 * a model span around it is open. Never throws.
 */
export class SpanClassifier {
  readonly #suppressNested: boolean;
  readonly #logEvents: Pick<LogEventStore, 'has'>;
  readonly #next: Pick<EnrichmentWindow, 'push'>;
  readonly #nested = new NestedCalls();
  /** By the id of the enclosing span. */
  readonly #contentless = new HoldBuffer<string, EndedSpan>(limits, (ended) => this.#reclassify(ended));

  /** @param suppressNested `false` exports every span of a call */
  constructor(suppressNested: boolean, logEvents: Pick<LogEventStore, 'has'>, next: Pick<EnrichmentWindow, 'push'>) {
    this.#suppressNested = suppressNested;
    this.#logEvents = logEvents;
    this.#next = next;
  }

  /** How many calls are deferred. */
  get waiting(): number {
    return this.#contentless.size;
  }

  /**
   * Takes spans in the order of ending. A span is deferred only with an ancestry, which knows the spans still open around it.
   * @returns whether a verdict follows; `false` if the span is no call, a duplicate, or deferred
   */
  push(ended: EndedSpan): boolean {
    ended.ancestry?.ended(ended.span);
    if (!isSampled(ended)) return false;
    const disposition = this.#classify(ended);
    return disposition !== 'defer' && this.#next.push(ended, disposition);
  }

  /** For a flush: no call is deferred any longer. */
  release(): void {
    this.#contentless.releaseAll();
  }

  #classify(ended: EndedSpan): Disposition {
    const { span, ancestry } = ended;
    const isCall = isModelCall(span);
    try {
      if (!this.#suppressNested) return isCall ? 'export' : 'ignore';
      return (isCall && ancestry && this.#amongEnclosing(ended, ancestry)) || this.#byItself(ended, isCall);
    } catch {
      return isCall ? 'export' : 'ignore'; // no SDK makes such a span, and the app's event loop calls us
    }
  }

  #reclassify(ended: EndedSpan): void {
    this.#next.push(ended, this.#byItself(ended, true));
  }

  /** Of a call with other model spans inside or around it; `undefined` if those decide nothing. */
  #amongEnclosing(ended: EndedSpan, ancestry: SpanAncestry): Disposition | undefined {
    const { span } = ended;
    const { traceId, spanId } = contextOf(span);
    // A span that was made on the wire has all content that the app allows.
    const isComplete = (): boolean =>
      isWireSpan(span) || guarded(() => hasContent(span)) !== false || this.#logEvents.has(traceId, spanId);
    const inner = this.#contentless.take(spanId);
    if (inner.length > 0 && !isComplete()) {
      for (const call of inner) this.#reclassify(call);
      this.#nested.encloses(span, true); // for the spans around this one, too
      return 'duplicate';
    }
    for (const call of inner) this.#next.push(call, 'duplicate');
    const enclosing = enclosingCall(ancestry, span);
    if (enclosing === undefined || this.#nested.hasInside(spanId) || isComplete()) return undefined;
    this.#contentless.hold(enclosing, ended);
    return 'defer';
  }

  #byItself({ span }: EndedSpan, isCall: boolean): Disposition {
    const enclosesCall = this.#nested.encloses(span, isCall);
    if (!isCall) return 'ignore';
    return enclosesCall ? 'duplicate' : 'export';
  }
}

/** The id of the nearest open model span around it, unless the run of a tool comes before. */
function enclosingCall(ancestry: SpanAncestry, span: object): string | undefined {
  for (const parent of ancestry.ancestorsOf(span)) {
    const { attributes } = parent;
    if (attributes === undefined) continue;
    if (isToolCall({ attributes })) return undefined;
    if (isModelCall({ attributes })) return parent.spanContext().spanId;
  }
  return undefined;
}

/** Exporters get no others (the specification of samplers). */
function isSampled({ span }: EndedSpan): boolean {
  const { traceFlags = TraceFlags.SAMPLED } = contextOf(span);
  return (traceFlags & TraceFlags.SAMPLED) !== 0;
}
