import type { Shorten } from './delivery/record';
import type { CreateModelEvent, JsonObject } from './mapping/model-event';
import type { V1Event } from './mapping/v1-event';
import { shortened } from './shorten';

/** A record as UTF-8 JSON of at most `maxBytes`. One Buffer a record: bytes of known length, immune to later changes. */
export function encode(record: CreateModelEvent | V1Event, maxBytes: number): Buffer {
  // Text far over the limit is cut before it is serialised: a 50 MB prompt would block the loop only to be thrown away.
  if (roomAfter(record, maxBytes) >= 0) {
    const bytes = utf8(JSON.stringify(record));
    if (bytes.length <= maxBytes) return bytes;
  }
  return utf8(JSON.stringify(shortened(record as unknown as JsonObject, maxBytes)));
}

/** For a limit that the endpoint turned out to have. */
export const shorten: Shorten = (bytes, maxBytes) => {
  const shorter = utf8(JSON.stringify(shortened(JSON.parse(bytes.toString()) as JsonObject, maxBytes)));
  return shorter.length <= maxBytes ? shorter : undefined;
};

/** Untouched pages of it take no memory. */
const scratch = Buffer.allocUnsafeSlow(2 ** 20);
const maxBytesPerUnit = 3;

/** Written once and copied: `Buffer.from` goes through text twice to learn its length first, at half the speed for 150 KB. */
function utf8(text: string): Buffer {
  if (text.length * maxBytesPerUnit > scratch.length) return Buffer.from(text);
  return Buffer.from(scratch.subarray(0, scratch.write(text)));
}

/**
 * The room that is left after all texts of a value, in characters: never less than after the bytes of its JSON, negative once
 * they do not fit. Recursive, since records are never deep. Asked of every record, so it makes no lists of its own.
 */
function roomAfter(value: unknown, room: number): number {
  if (typeof value === 'string') return room - value.length;
  if (typeof value !== 'object' || value === null) return room;
  let left = room;
  if (Array.isArray(value)) {
    for (const item of value) {
      left = roomAfter(item, left);
      if (left < 0) break;
    }
    return left;
  }
  const object = value as Readonly<Record<string, unknown>>;
  for (const key in object) {
    left = roomAfter(object[key], left);
    if (left < 0) break;
  }
  return left;
}
