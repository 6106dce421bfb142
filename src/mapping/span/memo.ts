import type { SpanView } from './span-view';

/** Instrumentations have few names for their attributes; an app that makes names up must not fill the memory. */
const maxNames = 5000;
const maxNameLength = 200;

/** Remembers what was found for the name of an attribute, which comes again with every span. */
export function perName<T extends object | null>(find: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const found = find(name);
    if (name.length > maxNameLength) return found;
    if (known.size >= maxNames) known.clear();
    known.set(name, found);
    return found;
  };
}

/** Remembers what was found for the names of a span's attributes, of which many spans share one list. */
export const perNames: <T>(find: (names: readonly string[]) => T) => (names: readonly string[]) => T = perObject;

/** Remembers what was found in a span, for all readers that need it. */
export const perSpan: <T>(read: (span: SpanView) => T) => (span: SpanView) => T = perObject;

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
