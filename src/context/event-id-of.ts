import { eventId, uuidOf } from '../mapping/record/ids';

/** A span of OpenTelemetry, open or ended. */
export interface IdentifiedSpan {
  spanContext(): { readonly traceId: string; readonly spanId: string };
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/**
 * The `event_id` of the event that becomes of a span, for feedback that is given later. It is known as soon as the span has begun, and is
 * the same in every process. A span that becomes no event of its own has one, too.
 * @throws TypeError if it is given no span
 */
export function eventIdOf(span: IdentifiedSpan): string {
  if (typeof span?.spanContext !== 'function') throw new TypeError('eventIdOf needs a span of OpenTelemetry.');
  const said = names.map((name) => span.attributes?.[name]).find(isSaid);
  const { traceId, spanId } = span.spanContext();
  return said === undefined ? eventId(traceId, spanId) : uuidOf(String(said));
}

/** As the dialects of HoneyHive read them, in their order. */
const names = ['honeyhive.event_id', 'honeyhive_event_id'];

const isSaid = (value: unknown): boolean =>
  typeof value === 'string' ? value !== '' : typeof value === 'bigint' || Number.isFinite(value);
