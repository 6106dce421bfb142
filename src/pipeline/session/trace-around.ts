import { contextOf } from '../../context/ids-of-span';
import { isModelCall } from '../../mapping';
import { boundedName } from '../../mapping/read/bounded-name';
import type { ReadableSpan } from '../../mapping/span/span-view';
import { isNoId } from '../../mapping/span/span-view';
import { guarded } from '../../runtime/guarded';
import type { TraceAround } from '../../session/session-of';
import { isWireSpan } from '../../wire/scope';
import { type EndedSpan, type EndedStep, nearbyOf } from '../ended-call';

/** What may be known of a span around a call: one that is not recorded, or is in another process, has ids alone. */
type Around = Partial<Pick<ReadableSpan, 'attributes' | 'name' | 'parentSpanId' | 'parentSpanContext'>>;

/**
 * The trace of the spans of one call, if it has more than these: a span of the app around them, or a parent in another process.
 * Two of them may be in different traces, since an instrumentation need not make its span the active one: that of the app's own
 * instrumentation then goes before that of the observed request.
 */
export function traceAround(spans: readonly EndedSpan[]): TraceAround | undefined {
  const own = spans.filter(({ span }) => !isWireSpan(span));
  const observed = spans.filter(({ span }) => isWireSpan(span));
  for (const ended of [...own, ...observed]) {
    const found = guarded(() => traceOf(ended));
    if (found !== undefined) return found;
  }
  return undefined;
}

function traceOf(ended: EndedSpan): TraceAround | undefined {
  const { span } = ended;
  const { traceId } = contextOf(span);
  if (traceId === '' || isNoId(traceId)) return undefined;
  let outermost: Around = span;
  const step = 'step' in ended ? (ended as EndedStep) : undefined;
  let isInside = step?.isLeaf === false;
  let name = step && boundedName(span.name);
  for (const around of (nearbyOf(ended)?.ancestorsOf(span) ?? []) as Iterable<Around>) {
    outermost = around;
    if (isModelCall({ attributes: around.attributes ?? {} })) continue;
    isInside = true;
    if (typeof around.name === 'string') name = boundedName(around.name);
  }
  const { parentSpanContext, parentSpanId = parentSpanContext?.spanId } = outermost;
  const hasParent = parentSpanId !== undefined && parentSpanId !== '' && !isNoId(parentSpanId);
  if (isInside || hasParent) return { id: traceId, name };
  return step && { id: traceId, name, isAlone: true };
}
