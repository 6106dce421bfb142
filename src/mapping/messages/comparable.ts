import { isJsonObject, type Json, parseJson, stringify } from '../../json/json';

/** A text by which two sources' forms of it are the same: of JSON without its white space and the order of its members. */
export function comparable(text: string): string {
  const parsed = /^\s*[[{]/.test(text) ? parseJson(text) : undefined;
  return parsed === undefined ? text.trim() : stringify(sorted(parsed));
}

/** As deep as `parseJson` leaves values. */
function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isJsonObject(value)) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, sorted(value[name] ?? null)]));
}
