import { maxDepth } from '../../json/json';
import { type Attributes, put } from '../put';
import { noAttributes } from '../received-span';
import type { WireReader } from './wire-reader';

/** Attributes with one more, a KeyValue. */
export function withAttribute(reader: WireReader, attributes: Attributes): Attributes {
  const target = attributes === noAttributes ? {} : attributes;
  readMember(reader, target, 0);
  return target;
}

/** One KeyValue. @param depth of the object that has it */
function readMember(reader: WireReader, target: Record<string, unknown>, depth: number): void {
  const outer = reader.enter();
  let key = '';
  let value: unknown = null;
  while (reader.next()) {
    switch (reader.field) {
      case 1:
        key = reader.text();
        break;
      case 2:
        value = readAnyValue(reader, value, depth);
        break;
      default:
        reader.skip();
    }
  }
  reader.leave(outer);
  put(target, key, value);
}

/**
 * `null` for a value that is of no type. Of several, the last stands; but lists, and likewise objects, that follow one another are
 * one list, as protobuf merges messages that should be there once.
 * @param before the value of the same member that was read already
 */
export function readAnyValue(reader: WireReader, before: unknown, depth: number): unknown {
  const outer = reader.enter();
  let value = before;
  while (reader.next()) {
    switch (reader.field) {
      case 1:
        value = reader.text();
        break;
      case 2:
        value = reader.bool();
        break;
      case 3:
        value = reader.int64();
        break;
      case 4:
        value = reader.double();
        break;
      case 5:
        value = readItems(reader, Array.isArray(value) ? value : [], depth + 1);
        break;
      case 6:
        value = readMembers(reader, isMembers(value) ? value : {}, depth + 1);
        break;
      case 7:
        value = reader.bytes();
        break;
      default:
        reader.skip();
    }
  }
  reader.leave(outer);
  return value;
}

/** An ArrayValue. */
function readItems(reader: WireReader, items: unknown[], depth: number): readonly unknown[] {
  if (depth > maxDepth) throw tooDeep(reader);
  const outer = reader.enter();
  while (reader.next()) {
    if (reader.field === 1) items.push(readAnyValue(reader, null, depth));
    else reader.skip();
  }
  reader.leave(outer);
  return items;
}

/** A KeyValueList. */
function readMembers(reader: WireReader, members: Record<string, unknown>, depth: number): Attributes {
  if (depth > maxDepth) throw tooDeep(reader);
  const outer = reader.enter();
  while (reader.next()) {
    if (reader.field === 1) readMember(reader, members, depth);
    else reader.skip();
  }
  reader.leave(outer);
  return members;
}

const tooDeep = (reader: WireReader): Error => reader.malformed(`a value in more than ${maxDepth} lists and objects`);

const isMembers = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
