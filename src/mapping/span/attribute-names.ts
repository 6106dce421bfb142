export type Attributes = Readonly<Record<string, unknown>>;

/** An app has few kinds of model spans, each of which sets its attributes in one order; flattened, each length is a kind. */
const maxKnown = 512;
const maxNames = 256;
/** By the last of the names. */
const known = new Map<string, (readonly string[])[]>();
let size = 0;

/** The names of the attributes, in their order: one list for all spans with these names, so that results can be kept for it. */
export function namesOf(attributes: Attributes): readonly string[] {
  const names = Object.keys(attributes);
  const last = names.at(-1) ?? '';
  const lists = known.get(last);
  const same = lists?.find((list) => isSame(list, names));
  if (same !== undefined || names.length > maxNames || names.some(isLong)) return same ?? names;
  if (size >= maxKnown) {
    known.clear();
    size = 0;
  }
  size += 1;
  known.set(last, [...(known.get(last) ?? []), names]);
  return names;
}

/** What is known is kept for as long as the process lives. */
const isLong = (name: string): boolean => name.length > 200;

function isSame(one: readonly string[], other: readonly string[]): boolean {
  if (one.length !== other.length) return false;
  for (let index = 0; index < one.length; index += 1) if (one[index] !== other[index]) return false;
  return true;
}

export const hasAny = (attributes: Attributes, names: readonly string[]): boolean =>
  names.some((name) => attributes[name] !== undefined);
