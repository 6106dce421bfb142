import type { AttributeValue, Context, SpanStatus, Tracer } from '@opentelemetry/api';
import type { Json } from '../../json/json';
import { withoutSecrets } from '../../privacy/without-secrets';
import type { Exchange } from '../exchange';
import { clientKind, spanAttributes, spanName, spanStatus } from './inference-span';

/**
 * Records an exchange by an OpenTelemetry provider of the app, with the exchange's own times, and without the secrets in its
 * parameters, tools and error, which the provider's exporters do not take out. Nested attribute values are written
 * as JSON strings, as the conventions allow: SDKs before 3.x keep no others.
 * @param context that the call was made in
 */
export function recordByTracer(tracer: Tracer, exchange: Exchange, context: Context, captureContent: boolean): void {
  const attributes = Object.entries(spanAttributes(exchange, captureContent)).map(([name, value]) => {
    const clean = isSaid(name) ? value : withoutSecrets(value as Json, name);
    return [name, isAttributeValue(clean) ? clean : JSON.stringify(clean)] as const;
  });
  const span = tracer.startSpan(
    spanName(exchange, captureContent),
    { kind: clientKind, startTime: exchange.startTime, attributes: Object.fromEntries(attributes) },
    context,
  );
  if (exchange.error !== undefined) span.setStatus(cleanStatus(spanStatus(exchange, captureContent)));
  span.end(exchange.endTime);
}

/** Content is the app's own, whatever it holds. */
const isSaid = (name: string): boolean =>
  /^gen_ai\.(?:(?:input|output)\.messages|system_instructions|prompt\.variable\..+)$/.test(name);

const cleanStatus = ({ code, message }: SpanStatus): SpanStatus =>
  message === undefined ? { code } : { code, message: withoutSecrets(message) };

const isAttributeValue = (value: unknown): value is AttributeValue =>
  typeof value !== 'object' ||
  (Array.isArray(value) && value.every((each) => typeof each === typeof value[0] && typeof each !== 'object'));
