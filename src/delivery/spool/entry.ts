import { crc32 } from '../../runtime/crc32';
import type { Encoded } from '../batch';

// An entry of a segment, numbers big-endian:
//
//    0  marker
//    4  CRC-32 of all that follows
//    8  length of what follows the head
//   12  kind: a record, or verdicts on records before it
//   13  length of the record's id, three bytes
//   16  a record: when it was made (milliseconds since 1970, a double), its id, its JSON
//       verdicts: where in this segment those records begin, four bytes each

/** Its first and last byte never occur in UTF-8: after damage, the next marker is the next entry. */
const marker = Buffer.from([0xf5, 0x48, 0x48, 0xfa]);
export const headBytes = 16;
const timeBytes = 8;
const recordKind = 1;
const verdictsKind = 2;

export interface StoredRecord extends Encoded {
  /** Milliseconds since 1970, by the clock of whoever wrote it. */
  readonly madeAt: number;
}

/** What stands before the JSON of a record: its entry is both, one after the other. */
export function recordHead({ id, bytes }: Encoded, madeAt: number): Buffer {
  const idBytes = Buffer.byteLength(id);
  const head = Buffer.allocUnsafe(headBytes + timeBytes + idBytes);
  writeHead(head, recordKind, idBytes, timeBytes + idBytes + bytes.length);
  head.writeDoubleBE(madeAt, headBytes);
  head.write(id, headBytes + timeBytes);
  head.writeUInt32BE(crc32(bytes, crc32(head.subarray(8))), 4);
  return head;
}

export const recordBytes = ({ id, bytes }: Encoded): number =>
  headBytes + timeBytes + Buffer.byteLength(id) + bytes.length;

/** @param places where the records begin that have their verdict */
export function verdictsEntry(places: readonly number[]): Buffer {
  const entry = Buffer.allocUnsafe(headBytes + 4 * places.length);
  writeHead(entry, verdictsKind, 0, 4 * places.length);
  for (const [index, place] of places.entries()) entry.writeUInt32BE(place, headBytes + 4 * index);
  entry.writeUInt32BE(crc32(entry.subarray(8)), 4);
  return entry;
}

function writeHead(entry: Buffer, kind: number, idBytes: number, length: number): void {
  marker.copy(entry);
  entry.writeUInt32BE(length, 8);
  entry[12] = kind;
  entry.writeUIntBE(idBytes, 13, 3);
}

/** How long the whole entry is that begins with this head; `undefined` if it is none. */
export const entryBytes = (head: Buffer): number | undefined =>
  head.length >= headBytes && head.subarray(0, 4).equals(marker) ? headBytes + head.readUInt32BE(8) : undefined;

/** The record of a whole entry; `undefined` if it is damaged, or no record. */
export function recordOf(entry: Buffer): StoredRecord | undefined {
  if (!isSound(entry) || entry[12] !== recordKind) return undefined;
  const jsonAt = headBytes + timeBytes + entry.readUIntBE(13, 3);
  return {
    id: entry.toString('utf8', headBytes + timeBytes, jsonAt),
    bytes: entry.subarray(jsonAt),
    madeAt: entry.readDoubleBE(headBytes),
  };
}

const isSound = (entry: Buffer): boolean =>
  entryBytes(entry) === entry.length && crc32(entry.subarray(8)) === entry.readUInt32BE(4);

export interface Survey {
  /** Where the records begin that have no verdict. */
  readonly unsettled: readonly number[];
  /** Entries in the midst that cannot be read, and had no verdict. */
  readonly damaged: number;
  /** Where what can be read ends. After it: an entry that was being written when the process died. */
  readonly end: number;
}

/** What stands in a segment. @param start where its first entry begins */
export function survey(segment: Buffer, start: number): Survey {
  const records: number[] = [];
  const damaged: number[] = [];
  const settled = new Set<number>();
  let end = Math.min(start, segment.length);
  for (let at = end; at < segment.length; ) {
    const entry = segment.subarray(at, at + (entryBytes(segment.subarray(at, at + headBytes)) ?? 0));
    if (isSound(entry)) {
      if (entry[12] === recordKind) records.push(at);
      if (entry[12] === verdictsKind) for (const place of placesOf(entry)) settled.add(place);
      at += entry.length;
      end = at;
      continue;
    }
    const next = segment.indexOf(marker, at + 1);
    const isWhole = entry.length >= headBytes && entryBytes(entry) === entry.length;
    // Cut off at the very end, it was being written; verdicts cost no record.
    if ((next >= 0 || isWhole) && segment[at + 12] !== verdictsKind) damaged.push(at);
    at = next < 0 ? segment.length : next;
  }
  const isOpen = (place: number): boolean => !settled.has(place);
  return { unsettled: records.filter(isOpen), damaged: damaged.filter(isOpen).length, end };
}

function* placesOf(verdicts: Buffer): Iterable<number> {
  for (let at = headBytes; at < verdicts.length; at += 4) yield verdicts.readUInt32BE(at);
}
