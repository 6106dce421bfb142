import type { TranscriptLimits } from '../splice/spliced-conversation';
import { type Attributes, namesOf } from './attribute-names';

/** Seconds and nanoseconds, as every OpenTelemetry SDK keeps a time. */
export type HrTime = readonly [seconds: number, nanoseconds: number];

/** An ended span as SDK 1.x, 2.x and 3.x hand it over. Structural on purpose: an app's SDK is never imported. */
export interface ReadableSpan {
  readonly name: string;
  readonly kind?: number;
  spanContext(): { readonly traceId: string; readonly spanId: string; readonly traceFlags?: number };
  /** SDK 1.x. */
  readonly parentSpanId?: string | undefined;
  /** SDK 2.x and 3.x. */
  readonly parentSpanContext?: { readonly spanId: string } | undefined;
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly status: { readonly code: number; readonly message?: string | undefined };
  /** SDK 3.x hands over nested values; the others primitives and arrays of one kind. */
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly SpanEvent[];
  readonly resource?: { readonly attributes: Readonly<Record<string, unknown>> } | undefined;
  /** SDK 2.x and 3.x. */
  readonly instrumentationScope?: Scope | undefined;
  /** SDK 1.x. */
  readonly instrumentationLibrary?: Scope | undefined;
  readonly droppedAttributesCount?: number;
}

export interface SpanEvent {
  readonly name: string;
  readonly time?: HrTime;
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
}

export interface Scope {
  readonly name: string;
  readonly version?: string | undefined;
}

/** A log event that belongs to a span: message content that an instrumentation does not put on the span itself. */
export interface LogEvent {
  /** `eventName` of the record, or its older spelling, the attribute `event.name`. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** A span as readers see it: one shape for all SDKs, every member of its type. Made anew for each mapping. */
export interface SpanView {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly status: { readonly code: number; readonly message: string | undefined };
  readonly attributes: Attributes;
  /** Of the attributes: the same list for all spans of a kind. */
  readonly names: readonly string[];
  readonly events: readonly SpanEvent[];
  readonly logs: readonly LogEvent[];
  readonly resource: Attributes;
  readonly scope: Scope | undefined;
  readonly droppedAttributes: number;
  /** Set if conversations may be copied as JSON. */
  readonly transcribes: TranscriptLimits | undefined;
  /** Set by readers that had to work with a cut value. */
  truncated: boolean;
}

/**
 * The event of v1.37 and newer, a log event or one of the span, that carries the attributes of its span, content included; there
 * may be several partial ones.
 */
export const detailsEvent = 'gen_ai.client.inference.operation.details';

/** @param over attributes that win over the span's own */
export function viewOf(
  span: ReadableSpan,
  logs: readonly LogEvent[] = [],
  over?: Attributes,
  transcribes?: TranscriptLimits,
): SpanView {
  const { traceId, spanId } = span.spanContext();
  const scope = span.instrumentationScope ?? span.instrumentationLibrary;
  const events = Array.isArray(span.events) ? span.events : [];
  const attributes = merged(span.attributes ?? {}, [events, logs], over);
  return {
    name: textOr(span.name, 'unknown'),
    traceId: textOr(traceId, ''),
    spanId: textOr(spanId, ''),
    parentSpanId: textOr(span.parentSpanContext?.spanId ?? span.parentSpanId, '') || undefined,
    startTime: timeOr(span.startTime, [0, 0]),
    endTime: timeOr(span.endTime, timeOr(span.startTime, [0, 0])),
    status: {
      code: span.status?.code === 2 ? 2 : 0,
      message: textOr(span.status?.message, '') || undefined,
    },
    attributes,
    names: namesOf(attributes),
    events,
    logs,
    resource: span.resource?.attributes ?? {},
    scope: typeof scope?.name === 'string' ? scope : undefined,
    droppedAttributes: typeof span.droppedAttributesCount === 'number' ? span.droppedAttributesCount : 0,
    transcribes,
    truncated: false,
  };
}

function merged(
  own: Attributes,
  sources: readonly (readonly (SpanEvent | LogEvent)[])[],
  over: Attributes | undefined,
): Attributes {
  let under: Record<string, unknown> | undefined;
  for (const events of sources) {
    for (const event of events) {
      if (event?.name !== detailsEvent) continue;
      const said = event.attributes ?? {};
      for (const key of Object.keys(said)) {
        if (key === 'event.name' || isContentOfDetails(key)) continue;
        under ??= {};
        under[key] = said[key];
      }
    }
  }
  return under === undefined && over === undefined ? own : { ...under, ...own, ...over };
}

/** Content of several events is put together by the readers, and not the last one taken. */
const isContentOfDetails = (key: string): boolean =>
  key === 'gen_ai.input.messages' || key === 'gen_ai.output.messages';

const textOr = (value: unknown, fallback: string): string => (typeof value === 'string' ? value : fallback);

const timeOr = (value: HrTime | undefined, fallback: HrTime): HrTime =>
  Array.isArray(value) && isTime(value[0]) && isTime(value[1]) ? (value as HrTime) : fallback;

const isTime = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER / 1000;

/** Milliseconds since the epoch, fractional. */
export const toMs = ([seconds, nanoseconds]: HrTime): number => seconds * 1e3 + nanoseconds / 1e6;

/** Milliseconds between two times. The difference is taken before the scale, so that no nanosecond is rounded away. */
export const msBetween = (start: HrTime, end: HrTime): number =>
  Math.max(0, (end[0] - start[0]) * 1e3 + (end[1] - start[1]) / 1e6);
