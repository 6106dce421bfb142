/** Seconds and nanoseconds, as every OpenTelemetry SDK keeps a time. */
export type HrTime = readonly [seconds: number, nanoseconds: number];

/** An ended span as SDK 1.x, 2.x and 3.x hand it over. Structural on purpose: an app's SDK is never imported. */
export interface ReadableSpan {
  readonly name: string;
  readonly kind?: number;
  spanContext(): { readonly traceId: string; readonly spanId: string };
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
