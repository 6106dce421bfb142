import { type Attributes, namesOf } from './attribute-names';
import { attributesOf, type Resource } from './resource-attributes';

/** Seconds and nanoseconds, as every OpenTelemetry SDK keeps a time. */
export type HrTime = readonly [seconds: number, nanoseconds: number];

/** An ended span as SDK 1.x, 2.x and 3.x give it to exporters. Structural on purpose: an app's SDK is never imported. */
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
  /** Values may be nested in SDK 3.x; in the others they are primitives and arrays of one type. */
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly SpanEvent[];
  readonly resource?: Resource | undefined;
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

/** A log event that belongs to a span: some instrumentations put message content there instead of on the span. */
export interface LogEvent {
  /** `eventName` of the record, or its older spelling, the attribute `event.name`. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** A span as readers see it: one shape for all SDKs, each member of the type it should have. Made anew for each mapping. */
export interface SpanView {
  readonly name: string;
  /** Empty if it has none that is valid; the same holds for the span's. */
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly status: { readonly code: number; readonly message: string | undefined };
  readonly attributes: Attributes;
  /** The names of the attributes: the same list for all spans with the same names in the same order. */
  readonly names: readonly string[];
  readonly events: readonly SpanEvent[];
  readonly logs: readonly LogEvent[];
  readonly resource: Attributes;
  readonly scope: Scope | undefined;
  readonly droppedAttributes: number;
  /** Set if conversations and tools may be copied as JSON, unparsed. */
  readonly spliceLimits: SpliceLimits | undefined;
  /** Set by readers that had to work with a cut value. */
  truncated: boolean;
}

/** Whether it is an invalid id of OpenTelemetry: spans have it where there is a context manager and no tracer provider. */
export const isNoId = (id: unknown): boolean => id === '0000000000000000' || id === '00000000000000000000000000000000';

export interface SpliceLimits {
  /** A longer list is not worth the time: its record will be shortened. */
  readonly maxChars: number;
  readonly maxMediaBytes: number;
}

/**
 * The event of the conventions v1.37 and newer, as a log event or on the span, that has the attributes of its span, content
 * included. There may be several partial ones.
 */
export const detailsEvent = 'gen_ai.client.inference.operation.details';

/** @param overrides attributes that win over the span's own */
export function viewOf(
  span: ReadableSpan,
  logs: readonly LogEvent[] = [],
  overrides?: Attributes,
  spliceLimits?: SpliceLimits,
): SpanView {
  const { traceId, spanId } = span.spanContext();
  const parentSpanId = span.parentSpanContext?.spanId ?? span.parentSpanId;
  const scope = span.instrumentationScope ?? span.instrumentationLibrary;
  const events = Array.isArray(span.events) ? span.events : [];
  const details = events.length === 0 && logs.length === 0 ? undefined : detailsIn([...events, ...logs]);
  const own = span.attributes ?? {};
  const attributes = details === undefined && overrides === undefined ? own : { ...details, ...own, ...overrides };
  return {
    name: textOr(span.name, 'unknown'),
    traceId: isNoId(traceId) ? '' : textOr(traceId, ''),
    spanId: isNoId(spanId) ? '' : textOr(spanId, ''),
    parentSpanId: isNoId(parentSpanId) ? undefined : textOr(parentSpanId, '') || undefined,
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
    resource: attributesOf(span.resource),
    scope: typeof scope?.name === 'string' ? scope : undefined,
    droppedAttributes: typeof span.droppedAttributesCount === 'number' ? span.droppedAttributesCount : 0,
    spliceLimits,
    truncated: false,
  };
}

/** The attributes in details events; those of later events win. */
function detailsIn(events: readonly (SpanEvent | LogEvent)[]): Attributes | undefined {
  let found: Record<string, unknown> | undefined;
  for (const event of events) {
    if (event?.name !== detailsEvent) continue;
    for (const [name, value] of Object.entries(event.attributes ?? {})) {
      if (name === 'event.name' || isContentOfDetails(name)) continue;
      found ??= {};
      found[name] = value;
    }
  }
  return found;
}

/** Readers put the content of several events together, instead of taking the last. */
const isContentOfDetails = (name: string): boolean =>
  name === 'gen_ai.input.messages' || name === 'gen_ai.output.messages';

const textOr = (value: unknown, fallback: string): string => (typeof value === 'string' ? value : fallback);

const timeOr = (value: HrTime | undefined, fallback: HrTime): HrTime =>
  Array.isArray(value) && isTime(value[0]) && isTime(value[1]) ? (value as HrTime) : fallback;

const isTime = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER / 1000;

/** Milliseconds since the epoch, fractional. */
export const toMs = ([seconds, nanoseconds]: HrTime): number => seconds * 1e3 + nanoseconds / 1e6;

/** Clocks of two instrumentations in one process differ by what they round away. */
export const skewMs = 2;

/** Milliseconds between two times. Subtracts before it scales, so that no nanosecond is rounded away. */
export const msBetween = (start: HrTime, end: HrTime): number =>
  Math.max(0, (end[0] - start[0]) * 1e3 + (end[1] - start[1]) / 1e6);
