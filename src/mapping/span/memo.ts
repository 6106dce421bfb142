import type { Attributes } from './attribute-names';
import type { SpanView } from './span-view';

/** Remembers what was found for the names of a span's attributes, of which many spans share one list. */
export const perNames: <T>(find: (names: readonly string[]) => T) => (names: readonly string[]) => T = perObject;

/** Remembers what was found in a span, for all readers that need it. */
export const perSpan: <T>(read: (span: SpanView) => T) => (span: SpanView) => T = perObject;

/** Remembers what was found in a resource, which all spans of a provider have in common. */
export const perResource: <T>(read: (resource: Attributes) => T) => (resource: Attributes) => T = perObject;

function perObject<Key extends object, T>(find: (key: Key) => T): (key: Key) => T {
  const known = new WeakMap<Key, { readonly value: T }>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before.value;
    const value = find(key);
    known.set(key, { value });
    return value;
  };
}
