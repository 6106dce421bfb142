import { type AttributeValue, type Context, SpanKind, type Tracer } from '@opentelemetry/api';
import type { Exchange } from '../exchange';
import { spanAttributes, spanName, spanStatus } from './inference-span';

/**
 * Records an exchange by an OpenTelemetry provider of the app, with the exchange's own times. Nested attribute values are written
 * as JSON strings, as the conventions allow: SDKs before 3.x keep no others.
 * @param context that the call was made in
 */
export function recordByTracer(tracer: Tracer, exchange: Exchange, context: Context, captureContent: boolean): void {
  const attributes = Object.entries(spanAttributes(exchange, captureContent)).map(
    ([name, value]) => [name, isAttributeValue(value) ? value : JSON.stringify(value)] as const,
  );
  const span = tracer.startSpan(
    spanName(exchange),
    { kind: SpanKind.CLIENT, startTime: exchange.startTime, attributes: Object.fromEntries(attributes) },
    context,
  );
  if (exchange.error !== undefined) span.setStatus(spanStatus(exchange));
  span.end(exchange.endTime);
}

const isAttributeValue = (value: unknown): value is AttributeValue =>
  typeof value !== 'object' ||
  (Array.isArray(value) && value.every((each) => typeof each === typeof value[0] && typeof each !== 'object'));
