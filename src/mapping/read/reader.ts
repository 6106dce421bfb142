import type { Json, JsonObject } from '../../json/json';
import { isObject, parseJson, put, toJson, type Writable } from '../../json/json';
import type { SpanView } from '../span/span-view';

/**
 * Reads one fact from a span; `undefined` means that the span does not say it. Never throws. It knows its sources, so that
 * everything else about them (what is left over, what is content, the reference page) needs no second list of names.
 */
export interface Reader<T> {
  (span: SpanView): T | undefined;
  readonly sources: readonly Source<T>[];
  /** The readers that it tries one after the other: itself, unless {@link firstOf} made it. */
  readonly alternatives: readonly Reader<T>[];
  /** Names of attributes that are no sources, but without any of which it and its sources have nothing to say. */
  readonly occasions: readonly string[];
}

export interface Source<T> {
  readonly from: 'attribute' | 'attributes' | 'items' | 'event';
  /**
   * The name of an attribute, what the names of attributes start with, what the names of numbered items' attributes have
   * before the number, or the name of a log or span event.
   */
  readonly name: string;
  /** It holds what was said: prompts, answers, tools. */
  readonly isContent: boolean;
  /** What the reader makes of this attribute alone; absent where it puts several together. */
  readonly parse?: ((value: unknown) => T | undefined) | undefined;
}

function reader<T>(
  read: (span: SpanView) => T | undefined,
  sources: readonly Source<T>[],
  { alternatives, occasions = [] }: Partial<Pick<Reader<T>, 'alternatives' | 'occasions'>> = {},
): Reader<T> {
  const made: Reader<T> = Object.assign((span: SpanView) => read(span), {
    sources,
    occasions,
    alternatives: alternatives ?? [],
  });
  return alternatives === undefined ? Object.assign(made, { alternatives: [made] }) : made;
}

/** A reader of one attribute. */
export const attribute =
  <T>(parse: (value: unknown) => T | undefined) =>
  (name: string): Reader<T> =>
    reader((span) => parse(span.attributes[name]), [{ from: 'attribute', name, isContent: false, parse }]);

export function asText(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'bigint' || Number.isFinite(value) ? String(value) : undefined;
}

export function asNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** A number of things: whole and not negative. */
export function asCount(value: unknown): number | undefined {
  const number = asNumber(value);
  return number !== undefined && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

export function asAmount(value: unknown): number | undefined {
  const number = asNumber(value);
  return number !== undefined && number >= 0 ? number : undefined;
}

export function asFlag(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return value === 'true' ? true : value === 'false' ? false : undefined;
}

/** What ax writes where a parameter was not sent. */
export const notSet = 'Not set';

/** A list of texts, also as JSON or as a lone text. */
export function asTexts(value: unknown): readonly string[] | undefined {
  if (value === notSet) return undefined;
  const list = typeof value === 'string' ? (value.startsWith('[') ? parseJson(value) : [value]) : value;
  // `every` passes over the holes of a sparse list, which JSON writes as null.
  return Array.isArray(list) && !list.includes(undefined) && list.every((item) => typeof item === 'string')
    ? list
    : undefined;
}

/** A nested value, or JSON as text; plain text stays it. */
export function asJson(value: unknown): Json | undefined {
  if (typeof value !== 'string') return toJson(value);
  return value.startsWith('{') || value.startsWith('[') ? (parseJson(value) ?? value) : value;
}

export function asObject(value: unknown): JsonObject | undefined {
  const object = asJson(value);
  return isObject(object) ? (object as JsonObject) : undefined;
}

export const text = attribute(asText);
export const number = attribute(asNumber);
export const count = attribute(asCount);
export const amount = attribute(asAmount);
export const flag = attribute(asFlag);
export const texts = attribute(asTexts);
export const json = attribute(asJson);
export const object = attribute(asObject);
/** The first of the readers that knows; their order is the precedence. */
export const firstOf = <T>(...readers: readonly Reader<T>[]): Reader<T> =>
  reader(
    (span) => {
      for (const read of readers) {
        const value = read(span);
        if (value !== undefined) return value;
      }
      return undefined;
    },
    readers.flatMap(({ sources }) => sources),
    { alternatives: readers.flatMap(({ alternatives }) => alternatives) },
  );

/** What `change` answers nothing to was not said: another alternative may say it. */
export const map = <T, U>(read: Reader<T>, change: (value: T) => U | undefined): Reader<U> =>
  read.alternatives.length > 1
    ? firstOf(...read.alternatives.map((each) => map(each, change)))
    : reader(
        (span) => changed(read(span), change),
        read.sources.map(({ parse, ...source }) => ({
          ...source,
          parse: parse && ((value: unknown): U | undefined => changed(parse(value), change)),
        })),
        { occasions: read.occasions },
      );

const changed = <T, U>(value: T | undefined, change: (value: T) => U | undefined): U | undefined =>
  value === undefined ? undefined : change(value);

/** A fact that is put together of several attributes, numbered items or events: all of `names` are its. */
export const gathered = <T>(
  names: {
    readonly attributes?: readonly string[];
    readonly prefixes?: readonly string[];
    readonly items?: readonly string[];
    readonly events?: readonly string[];
    /** Looked at, and left to whom they belong. */
    readonly occasions?: readonly string[];
  },
  read: (span: SpanView) => T | undefined,
): Reader<T> =>
  reader(
    read,
    [
      ...(names.attributes ?? []).map((name) => ({ from: 'attribute' as const, name, isContent: false })),
      ...(names.prefixes ?? []).map((name) => ({ from: 'attributes' as const, name, isContent: false })),
      ...(names.items ?? []).map((name) => ({ from: 'items' as const, name, isContent: false })),
      ...(names.events ?? []).map((name) => ({ from: 'event' as const, name, isContent: false })),
    ],
    { occasions: names.occasions ?? [] },
  );

/** All attributes whose names start with `prefix`, by the rest of their names. */
export const prefixed = (prefix: string): Reader<JsonObject> =>
  gathered({ prefixes: [prefix] }, ({ attributes }) => {
    let found: Writable | undefined;
    for (const name in attributes) {
      if (!name.startsWith(prefix) || name.length === prefix.length) continue;
      const value = asJson(attributes[name]);
      if (value === undefined || value === null) continue;
      found ??= {};
      put(found, name.slice(prefix.length), value);
    }
    return found;
  });

/** Marks what a reader reads as content, which leaves no trace in the record where content is not captured. */
export const content = <T>(read: Reader<T>): Reader<T> =>
  read.alternatives.length > 1
    ? firstOf(...read.alternatives.map(content))
    : reader(
        read,
        read.sources.map((source) => ({ ...source, isContent: true })),
        { occasions: read.occasions },
      );
