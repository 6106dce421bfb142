import type { Baggage, Context, Span, SpanContext, TraceFlags } from '@opentelemetry/api';

/*
 * What the API's functions for contexts do. Contexts have their values under symbols that bear the same names in every 1.x version of
 * the API, so that its copies understand each other; with these it need not be loaded, which takes 18 ms of a process's start.
 */

const spanKey = Symbol.for('OpenTelemetry Context Key SPAN');
const baggageKey = Symbol.for('OpenTelemetry Baggage Key');

/** Of the flags of a span, that it is to be exported. */
export const sampledFlag = 1 satisfies TraceFlags.SAMPLED;

/** Immutable, like every context. */
class PlainContext implements Context {
  readonly #values: ReadonlyMap<symbol, unknown>;

  constructor(values: ReadonlyMap<symbol, unknown>) {
    this.#values = values;
  }

  getValue(key: symbol): unknown {
    return this.#values.get(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return new PlainContext(new Map([...this.#values, [key, value]]));
  }

  deleteValue(key: symbol): Context {
    return new PlainContext(new Map([...this.#values].filter(([each]) => each !== key)));
  }
}

/** Where no other context is active. */
export const rootContext: Context = new PlainContext(new Map());

export const spanIn = (context: Context): Span | undefined =>
  (context.getValue(spanKey) as Span | undefined) || undefined;

export const baggageIn = (context: Context): Baggage | undefined =>
  (context.getValue(baggageKey) as Baggage | undefined) || undefined;

/** The parent of a span that starts in the context. An invalid one is none: it is active where an app has a context manager alone. */
export function parentIn(context: Context): SpanContext | undefined {
  const parent = spanIn(context)?.spanContext();
  return parent !== undefined && isId(parent.traceId, 32) && isId(parent.spanId, 16) ? parent : undefined;
}

const isId = (id: unknown, digits: number): boolean =>
  typeof id === 'string' && id.length === digits && /^[\da-f]+$/i.test(id) && !/^0+$/.test(id);
