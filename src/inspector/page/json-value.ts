import type { Json, JsonObject } from '../../json/json';

// Readers of records, which are whatever was sent: a value of another type than expected counts as absent, or as empty.
export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const objectIn = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});

export const listIn = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

export const textIn = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

export const numberIn = (value: Json | undefined): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/** The first of several places that has a number. */
export const firstNumber = (...values: readonly (Json | undefined)[]): number | undefined =>
  values.map(numberIn).find((value) => value !== undefined);

export const firstText = (...values: readonly (Json | undefined)[]): string | undefined =>
  values.map(textIn).find((value) => value !== undefined);

export function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (typeof value !== 'object') return false;
  for (const _ in value) return false;
  return true;
}

/** The members that are not empty and not among the names. */
export const othersIn = (object: JsonObject, names: ReadonlySet<string>): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([name, value]) => !names.has(name) && !isEmpty(value)));

/** An object or a list, if the text is one as JSON. Longer texts are not tried: they are shown as they are. */
export function structureIn(text: string): Json | undefined {
  const first = text.trimStart()[0];
  if ((first !== '{' && first !== '[') || text.length > 2_000_000) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
