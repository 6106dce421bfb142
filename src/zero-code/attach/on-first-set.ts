/**
 * Calls `seen` with what `target[key]` holds, or else with the first value that it is given. Until then the property is an
 * accessor that reads as `undefined`; afterwards it is the plain one that it would have been without us.
 * @throws TypeError when the target does not take an accessor, as a frozen object does not
 */
export function onFirstSet(target: object, key: PropertyKey, seen: (value: unknown) => void): void {
  const held: unknown = Reflect.get(target, key);
  if (held !== undefined && held !== null) {
    seen(held);
    return;
  }
  Object.defineProperty(target, key, {
    configurable: true,
    enumerable: false,
    get: () => undefined,
    set(value: unknown) {
      Object.defineProperty(target, key, { configurable: true, enumerable: true, writable: true, value });
      seen(value);
    },
  });
}
