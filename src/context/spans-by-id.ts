import type { OpenSpan } from './span-start';

/** Of all instrumentations together. */
const maxSpans = 10_000;

/** The latest spans by their ids, as long as something else holds them: a span has as long as it lives to be found. */
export class SpansById {
  readonly #spans = new Map<string, WeakRef<OpenSpan>>();

  constructor(spans: Iterable<OpenSpan>) {
    for (const span of spans) this.add(span);
  }

  add(span: OpenSpan): void {
    this.#spans.set(keyOf(span), new WeakRef(span));
    if (this.#spans.size <= maxSpans) return;
    const [oldest] = this.#spans.keys();
    if (oldest !== undefined) this.#spans.delete(oldest);
  }

  /** The span with the ids of this one. */
  find(span: Pick<OpenSpan, 'spanContext'>): OpenSpan | undefined {
    return this.#spans.get(keyOf(span))?.deref();
  }
}

function keyOf(span: Pick<OpenSpan, 'spanContext'>): string {
  const { traceId, spanId } = span.spanContext();
  return traceId + spanId;
}
