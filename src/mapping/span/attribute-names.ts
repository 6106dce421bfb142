export type Attributes = Readonly<Record<string, unknown>>;

/** An app has few kinds of model spans, each of which sets its attributes in one order; flattened, each length is a kind. */
const maxKnown = 512;
const maxNames = 256;
/** By the last of the names. */
const known = new Map<string, (readonly string[])[]>();
let size = 0;

/** The names of the attributes, in their order: the same list for all spans of a kind, so that what it leads to can be kept. */
export function namesOf(attributes: Attributes): readonly string[] {
  const names = Object.keys(attributes);
  const last = names.at(-1) ?? '';
  const lists = known.get(last);
  const same = lists?.find((list) => isSame(list, names));
  if (same !== undefined || names.length > maxNames) return same ?? names;
  if (size >= maxKnown) {
    known.clear();
    size = 0;
  }
  size += 1;
  known.set(last, [...(known.get(last) ?? []), names]);
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
