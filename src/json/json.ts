/** A value that survives JSON unchanged. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** Deeper than any real message or schema, and shallow enough for recursive functions. */
export const maxDepth = 64;
/** Stands for a value that is nested deeper. */
export const nestedTooDeep = '[nested too deep]';
/** An object that is referenced many times is copied each time: this bounds the copy. */
const maxValues = 200_000;

export type Writable = { [key: string]: Json | undefined };

/** Sets an own property, whatever its name. */
export function put(target: Writable, key: string, value: Json): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else target[key] = value;
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isJsonObject = (value: Json | undefined): value is JsonObject => isObject(value);

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

/** The object itself, and an empty one for anything else. */
export const objectOf = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});

export const nonEmptyText = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

export const withoutNullish = (object: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined && value !== null));

/** Whether a value is absent, `null`, or an empty text, list or object. */
export function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (typeof value !== 'object') return false;
  for (const _ in value) return false;
  return true;
}

/** Parses JSON; `undefined` for other text. Values that are nested too deep are replaced by a note, as in {@link toJson}. */
export function parseJson(text: string): Json | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return text.length > maxDepth && isDeeper(value, maxDepth) ? toJson(value) : value;
  } catch {
    return undefined;
  }
}

/** JSON of a value, however deep it is nested. */
export function stringify(value: Json): string {
  try {
    return JSON.stringify(value);
  } catch {
    return JSON.stringify(toJson(value));
  }
}

export function isDeeper(value: Json, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (depth === 0) return true;
  if (isList(value)) {
    for (const item of value) if (isDeeper(item, depth - 1)) return true;
    return false;
  }
  for (const key in value) if (isDeeper(value[key] ?? null, depth - 1)) return true;
  return false;
}

/**
 * A copy of any value that survives JSON unchanged: numbers that JSON does not know become text, bytes become base64, functions
 * and symbols are left out, cycles and values that are nested too deep are replaced by a note. Never throws.
 */
export function toJson(value: unknown): Json | undefined {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  return copy(value, { above: new Set(), left: maxValues });
}

interface Walk {
  /** The objects around the current value. */
  readonly above: Set<object>;
  /** How many values may still be copied. */
  left: number;
}

function copy(value: unknown, walk: Walk): Json | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'bigint':
      return value.toString();
    case 'object':
      break;
    default:
      return undefined;
  }
  if (value === null) return null;
  if (walk.above.has(value)) return '[circular]';
  if (walk.above.size >= maxDepth) return nestedTooDeep;
  if (walk.left <= 0) return '[too many values]';
  walk.left -= 1;
  walk.above.add(value);
  try {
    return copyObject(value, walk);
  } catch {
    return '[unreadable]'; // a getter or a proxy that throws
  } finally {
    walk.above.delete(value);
  }
}

function copyObject(value: object, walk: Walk): Json | undefined {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? String(value) : value.toISOString();
  if (ArrayBuffer.isView(value)) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  }
  if (Array.isArray(value)) {
    const items: Json[] = [];
    for (const item of value) {
      if (walk.left <= 0) break;
      walk.left -= 1;
      items.push(copy(item, walk) ?? null);
    }
    return items;
  }
  const entries: Iterable<readonly [unknown, unknown]> = value instanceof Map ? value : entriesOf(value);
  const object: Writable = {};
  for (const [key, inner] of entries) {
    if (walk.left <= 0) break;
    walk.left -= 1;
    const copied = copy(inner, walk);
    if (copied !== undefined) put(object, String(key), copied);
  }
  return object;
}

/** A property that cannot be read does not cost the others. */
function* entriesOf(value: object): Generator<readonly [string, unknown]> {
  for (const key of Object.keys(value)) {
    let inner: unknown;
    try {
      inner = (value as Readonly<Record<string, unknown>>)[key];
    } catch {
      inner = '[unreadable]';
    }
    yield [key, inner];
  }
}

/** Whether two JSON values are equal, whatever the order of their members. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => isEqual(item, b[index]));
  }
  const [left, right] = [a as Readonly<Record<string, unknown>>, b as Readonly<Record<string, unknown>>];
  const keys = Object.keys(left);
  return (
    !Array.isArray(b) &&
    keys.length === Object.keys(right).length &&
    keys.every((key) => isEqual(left[key], right[key]))
  );
}
