/** A copy of an object whose reads throw, at any depth, from a certain one on. */
export interface Throwing<T> {
  readonly object: T;
  /** How often something of it was read. */
  reads(): number;
}

/** @param place of the first read that throws, counted from 1. @param times how many reads throw from there on */
export function throwingAt<T extends object>(target: T, place: number, times: number): Throwing<T> {
  let reads = 0;
  const count = (): void => {
    reads += 1;
    if (reads >= place && reads < place + times) throw new Error('a getter');
  };
  const wrap = (value: unknown): unknown => {
    if (typeof value === 'function') return (...args: unknown[]) => wrap(Reflect.apply(value, target, args));
    if (typeof value !== 'object' || value === null) return value;
    // Of a copy, since a proxy must show the members of a frozen object as they are.
    const copy = Array.isArray(value) ? [...value] : { ...value };
    return new Proxy(copy, {
      get: (object, key) => {
        count();
        return wrap(Reflect.get(object, key));
      },
      has: (object, key) => {
        count();
        return Reflect.has(object, key);
      },
      ownKeys: (object) => {
        count();
        return Reflect.ownKeys(object);
      },
    });
  };
  return { object: wrap(target) as T, reads: () => reads };
}
