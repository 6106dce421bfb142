import { byName } from './by-name';
import { isJsonObject, put, toJson, type Writable } from './json';
import type { Json, JsonObject } from './model-event';
import type { Attributes } from './span';

/** Deeper than any instrumentation nests. */
const maxSteps = 16;

/**
 * The numbered items that an instrumentation writes as one attribute a leaf: `<prefix>0.role`, `<prefix>0.tool_calls.1.name`. In
 * the order of their numbers, which need not be the attributes' order nor without gaps; what is numbered inside is a list,
 * too. Linear in the number of attributes.
 * @param prefix with its last dot
 */
export const flattenedItems = (attributes: Attributes, prefix: string): readonly JsonObject[] =>
  Object.values(tree(attributes, itemPaths(prefix)))
    .filter(isJsonObject)
    .map(withLists);

/** The object whose leaves an instrumentation writes as one attribute each; empty if there are none. */
export const flattenedObject = (attributes: Attributes, prefix: string): JsonObject =>
  withLists(tree(attributes, pathsBelow(prefix)));

/** Whether an attribute of this name says something of a numbered item. */
export function isItemOf(prefix: string, name: string): boolean {
  return name.startsWith(prefix) && isDigit(name.charCodeAt(prefix.length));
}

/** Whether a name starts with a prefix and goes on. */
export function isBelow(prefix: string, name: string): boolean {
  return name.length > prefix.length && name.startsWith(prefix);
}

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

type PathOf = (name: string) => readonly string[] | null;

/** Where the leaf of a name stands below a prefix; `null` if it stands elsewhere. Taking names apart is most of the work. */
const paths = (covers: (prefix: string, name: string) => boolean): ((prefix: string) => PathOf) =>
  byName((prefix) => byName((name) => (covers(prefix, name) ? stepsOf(name.slice(prefix.length)) : null)));

const itemPaths = paths(isItemOf);
const pathsBelow = paths(isBelow);

function tree(attributes: Attributes, pathOf: PathOf): JsonObject {
  const root: Writable = {};
  for (const name in attributes) {
    const path = pathOf(name);
    if (path === null) continue;
    const value = toJson(attributes[name]);
    if (value !== undefined && value !== null) place(root, path, value);
  }
  return root;
}

function stepsOf(name: string): readonly string[] {
  const steps = name.split('.');
  return steps.length <= maxSteps ? steps : [...steps.slice(0, maxSteps), steps.slice(maxSteps).join('.')];
}

/** A name that goes on below one that has a value already says nothing that could be placed. */
function place(root: Writable, path: readonly string[], value: Json): void {
  let at = root;
  let depth = 1;
  for (const step of path) {
    const next = Object.hasOwn(at, step) ? at[step] : undefined;
    if (depth === path.length) {
      if (next === undefined) put(at, step, value);
      return;
    }
    depth += 1;
    if (next === undefined) at = branch(at, step);
    else if (isJsonObject(next)) at = next;
    else return;
  }
}

function branch(at: Writable, step: string): Writable {
  const below: Writable = {};
  put(at, step, below);
  return below;
}

/** Objects keep the order of numbers by themselves. */
function withLists(item: JsonObject): JsonObject {
  let copy: Writable | undefined;
  for (const key in item) {
    const value = item[key];
    if (!isJsonObject(value)) continue;
    copy ??= { ...item };
    put(copy, key, listOr(value));
  }
  return copy ?? item;
}

function listOr(value: JsonObject): Json {
  const object = withLists(value);
  const keys = Object.keys(object);
  return keys.length > 0 && keys.every((key) => /^\d+$/.test(key))
    ? (Object.values(object) as readonly Json[])
    : object;
}
