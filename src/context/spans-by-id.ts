import type { OpenSpan } from './span-start';

/** Of all instrumentations together. */
const maxLatest = 5000;

/**
 * The latest spans by their ids, as long as something else holds them: a span has as long as it lives to be found. At least the latest
 * 5,000, at most twice as many: they are dropped all at once, since finding the oldest of a `Map` takes long where others were deleted.
 */
export class SpansById {
  #latest = new Map<string, WeakRef<OpenSpan>>();
  #before: ReadonlyMap<string, WeakRef<OpenSpan>> = new Map();

  constructor(spans: Iterable<OpenSpan>) {
    for (const span of spans) this.add(span);
  }

  add(span: OpenSpan): void {
    this.#latest.set(keyOf(span), new WeakRef(span));
    if (this.#latest.size < maxLatest) return;
    this.#before = this.#latest;
    this.#latest = new Map();
  }

  /** The span with the ids of this one. */
  find(span: Pick<OpenSpan, 'spanContext'>): OpenSpan | undefined {
    const key = keyOf(span);
    return (this.#latest.get(key) ?? this.#before.get(key))?.deref();
  }
}

function keyOf(span: Pick<OpenSpan, 'spanContext'>): string {
  const { traceId, spanId } = span.spanContext();
  return traceId + spanId;
}
