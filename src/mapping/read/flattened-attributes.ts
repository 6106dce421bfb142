import type { Json, JsonObject } from '../../json/json';
import { isJsonObject, put, toJson, type Writable } from '../../json/json';
import { perName } from '../../json/per-name';
import type { Attributes } from '../span/attribute-names';
import { perNames } from '../span/memo';
import type { SpanView } from '../span/span-view';

/** Deeper than any instrumentation nests. */
const maxSteps = 16;

type Names = readonly string[];
type Named = Pick<SpanView, 'attributes' | 'names'>;

/**
 * The numbered items that an instrumentation writes as one attribute a leaf: `<prefix>0.role`, `<prefix>0.tool_calls.1.name`. They
 * are in the order of their numbers, which may have gaps and need not be the order of the attributes; numbers inside of an item
 * make lists, too. Linear in the number of attributes.
 * @param prefix with its last dot
 */
export function flattenedItems({ attributes, names }: Named, prefix: string): readonly JsonObject[] {
  const { leaves, shape: shapeOfLeaves } = itemsBelow(prefix)(names);
  const shape = shapeOfLeaves();
  if (shape === undefined || !arePrimitive(leaves, attributes)) {
    return Object.values(tree(leaves, attributes)).filter(isJsonObject).map(withLists);
  }
  return shape.members.flatMap(({ below }) => (below === undefined ? [] : [filled(below, attributes)]));
}

/** A text that is the same for the same attributes of the items only; `undefined` if some are no texts. */
export function flattenedText({ attributes, names }: Named, prefix: string): string | undefined {
  let text = '';
  for (const { name } of itemsBelow(prefix)(names).leaves) {
    const value = attributes[name];
    if (typeof value !== 'string') return undefined;
    text += `${name.length} ${value.length} ${name}${value}`;
  }
  return text;
}

/** The object whose leaves an instrumentation writes as one attribute each; empty if there are none. */
export function flattenedObject({ attributes, names }: Named, prefix: string): JsonObject {
  const { leaves, shape: shapeOfLeaves } = allBelow(prefix)(names);
  const shape = shapeOfLeaves();
  return shape === undefined || !arePrimitive(leaves, attributes)
    ? withLists(tree(leaves, attributes))
    : filled(shape, attributes);
}

/** Whether a name is a prefix with a number behind it, as those of numbered items are. */
export function isItemOf(prefix: string, name: string): boolean {
  return name.startsWith(prefix) && isDigit(name.charCodeAt(prefix.length));
}

/** Whether a name starts with a prefix and goes on. */
export function isBelow(prefix: string, name: string): boolean {
  return name.length > prefix.length && name.startsWith(prefix);
}

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

/** The attribute of a leaf, and its place below the prefix. */
interface Leaf {
  readonly name: string;
  readonly path: readonly string[];
}

/** The object that leaves make together if each is a text, a number or a flag. */
interface Shape {
  readonly members: readonly Member[];
  /** All of its members have numbers for names. */
  readonly isList: boolean;
}
/** Either a leaf, by its attribute's name, or an object. */
interface Member {
  readonly key: string;
  readonly name: string;
  readonly below: Shape | undefined;
}

interface Flattened {
  readonly leaves: readonly Leaf[];
  /** Made for the second span with these names; `undefined` if one place is both a leaf and an object. */
  readonly shape: () => Shape | undefined;
}

/** Splitting names is most of the work: it is done once for each name, and once for all spans with the same names. */
const flattened = (
  covers: (prefix: string, name: string) => boolean,
): ((prefix: string) => (names: Names) => Flattened) =>
  perName((prefix) => {
    const pathOf = perName((name) => (covers(prefix, name) ? stepsOf(name.slice(prefix.length)) : null));
    return perNames((names) => {
      const leaves = names.flatMap((name): Leaf | readonly [] => {
        const path = pathOf(name);
        return path === null ? [] : { name, path };
      });
      return { leaves, shape: fromSecondOn(() => shapeOf(leaves)) };
    });
  });

function fromSecondOn<T>(make: () => T): () => T | undefined {
  let calls = 0;
  let made: T | undefined;
  return () => {
    calls += 1;
    if (calls === 2) made = make();
    return made;
  };
}

const itemsBelow = flattened(isItemOf);
const allBelow = flattened(isBelow);

function stepsOf(name: string): readonly string[] {
  const steps = name.split('.');
  return steps.length <= maxSteps ? steps : [...steps.slice(0, maxSteps), steps.slice(maxSteps).join('.')];
}

function shapeOf(leaves: readonly Leaf[]): Shape | undefined {
  const root: Writable = {};
  for (const { name, path } of leaves) if (!place(root, path, name)) return undefined;
  return shapeWith(root);
}

/** @param names of attributes, in the places of their values. Objects keep the order of numbers by themselves. */
function shapeWith(names: JsonObject): Shape {
  const members = Object.entries(names).map(([key, member]): Member => {
    if (isJsonObject(member)) return { key, name: '', below: shapeWith(member) };
    return { key, name: String(member), below: undefined };
  });
  return { members, isList: members.every(({ key }) => isNumber(key)) };
}

const isNumber = (key: string): boolean => /^\d+$/.test(key);

function arePrimitive(leaves: readonly Leaf[], attributes: Attributes): boolean {
  for (const { name } of leaves) {
    const value = attributes[name];
    if (typeof value !== 'string' && typeof value !== 'boolean' && !Number.isFinite(value)) return false;
  }
  return true;
}

function filled({ members }: Shape, attributes: Attributes): JsonObject {
  const object: Writable = {};
  for (const member of members) put(object, member.key, valueOfMember(member, attributes));
  return object;
}

function valueOfMember({ name, below }: Member, attributes: Attributes): Json {
  if (below === undefined) return attributes[name] as Json;
  return below.isList ? below.members.map((member) => valueOfMember(member, attributes)) : filled(below, attributes);
}

// Nested and absent values are put in place one by one.

function tree(leaves: readonly Leaf[], attributes: Attributes): JsonObject {
  const root: Writable = {};
  for (const { name, path } of leaves) {
    const value = toJson(attributes[name]);
    if (value !== undefined && value !== null) place(root, path, value);
  }
  return root;
}

/** Answers `false` for a place that has a value already, or lies below a value that is no object: the first one stays. */
function place(root: Writable, path: readonly string[], value: Json): boolean {
  let at = root;
  let depth = 1;
  for (const step of path) {
    const next = Object.hasOwn(at, step) ? at[step] : undefined;
    if (depth === path.length) {
      if (next === undefined) put(at, step, value);
      return next === undefined;
    }
    depth += 1;
    if (next === undefined) {
      const below: Writable = {};
      put(at, step, below);
      at = below;
    } else if (isJsonObject(next)) at = next;
    else return false;
  }
  return false;
}

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
  return keys.length > 0 && keys.every(isNumber) ? (Object.values(object) as readonly Json[]) : object;
}
