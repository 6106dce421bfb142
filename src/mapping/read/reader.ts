import type { Json, JsonObject } from '../../json/json';
import { isObject, parseJson, put, toJson, type Writable } from '../../json/json';
import type { SpanView } from '../span/span-view';

/**
 * Reads one fact from a span. It knows its sources, so that everything else about them (which attributes are left over, which
 * are content, the reference page) needs no second list of names.
 */
export interface Reader<T> {
  /** `undefined` if the span does not have the fact. Never throws. */
  readonly read: Read<T>;
  readonly sources: readonly Source<T>[];
  /** Names of attributes that the reader looks at and leaves to other readers. Without them and its sources it has no result. */
  readonly triggers: readonly string[];
  /** The readers that {@link firstOf} tries one after the other; none in any other reader. */
  readonly alternatives: readonly Reader<T>[];
}
type Read<T> = (span: SpanView) => T | undefined;

export interface Source<T> {
  readonly from: 'attribute' | 'attributes' | 'items' | 'event';
  /**
   * The name of an attribute, what the names of attributes start with, what the names of numbered items' attributes have
   * before the number, or the name of a log or span event.
   */
  readonly name: string;
  /** It holds prompts, answers or tools. */
  readonly isContent: boolean;
  /** What the reader makes of this attribute alone; absent where it puts several together. */
  readonly parse?: ((value: unknown) => T | undefined) | undefined;
}

/** A reader of one attribute. */
export const attribute =
  <T>(parse: (value: unknown) => T | undefined) =>
  (name: string): Reader<T> => ({
    read: ({ attributes }) => parse(attributes[name]),
    sources: [{ from: 'attribute', name, isContent: false, parse }],
    triggers: [],
    alternatives: [],
  });

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

/** A nested value, also as JSON; other text as it is. */
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

/** The text of an attribute as the only item of a list. */
export const loneText = (name: string): Reader<readonly string[]> => map(text(name), (value) => [value]);

/** An amount where 0 is written for one that is not known, as some do for the cost. */
export const positive = (name: string): Reader<number> => map(amount(name), (value) => value || undefined);

/** Seconds in an attribute as milliseconds. */
export const seconds = (name: string): Reader<number> => map(amount(name), (value) => value * 1e3);

/** The first of the readers that has a result; their order is the precedence. */
export function firstOf<T>(...readers: readonly Reader<T>[]): Reader<T> {
  const alternatives = readers.flatMap(alternativesOf);
  return {
    read: (span) => {
      for (const { read } of alternatives) {
        const value = read(span);
        if (value !== undefined) return value;
      }
      return undefined;
    },
    sources: readers.flatMap(({ sources }) => sources),
    triggers: [],
    alternatives,
  };
}

export const alternativesOf = <T>(reader: Reader<T>): readonly Reader<T>[] =>
  reader.alternatives.length === 0 ? [reader] : reader.alternatives;

/** A reader with another result. Where `change` has none, another alternative may have one. */
export function map<T, U>(reader: Reader<T>, change: (value: T) => U | undefined): Reader<U> {
  if (reader.alternatives.length > 0) return firstOf(...reader.alternatives.map((each) => map(each, change)));
  const { read, sources, triggers } = reader;
  const changed = (value: T | undefined): U | undefined => (value === undefined ? undefined : change(value));
  return {
    read: (span) => changed(read(span)),
    sources: sources.map(({ parse, ...source }) => ({ ...source, parse: parse && ((value) => changed(parse(value))) })),
    triggers,
    alternatives: [],
  };
}

interface SourceNames {
  readonly attributes?: readonly string[];
  readonly prefixes?: readonly string[];
  readonly items?: readonly string[];
  readonly events?: readonly string[];
  readonly triggers?: readonly string[];
}

/** A reader of a fact that is put together from several attributes, numbered items or events. */
export function composed<T>(
  { attributes = [], prefixes = [], items = [], events = [], triggers = [] }: SourceNames,
  read: Read<T>,
): Reader<T> {
  const from = (kind: Source<T>['from'], names: readonly string[]): readonly Source<T>[] =>
    names.map((name) => ({ from: kind, name, isContent: false }));
  return {
    read,
    sources: [
      ...from('attribute', attributes),
      ...from('attributes', prefixes),
      ...from('items', items),
      ...from('event', events),
    ],
    triggers,
    alternatives: [],
  };
}

/** A reader of one attribute that may need, or note, something else about the span, such as that the value is cut. */
export const fromAttribute = <T>(name: string, read: (value: unknown, span: SpanView) => T | undefined): Reader<T> =>
  composed({ attributes: [name] }, (span) => read(span.attributes[name], span));

/** All attributes whose names start with `prefix`, by the rest of their names. */
export const prefixed = (prefix: string): Reader<JsonObject> =>
  composed({ prefixes: [prefix] }, ({ attributes, names }) => {
    let found: Writable | undefined;
    for (const name of names) {
      if (!name.startsWith(prefix) || name.length === prefix.length) continue;
      const value = asJson(attributes[name]);
      if (value === undefined || value === null) continue;
      found ??= {};
      put(found, name.slice(prefix.length), value);
    }
    return found;
  });

/** Marks what a reader reads as content, which leaves no trace in the record where content is not captured. */
export function content<T>(reader: Reader<T>): Reader<T> {
  if (reader.alternatives.length > 0) return firstOf(...reader.alternatives.map(content));
  return { ...reader, sources: reader.sources.map((source) => ({ ...source, isContent: true })) };
}
