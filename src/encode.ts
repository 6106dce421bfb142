import type { Shorten } from './delivery/record';
import type { CreateModelEvent, JsonObject } from './mapping/model-event';
import { shortened } from './shorten';

/** A record as UTF-8 JSON of at most `maxBytes`. One Buffer a record: bytes of known length, immune to later changes. */
export function encode(record: CreateModelEvent, maxBytes: number): Buffer {
  // Text far over the limit is cut before it is serialised: a 50 MB prompt would block the loop only to be thrown away.
  if (textLength(record) <= maxBytes) {
    const bytes = Buffer.from(JSON.stringify(record));
    if (bytes.length <= maxBytes) return bytes;
  }
  return Buffer.from(JSON.stringify(shortened(record as unknown as JsonObject, maxBytes)));
}

/** For a limit that the endpoint turned out to have. */
export const shorten: Shorten = (bytes, maxBytes) => {
  const shorter = Buffer.from(JSON.stringify(shortened(JSON.parse(bytes.toString()) as JsonObject, maxBytes)));
  return shorter.length <= maxBytes ? shorter : undefined;
};

/** Characters in all texts of a value: never more than the bytes of its JSON. */
function textLength(value: unknown): number {
  let length = 0;
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next === 'string') length += next.length;
    else if (typeof next === 'object' && next !== null) for (const inner of Object.values(next)) open.push(inner);
  }
  return length;
}
