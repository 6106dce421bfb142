import { randomBytes } from 'node:crypto';
import {
  type Attributes,
  type AttributeValue,
  type Context,
  context,
  type Exception,
  type Link,
  type Span,
  type SpanContext,
  type SpanOptions,
  type SpanStatus,
  SpanStatusCode,
  type TimeInput,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { scopeName } from '../registry';

/** Seconds and nanoseconds, as every OpenTelemetry SDK keeps a time. */
type HrTime = readonly [seconds: number, nanoseconds: number];

/** An ended span, in the shape that SDK 2.x and 3.x hand to their exporters. */
export interface EndedSpan {
  readonly name: string;
  readonly kind: number;
  spanContext(): SpanContext;
  readonly parentSpanContext?: SpanContext | undefined;
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly status: SpanStatus;
  /** Nested values stay as they were given. */
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly links: readonly Link[];
  readonly events: readonly SpanEvent[];
  readonly resource: { readonly attributes: Readonly<Record<string, unknown>> };
  readonly instrumentationScope: { readonly name: string; readonly version: string };
}

export interface SpanEvent {
  readonly name: string;
  readonly time: HrTime;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface TracerOptions {
  readonly version: string;
  readonly resourceAttributes: Readonly<Record<string, unknown>>;
  /** Called once for each span, when it ends, with the context that it started in. Must not throw. */
  readonly onEnd: (span: EndedSpan, parent: Context) => void;
}

/**
 * A tracer of our own, so that no provider has to be registered: claiming the OpenTelemetry global would silence an app that
 * brings its own. Every span is recorded, whatever its parent's sampling says: it is the record of a call, not a sample of it.
 */
export function createTracer({ version, resourceAttributes, onEnd }: TracerOptions): Tracer {
  const origin = {
    resource: { attributes: resourceAttributes },
    instrumentationScope: { name: scopeName, version },
  };
  const startSpan = (name: string, options: SpanOptions = {}, parent: Context = context.active()): Span =>
    new RecordedSpan(name, options, options.root === true ? undefined : trace.getSpanContext(parent), (span) =>
      onEnd({ ...span, ...origin }, parent),
    );
  return { startSpan, startActiveSpan: activeWith(startSpan) };
}

/** Adds what `startActiveSpan` does over `startSpan`, with its optional arguments in the middle. */
function activeWith(startSpan: Tracer['startSpan']): Tracer['startActiveSpan'] {
  return <F extends (span: Span) => unknown>(name: string, ...rest: readonly unknown[]): ReturnType<F> => {
    const run = rest.at(-1) as F;
    const options = rest.length > 1 ? (rest[0] as SpanOptions) : {};
    const parent = rest.length > 2 ? (rest[1] as Context) : context.active();
    const span = startSpan(name, options, parent);
    return context.with(trace.setSpan(parent, span), () => run(span)) as ReturnType<F>;
  };
}

class RecordedSpan implements Span {
  readonly #context: SpanContext;
  readonly #parent: SpanContext | undefined;
  readonly #kind: number;
  readonly #startTime: HrTime;
  readonly #attributes: Record<string, unknown>;
  readonly #links: Link[];
  readonly #events: SpanEvent[] = [];
  readonly #onEnd: (span: Omit<EndedSpan, 'resource' | 'instrumentationScope'>) => void;
  #name: string;
  #status: SpanStatus = { code: SpanStatusCode.UNSET };
  #ended = false;

  constructor(
    name: string,
    options: SpanOptions,
    parent: SpanContext | undefined,
    onEnd: (span: Omit<EndedSpan, 'resource' | 'instrumentationScope'>) => void,
  ) {
    this.#name = name;
    this.#kind = options.kind ?? 0;
    this.#parent = parent;
    this.#context = {
      traceId: parent?.traceId ?? randomId(16),
      spanId: randomId(8),
      traceFlags: TraceFlags.SAMPLED,
    };
    this.#startTime = toHrTime(options.startTime);
    this.#attributes = { ...options.attributes };
    this.#links = [...(options.links ?? [])];
    this.#onEnd = onEnd;
  }

  spanContext(): SpanContext {
    return this.#context;
  }

  setAttribute(key: string, value: AttributeValue): this {
    if (!this.#ended) this.#attributes[key] = value;
    return this;
  }

  setAttributes(attributes: Attributes): this {
    if (!this.#ended) Object.assign(this.#attributes, attributes);
    return this;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    const timed = isTime(attributesOrTime);
    if (!this.#ended) {
      this.#events.push({
        name,
        time: toHrTime(timed ? attributesOrTime : time),
        attributes: timed ? {} : { ...attributesOrTime },
      });
    }
    return this;
  }

  addLink(link: Link): this {
    return this.addLinks([link]);
  }

  addLinks(links: Link[]): this {
    if (!this.#ended) this.#links.push(...links);
    return this;
  }

  setStatus(status: SpanStatus): this {
    if (!this.#ended) this.#status = { ...status };
    return this;
  }

  updateName(name: string): this {
    if (!this.#ended) this.#name = name;
    return this;
  }

  isRecording(): boolean {
    return !this.#ended;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    const error = typeof exception === 'string' ? { message: exception } : exception;
    this.addEvent('exception', { ...exceptionAttributes(error) }, time);
  }

  end(endTime?: TimeInput): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#onEnd({
      name: this.#name,
      kind: this.#kind,
      spanContext: () => this.#context,
      parentSpanContext: this.#parent,
      startTime: this.#startTime,
      endTime: toHrTime(endTime),
      status: this.#status,
      attributes: this.#attributes,
      links: this.#links,
      events: this.#events,
    });
  }
}

function exceptionAttributes(error: {
  name?: unknown;
  code?: unknown;
  message?: unknown;
  stack?: unknown;
}): Attributes {
  const type = error.code ?? error.name;
  return {
    ...(type === undefined ? {} : { 'exception.type': String(type) }),
    ...(error.message === undefined ? {} : { 'exception.message': String(error.message) }),
    ...(error.stack === undefined ? {} : { 'exception.stacktrace': String(error.stack) }),
  };
}

const randomId = (bytes: number): string => randomBytes(bytes).toString('hex');

const isTime = (value: Attributes | TimeInput | undefined): value is TimeInput =>
  typeof value === 'number' || Array.isArray(value) || value instanceof Date;

/** A number is milliseconds since the epoch. */
function toHrTime(time: TimeInput = Date.now()): HrTime {
  if (Array.isArray(time)) return time;
  const milliseconds = time instanceof Date ? time.getTime() : time;
  const seconds = Math.floor(milliseconds / 1000);
  const nanoseconds = Math.round((milliseconds - seconds * 1000) * 1e6);
  return nanoseconds === 1e9 ? [seconds + 1, 0] : [seconds, nanoseconds];
}
