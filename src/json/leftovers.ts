import type { Json } from './json';
import { isEmpty, isJsonObject, isList, put, type Writable } from './json';

/**
 * Which parts of a value are written to fields of the record: all of it, these members of it, or what a function answers for the
 * value itself. For a list, it applies to each item.
 */
export type Written = true | WrittenMembers | ((value: Json) => Written | undefined);
export interface WrittenMembers {
  readonly [member: string]: Written;
}

export const all = (...members: readonly string[]): WrittenMembers =>
  Object.fromEntries(members.map((name) => [name, true]));

/** The parts of a value that no field of the record has; `undefined` if they are empty. */
export function leftoverOf(value: Json | undefined, written: Written | undefined): Json | undefined {
  if (value === undefined || written === true) return undefined;
  if (isList(value)) {
    // Items keep their places.
    const leftovers = value.map((item) => leftoverOf(item, written) ?? null);
    return leftovers.some((leftover) => leftover !== null) ? leftovers : undefined;
  }
  if (typeof written === 'function') return leftoverOf(value, written(value));
  if (!isJsonObject(value)) return isEmpty(value) ? undefined : value;
  let found: Writable | undefined;
  for (const member in value) {
    const isKnown = written !== undefined && Object.hasOwn(written, member);
    const leftover = leftoverOf(value[member], isKnown ? written[member] : undefined);
    if (leftover === undefined) continue;
    found ??= {};
    put(found, member, leftover);
  }
  return found;
}
