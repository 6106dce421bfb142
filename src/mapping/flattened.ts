import { byNames } from './attribute-names';
import { byName } from './by-name';
import { isJsonObject, put, toJson, type Writable } from './json';
import type { Json, JsonObject } from './model-event';
import type { Attributes, SpanView } from './span';

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
  const items: JsonObject[] = [];
  for (const member of itemsBelow(prefix)(names).members) {
    const item = memberValue(member, attributes, grown);
    if (isJsonObject(item)) items.push(item);
  }
  return items;
}

/** What all attributes of the items say, as one text to know them by; `undefined` if some are no texts. */
export function flattenedText({ attributes, names }: Named, prefix: string): string | undefined {
  let text = '';
  for (const name of namesOfItems(prefix)(names)) {
    const value = attributes[name];
    if (typeof value !== 'string') return undefined;
    text += `${name} ${value.length} ${value}`;
  }
  return text;
}

const namesOfItems = byName((prefix) => byNames((names) => names.filter((name) => isItemOf(prefix, name))));

/** The object whose leaves an instrumentation writes as one attribute each; empty if there are none. */
export const flattenedObject = ({ attributes, names }: Named, prefix: string): JsonObject =>
  grown(allBelow(prefix)(names), attributes) ?? {};

/** Whether an attribute of this name says something of a numbered item. */
export function isItemOf(prefix: string, name: string): boolean {
  return name.startsWith(prefix) && isDigit(name.charCodeAt(prefix.length));
}

/** Whether a name starts with a prefix and goes on. */
export function isBelow(prefix: string, name: string): boolean {
  return name.length > prefix.length && name.startsWith(prefix);
}

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

/** What attributes make together, by their names: taking these apart is most of the work, and done once for all spans of a kind. */
interface Shape {
  readonly members: readonly Member[];
  /** All of its members have numbers for names. */
  readonly isList: boolean;
}
/** Some are a value, and some an object or a list of what is written below it. Of one that is both, what was written first counts. */
interface Member {
  readonly key: string;
  /** The attribute with its value. */
  readonly name: string | undefined;
  readonly below: Shape | undefined;
  readonly isValueFirst: boolean;
}

const shapes = (covers: (prefix: string, name: string) => boolean): ((prefix: string) => (names: Names) => Shape) =>
  byName((prefix) => byNames((names) => shapeOf(names, prefix, covers)));

const itemsBelow = shapes(isItemOf);
const allBelow = shapes(isBelow);

interface Growing {
  name: string | undefined;
  isValueFirst: boolean;
  /** Without a prototype, so that any name is one; objects keep the order of numbers by themselves. */
  readonly below: Record<string, Growing>;
}
const seed = (): Growing => ({
  name: undefined,
  isValueFirst: false,
  below: Object.create(null) as Record<string, Growing>,
});

function shapeOf(names: Names, prefix: string, covers: (prefix: string, name: string) => boolean): Shape {
  const root = seed();
  for (const name of names) {
    if (!covers(prefix, name)) continue;
    let at = root;
    for (const step of stepsOf(name.slice(prefix.length))) {
      at.below[step] ??= seed();
      at = at.below[step];
    }
    at.name = name;
    at.isValueFirst = isEmpty(at.below);
  }
  return shaped(root);
}

function stepsOf(name: string): readonly string[] {
  const steps = name.split('.');
  return steps.length <= maxSteps ? steps : [...steps.slice(0, maxSteps), steps.slice(maxSteps).join('.')];
}

function shaped({ below }: Growing): Shape {
  const members = Object.entries(below).map(([key, member]) => ({
    key,
    name: member.name,
    below: isEmpty(member.below) ? undefined : shaped(member),
    isValueFirst: member.isValueFirst,
  }));
  return { members, isList: members.every(({ key }) => /^\d+$/.test(key)) };
}

function isEmpty(object: object): boolean {
  for (const _ in object) return false;
  return true;
}

type Grow = (shape: Shape, attributes: Attributes) => Json | undefined;

/** `undefined` if none of the attributes says anything. */
function grown({ members }: Shape, attributes: Attributes): JsonObject | undefined {
  let object: Writable | undefined;
  for (const member of members) {
    const value = memberValue(member, attributes, grownOrListed);
    if (value === undefined) continue;
    object ??= {};
    put(object, member.key, value);
  }
  return object;
}

function grownOrListed(shape: Shape, attributes: Attributes): Json | undefined {
  if (!shape.isList) return grown(shape, attributes);
  const list: Json[] = [];
  for (const member of shape.members) {
    const value = memberValue(member, attributes, grownOrListed);
    if (value !== undefined) list.push(value);
  }
  return list.length === 0 ? undefined : list;
}

function memberValue({ name, below, isValueFirst }: Member, attributes: Attributes, grow: Grow): Json | undefined {
  const value = name === undefined ? undefined : (toJson(attributes[name]) ?? undefined);
  if (below === undefined || (isValueFirst && value !== undefined)) return value;
  return grow(below, attributes) ?? value;
}
