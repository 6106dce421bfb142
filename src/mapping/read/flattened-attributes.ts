import type { Json, JsonObject } from '../../json/json';
import { isJsonObject, put, toJson, type Writable } from '../../json/json';
import type { Attributes } from '../span/attribute-names';
import { byNames } from '../span/attribute-names';
import { byName } from '../span/memo-by-name';
import type { SpanView } from '../span/span-view';

/** Deeper than any instrumentation nests. */
const maxSteps = 16;

type Names = readonly string[];
type Named = Pick<SpanView, 'attributes' | 'names'>;

/**
 * The numbered items that an instrumentation writes as one attribute a leaf: `<prefix>0.role`, `<prefix>0.tool_calls.1.name`. In
 * the order of their numbers, which need not be the attributes' order nor without gaps; what is numbered inside is a list,
 * too. Linear in the number of attributes.
 * @param prefix with its last dot
 */
export function flattenedItems({ attributes, names }: Named, prefix: string): readonly JsonObject[] {
  const { leaves, shape: shapeOfKind } = itemsBelow(prefix)(names);
  const shape = shapeOfKind();
  if (shape === undefined || !arePlain(leaves, attributes)) {
    return Object.values(tree(leaves, attributes)).filter(isJsonObject).map(withLists);
  }
  return shape.members.flatMap(({ below }) => (below === undefined ? [] : [grown(below, attributes)]));
}

/** What all attributes of the items say, as one text to know them by; `undefined` if some are no texts. */
export function flattenedText({ attributes, names }: Named, prefix: string): string | undefined {
  let text = '';
  for (const name of namesOfItems(prefix)(names)) {
    const value = attributes[name];
    if (typeof value !== 'string') return undefined;
    text += `${name.length} ${value.length} ${name}${value}`;
  }
  return text;
}

const namesOfItems = byName((prefix) => byNames((names) => names.filter((name) => isItemOf(prefix, name))));

/** The object whose leaves an instrumentation writes as one attribute each; empty if there are none. */
export function flattenedObject({ attributes, names }: Named, prefix: string): JsonObject {
  const { leaves, shape: shapeOfKind } = allBelow(prefix)(names);
  const shape = shapeOfKind();
  return shape === undefined || !arePlain(leaves, attributes)
    ? withLists(tree(leaves, attributes))
    : grown(shape, attributes);
}

/** Whether an attribute of this name says something of a numbered item. */
export function isItemOf(prefix: string, name: string): boolean {
  return name.startsWith(prefix) && isDigit(name.charCodeAt(prefix.length));
}

/** Whether a name starts with a prefix and goes on. */
export function isBelow(prefix: string, name: string): boolean {
  return name.length > prefix.length && name.startsWith(prefix);
}

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

/** Where a leaf stands below a prefix. */
interface Leaf {
  readonly name: string;
  readonly path: readonly string[];
}

/** What leaves make together, if each of them is a text, a number or a flag. */
interface Shape {
  readonly members: readonly Member[];
  /** All of its members have numbers for names. */
  readonly isList: boolean;
}
/** Either a leaf, by its attribute's name, or what stands below. */
interface Member {
  readonly key: string;
  readonly name: string;
  readonly below: Shape | undefined;
}

interface Flattened {
  readonly leaves: readonly Leaf[];
  /** Made for the second span of a kind; `undefined` if something is said to be both a leaf and not. */
  readonly shape: () => Shape | undefined;
}

type Covers = (prefix: string, name: string) => boolean;

/** Taking names apart is most of the work: it is done once for each name, and once for all spans of a kind. */
const flattened = (covers: Covers): ((prefix: string) => (names: Names) => Flattened) =>
  byName((prefix) => {
    const pathOf = byName((name) => (covers(prefix, name) ? stepsOf(name.slice(prefix.length)) : null));
    return byNames((names) => {
      const leaves: Leaf[] = [];
      for (const name of names) {
        const path = pathOf(name);
        if (path !== null) leaves.push({ name, path });
      }
      return { leaves, shape: fromSecondOn(() => shapeOf(leaves)) };
    });
  });

function fromSecondOn<T>(make: () => T): () => T | undefined {
  let asked = 0;
  let made: T | undefined;
  return () => {
    asked += 1;
    if (asked === 2) made = make();
    return made;
  };
}

const itemsBelow = flattened(isItemOf);
const allBelow = flattened(isBelow);

function stepsOf(name: string): readonly string[] {
  const steps = name.split('.');
  return steps.length <= maxSteps ? steps : [...steps.slice(0, maxSteps), steps.slice(maxSteps).join('.')];
}

/** Without a prototype, so that any step is one. */
type Growing = { [step: string]: Growing | string };
const seed = (): Growing => Object.create(null) as Growing;

function shapeOf(leaves: readonly Leaf[]): Shape | undefined {
  const root = seed();
  for (const { name, path } of leaves) {
    let at = root;
    for (const [depth, step] of path.entries()) {
      const next = at[step];
      if (depth < path.length - 1) {
        if (typeof next === 'string') return undefined;
        at = at[step] = next ?? seed();
      } else if (next === undefined) at[step] = name;
      else return undefined;
    }
  }
  return shaped(root);
}

/** Objects keep the order of numbers by themselves. */
function shaped(growing: Growing): Shape {
  const members = Object.entries(growing).map(([key, member]) =>
    typeof member === 'string' ? { key, name: member, below: undefined } : { key, name: '', below: shaped(member) },
  );
  return { members, isList: members.every(({ key }) => isNumber(key)) };
}

const isNumber = (key: string): boolean => /^\d+$/.test(key);

function arePlain(leaves: readonly Leaf[], attributes: Attributes): boolean {
  for (const { name } of leaves) {
    const value = attributes[name];
    if (typeof value !== 'string' && typeof value !== 'boolean' && !Number.isFinite(value)) return false;
  }
  return true;
}

function grown({ members }: Shape, attributes: Attributes): JsonObject {
  const object: Writable = {};
  for (const member of members) put(object, member.key, valueOfMember(member, attributes));
  return object;
}

function valueOfMember({ name, below }: Member, attributes: Attributes): Json {
  if (below === undefined) return attributes[name] as Json;
  return below.isList ? below.members.map((member) => valueOfMember(member, attributes)) : grown(below, attributes);
}

// What is nested, or says nothing, is put in place one after the other.

function tree(leaves: readonly Leaf[], attributes: Attributes): JsonObject {
  const root: Writable = {};
  for (const { name, path } of leaves) {
    const value = toJson(attributes[name]);
    if (value !== undefined && value !== null) place(root, path, value);
  }
  return root;
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
