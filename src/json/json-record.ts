import { parseJson as parseShallow } from './json';
import { recoverCut } from './truncated-json';

/** An object that came out of JSON. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** Total readers of what a provider or an app wrote: `undefined` for anything else than what is asked for. */
export const asRecord = (value: unknown): JsonRecord | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : undefined;

export const asText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

export const asNumber = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

export const asList = (value: unknown): readonly unknown[] | undefined => (Array.isArray(value) ? value : undefined);

/** The fields of an object; none of anything else. */
export const fieldsOf = (value: unknown): JsonRecord => asRecord(value) ?? {};

/** The objects in a list; none of anything else. */
export const recordsOf = (value: unknown): readonly JsonRecord[] =>
  (asList(value) ?? []).map(asRecord).filter((each) => each !== undefined);

/** The objects in a list, or the one that stands in place of a list. */
export function recordsIn(value: unknown): readonly JsonRecord[] {
  const one = asRecord(value);
  return one === undefined ? recordsOf(value) : [one];
}

/** Without the properties that are absent or `null`, as several SDKs write what they leave out. */
export const compact = (record: JsonRecord): JsonRecord =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined && value !== null));

export const without = (record: JsonRecord, ...names: readonly string[]): JsonRecord =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));

export const prefixed = (prefix: string, record: JsonRecord): JsonRecord =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [prefix + name, value]));

/** A list or object, or `undefined` for an empty one. */
export const nonEmpty = <T extends object>(value: T): T | undefined =>
  Object.keys(value).length === 0 ? undefined : value;

/** Parses JSON; `undefined` if the text is none, or not all of it. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the caller has another idea, or none
  }
}

/**
 * Parses JSON, of which the end may be missing: then everything before the cut. `undefined` if the text is none. No deeper than
 * recursive readers can go. Never throws.
 */
export const recoverJson = (text: string): unknown =>
  // The cut can go through a character's bytes, which were decoded to U+FFFD.
  parseShallow(text) ?? recoverCut(text.endsWith('\uFFFD') ? text.slice(0, -1) : text);
