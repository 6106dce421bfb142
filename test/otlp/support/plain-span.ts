import type { OtlpSpan } from '../../../src/otlp';

/** All that a span says, to be compared. */
export const plainSpan = (span: OtlpSpan) => ({
  name: span.name,
  kind: span.kind,
  context: span.spanContext(),
  parent: span.parentSpanContext,
  parentSpanId: span.parentSpanId,
  startTime: span.startTime,
  endTime: span.endTime,
  duration: span.duration,
  ended: span.ended,
  status: { code: span.status.code, message: span.status.message },
  attributes: span.attributes,
  droppedAttributesCount: span.droppedAttributesCount,
  events: span.events,
  droppedEventsCount: span.droppedEventsCount,
  links: span.links,
  droppedLinksCount: span.droppedLinksCount,
  resource: span.resource.attributes,
  scope: span.instrumentationScope,
});

export type PlainSpan = ReturnType<typeof plainSpan>;
