import { randomBytes } from 'node:crypto';
import type { Context, SpanContext, SpanStatus } from '@opentelemetry/api';
import { parentIn, sampledFlag } from '../../runtime/otel/context';
import type { Exchange } from '../exchange';
import { scopeName } from '../scope';
import { clientKind, spanAttributes, spanName, spanStatus } from './inference-span';

/** Seconds and nanoseconds, as every OpenTelemetry SDK keeps a time. */
type HrTime = readonly [seconds: number, nanoseconds: number];

/** An ended span, in the shape that SDK 2.x and 3.x hand to their exporters. */
export interface EndedSpan {
  readonly name: string;
  readonly kind: number;
  spanContext(): SpanContext;
  readonly parentSpanContext: SpanContext | undefined;
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly status: SpanStatus;
  /** Nested values stay as they are. */
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly links: readonly [];
  readonly events: readonly [];
  readonly resource: { readonly attributes: Readonly<Record<string, unknown>> };
  readonly instrumentationScope: { readonly name: string; readonly version: string };
}

/** The process that a span was made in. */
export interface SpanOrigin {
  /** Of this package. */
  readonly version: string;
  /** Read for each span: the app's provider may be registered later. */
  readonly resourceAttributes: Readonly<Record<string, unknown>>;
}

/**
 * An exchange as an ended span. It needs no tracer provider: registering one would replace the app's own. It says that it is
 * sampled, whether its parent is or not: a sampler of the app, if there is one, is asked by the listener.
 * @param context that the call was made in; a span there is the parent
 */
export function endedSpan(
  exchange: Exchange,
  context: Context,
  { version, resourceAttributes }: SpanOrigin,
  captureContent: boolean,
): EndedSpan {
  const parent = parentIn(context);
  const spanContext: SpanContext = {
    traceId: parent?.traceId ?? randomId(16),
    spanId: randomId(8),
    traceFlags: sampledFlag,
  };
  return {
    name: spanName(exchange, captureContent),
    kind: clientKind,
    spanContext: () => spanContext,
    parentSpanContext: parent,
    startTime: toHrTime(exchange.startTime),
    endTime: toHrTime(exchange.endTime),
    status: spanStatus(exchange, captureContent),
    attributes: spanAttributes(exchange, captureContent),
    links: [],
    events: [],
    resource: { attributes: resourceAttributes },
    instrumentationScope: { name: scopeName, version },
  };
}

const randomId = (bytes: number): string => randomBytes(bytes).toString('hex');

/** @param time milliseconds since the epoch, fractional */
function toHrTime(time: number): HrTime {
  const seconds = Math.floor(time / 1000);
  const nanoseconds = Math.round((time - seconds * 1000) * 1e6);
  return nanoseconds === 1e9 ? [seconds + 1, 0] : [seconds, nanoseconds];
}
