import { eventId, uuidOf } from '../mapping/record/ids';

/** A span of OpenTelemetry, open or ended. */
export interface IdentifiedSpan {
  spanContext(): { readonly traceId: string; readonly spanId: string };
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/**
 * The `event_id` of the event that becomes of a span, for feedback that is given later. It is known as soon as the span has begun, and is
 * the same in every process. A span that becomes no event of its own has one, too.
 */
export function eventIdOf(span: IdentifiedSpan): string {
  const own = span.attributes?.['honeyhive.event_id'];
  const { traceId, spanId } = span.spanContext();
  return typeof own === 'string' && own !== '' ? uuidOf(own) : eventId(traceId, spanId);
}
