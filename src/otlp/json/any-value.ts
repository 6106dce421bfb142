import { maxDepth } from '../../json/json';
import { MalformedOtlp } from '../malformed-otlp';
import { type Attributes, put } from '../put';
import { noAttributes } from '../received-span';
import { isBase64 } from './base64';
import { type Members, member, objectOf, readEach, textOf, within } from './members';
import { doubleOf, int64Of } from './numbers';

/** The `attributes` of a message. */
export const attributesOf = (members: Members): Attributes => {
  const attributes: Record<string, unknown> = {};
  readMembers(members, 'attributes', attributes, 0);
  return member(members, 'attributes') === undefined ? noAttributes : attributes;
};

/** A member that is an AnyValue; `undefined` if it is absent. */
export function anyValueIn(members: Members, name: string): unknown {
  const value = member(members, name);
  return value === undefined ? undefined : inside(name, value, 0);
}

/** A list of KeyValues, each of which becomes a member of `target`. */
function readMembers(members: Members, list: string, target: Record<string, unknown>, depth: number): void {
  readEach(members, list, (item) => {
    const value = member(item, 'value');
    put(target, textOf(item, 'key'), value === undefined ? null : inside('value', value, depth));
  });
}

function inside(name: string, value: unknown, depth: number): unknown {
  try {
    return anyValueOf(objectOf(value), depth);
  } catch (error) {
    throw within(name, error);
  }
}

/** `null` for a value that is of no type. If it has several, the last is taken, as of protobuf. */
function anyValueOf(members: Members, depth: number): unknown {
  let value: unknown = null;
  for (const name in members) {
    const written = members[name];
    if (written === null) continue;
    value = typedValue(name, written, depth) ?? value;
  }
  return value;
}

/** `undefined` for a type that is not known. */
function typedValue(name: string, written: unknown, depth: number): unknown {
  switch (name) {
    case 'stringValue':
    case 'string_value':
      return ofType('string', written, name);
    case 'boolValue':
    case 'bool_value':
      return ofType('boolean', written, name);
    case 'intValue':
    case 'int_value':
      return int64Of(written, name);
    case 'doubleValue':
    case 'double_value':
      return doubleOf(written, name);
    case 'arrayValue':
    case 'array_value':
      return nested(name, written, depth, itemsOf);
    case 'kvlistValue':
    case 'kvlist_value':
      return nested(name, written, depth, membersOf);
    case 'bytesValue':
    case 'bytes_value':
      return bytesOf(written, name);
    default:
      return undefined;
  }
}

function nested(
  name: string,
  written: unknown,
  depth: number,
  read: (members: Members, depth: number) => unknown,
): unknown {
  if (depth >= maxDepth) throw new MalformedOtlp(`a value in more than ${maxDepth} lists and objects`, name);
  try {
    return read(objectOf(written), depth + 1);
  } catch (error) {
    throw within(name, error);
  }
}

function itemsOf(members: Members, depth: number): readonly unknown[] {
  const items: unknown[] = [];
  readEach(members, 'values', (item) => items.push(anyValueOf(item, depth)));
  return items;
}

function membersOf(members: Members, depth: number): Attributes {
  const target: Record<string, unknown> = {};
  readMembers(members, 'values', target, depth);
  return target;
}

function ofType(type: 'string' | 'boolean', value: unknown, name: string): unknown {
  if (typeof value !== type) throw new MalformedOtlp(`no ${type}`, name);
  return value;
}

function bytesOf(value: unknown, name: string): Uint8Array {
  if (typeof value !== 'string' || !isBase64(value)) throw new MalformedOtlp('no base64', name);
  return new Uint8Array(Buffer.from(value, 'base64'));
}
