import type { Attributes } from './span';

/** An app has few kinds of model spans, and each of them sets its attributes in the same order every time. */
const maxKnown = 16;
const maxNames = 1000;
/** The latest used are in front. */
const known: (readonly string[])[] = [];

/** The names of the attributes, in their order: the same list for all spans of a kind, so that what it leads to can be kept. */
export function namesOf(attributes: Attributes): readonly string[] {
  const names = Object.keys(attributes);
  for (let place = 0; place < known.length; place += 1) {
    const list = known[place] as readonly string[];
    if (!isSame(list, names)) continue;
    if (place > 0) known.unshift(...known.splice(place, 1));
    return list;
  }
  if (names.length <= maxNames && known.unshift(names) > maxKnown) known.pop();
  return names;
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  if (one.length !== other.length) return false;
  for (let place = 0; place < one.length; place += 1) if (one[place] !== other[place]) return false;
  return true;
}

/** Remembers what was found out about a list of names. */
export function byNames<T extends object>(find: (names: readonly string[]) => T): (names: readonly string[]) => T {
  const found = new WeakMap<readonly string[], T>();
  return (names) => {
    const before = found.get(names);
    if (before !== undefined) return before;
    const now = find(names);
    found.set(names, now);
    return now;
  };
}
