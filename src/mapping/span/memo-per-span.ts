import type { SpanView } from './span-view';

/** What several readers need of a span is read once for all of them. */
export function perSpan<T>(read: (span: SpanView) => T): (span: SpanView) => T {
  const known = new WeakMap<SpanView, { readonly value: T }>();
  return (span) => {
    const before = known.get(span);
    if (before !== undefined) return before.value;
    const value = read(span);
    known.set(span, { value });
    return value;
  };
}
