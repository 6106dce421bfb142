import type { Json } from './json';
import { isJsonObject, isList, put, says, type Writable } from './json';

/**
 * What of a value stands in fields of the record: all of it, these members of it, or whatever shows in the value itself. Of a
 * list it is meant for each item.
 */
export type InFields = true | Members | ((value: Json) => InFields | undefined);
export interface Members {
  readonly [member: string]: InFields;
}

export const all = (...members: readonly string[]): Members => Object.fromEntries(members.map((name) => [name, true]));

/** What of a value stands in no field; `undefined` if that says nothing. */
export function restOf(value: Json | undefined, fields: InFields | undefined): Json | undefined {
  if (value === undefined || fields === true) return undefined;
  if (isList(value)) return restOfList(value, fields);
  if (typeof fields === 'function') return restOf(value, fields(value));
  if (!isJsonObject(value)) return says(value) ? value : undefined;
  let rest: Writable | undefined;
  for (const member in value) {
    const inner = restOf(value[member], memberOf(fields, member));
    if (inner === undefined) continue;
    rest ??= {};
    put(rest, member, inner);
  }
  return rest;
}

/** Items keep their places. */
function restOfList(list: readonly Json[], fields: InFields | undefined): Json | undefined {
  const rests = list.map((item) => restOf(item, fields) ?? null);
  return rests.some((rest) => rest !== null) ? rests : undefined;
}

const memberOf = (fields: InFields | undefined, member: string): InFields | undefined =>
  typeof fields === 'object' && Object.hasOwn(fields, member) ? fields[member] : undefined;
