import { crc32 } from '../../runtime/crc32';
import type { Encoded } from '../batch';

// An entry of a segment, numbers big-endian:
//
//    0  marker
//    4  CRC-32 of all that follows
//    8  length of what follows the head
//   12  kind: a record, or verdicts on earlier records
//   13  length of the record's id, three bytes
//   16  a record: when it was made (milliseconds since 1970, a double), its id, its JSON
//       verdicts: the offsets of those records in this segment, four bytes each

/** Its first and last byte never occur in UTF-8: after a damaged entry, the next marker starts the next entry. */
export const marker = Buffer.from([0xf5, 0x48, 0x48, 0xfa]);
export const headBytes = 16;
const timeBytes = 8;
export const recordKind = 1;
export const verdictsKind = 2;

export interface StoredRecord extends Encoded {
  /** Milliseconds since 1970, by the clock of the process that wrote it. */
  readonly madeAt: number;
}

/** What precedes the JSON of a record in its entry. */
export function recordHead({ id, bytes }: Encoded, madeAt: number): Buffer {
  const idBytes = Buffer.byteLength(id);
  const head = Buffer.allocUnsafe(headBytes + timeBytes + idBytes);
  writeHead(head, recordKind, idBytes, timeBytes + idBytes + bytes.length);
  head.writeDoubleBE(madeAt, headBytes);
  head.write(id, headBytes + timeBytes);
  head.writeUInt32BE(crc32(bytes, crc32(head.subarray(8))), 4);
  return head;
}

/** Length of a record's entry. */
export const recordBytes = ({ id, bytes }: Encoded): number =>
  headBytes + timeBytes + Buffer.byteLength(id) + bytes.length;

/** @param offsets of the records that have their verdict */
export function verdictsEntry(offsets: readonly number[]): Buffer {
  const entry = Buffer.allocUnsafe(headBytes + 4 * offsets.length);
  writeHead(entry, verdictsKind, 0, 4 * offsets.length);
  for (const [index, offset] of offsets.entries()) entry.writeUInt32BE(offset, headBytes + 4 * index);
  entry.writeUInt32BE(crc32(entry.subarray(8)), 4);
  return entry;
}

function writeHead(entry: Buffer, kind: number, idBytes: number, length: number): void {
  marker.copy(entry);
  entry.writeUInt32BE(length, 8);
  entry[12] = kind;
  entry.writeUIntBE(idBytes, 13, 3);
}

/** Length of the whole entry that begins with this head; `undefined` if it is no head. */
export const entryBytes = (head: Buffer): number | undefined =>
  head.length >= headBytes && head.subarray(0, 4).equals(marker) ? headBytes + head.readUInt32BE(8) : undefined;

/** The record of a whole entry; `undefined` if the entry is damaged, or of another kind. */
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
