import { crc32 } from '../../runtime/crc32';
import type { Encoded } from '../batch';
import type { SessionStart } from '../session-start';

// An entry of a segment, numbers big-endian:
//
//    0  marker
//    4  CRC-32 of all that follows
//    8  length of what follows the head
//   12  kind: a record, verdicts on earlier entries, a record with its session, an update
//   13  length of the id, three bytes
//   16  a record or an update: when it was made (milliseconds since 1970, a double), its id, its JSON
//       with its session: the id is followed by a line break and the session as JSON, both within the id's length
//       verdicts: the offsets of those entries in this segment, four bytes each

/** Its first and last byte never occur in UTF-8: after a damaged entry, the next marker starts the next entry. */
export const marker: Buffer = Buffer.from([0xf5, 0x48, 0x48, 0xfa]);
export const headBytes = 16;
const timeBytes = 8;
const recordKind = 1;
export const verdictsKind = 2;
const sessionRecordKind = 3;
export const updateKind = 4;

/** What an entry holds, unless it is verdicts. */
export interface Entry extends Encoded {
  /** To be started ahead of the record. */
  readonly session?: SessionStart | undefined;
  /** It is an update of an event, and no record. */
  readonly isUpdate?: true | undefined;
}

export const isRecordKind = (kind: number | undefined): boolean => kind === recordKind || kind === sessionRecordKind;

const kindOf = ({ session, isUpdate }: Entry): number =>
  isUpdate === true ? updateKind : session === undefined ? recordKind : sessionRecordKind;

const labelOf = ({ id, session }: Entry): string => (session === undefined ? id : `${id}\n${JSON.stringify(session)}`);

export interface StoredEntry extends Entry {
  /** Milliseconds since 1970, by the clock of the process that wrote it. */
  readonly madeAt: number;
}

/** What precedes the JSON of a record or an update in its entry. */
export function recordHead(entry: Entry, madeAt: number): Buffer {
  const { bytes } = entry;
  const label = labelOf(entry);
  const idBytes = Buffer.byteLength(label);
  const head = Buffer.allocUnsafe(headBytes + timeBytes + idBytes);
  writeHead(head, kindOf(entry), idBytes, timeBytes + idBytes + bytes.length);
  head.writeDoubleBE(madeAt, headBytes);
  head.write(label, headBytes + timeBytes);
  head.writeUInt32BE(crc32(bytes, crc32(head.subarray(8))), 4);
  return head;
}

/** Length of the entry of a record or an update. */
export const recordBytes = (entry: Entry): number =>
  headBytes + timeBytes + Buffer.byteLength(labelOf(entry)) + entry.bytes.length;

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

/** What a whole entry holds; `undefined` if it is damaged, or verdicts. */
export function recordOf(entry: Buffer): StoredEntry | undefined {
  const kind = entry[12];
  if (!isSound(entry) || !(isRecordKind(kind) || kind === updateKind)) return undefined;
  const jsonAt = headBytes + timeBytes + entry.readUIntBE(13, 3);
  const label = entry.toString('utf8', headBytes + timeBytes, jsonAt);
  const read = { bytes: entry.subarray(jsonAt), madeAt: entry.readDoubleBE(headBytes) };
  if (kind === updateKind) return { ...read, id: label, isUpdate: true };
  if (kind === recordKind) return { ...read, id: label };
  const idEnd = label.indexOf('\n');
  return { ...read, id: label.slice(0, idEnd), session: JSON.parse(label.slice(idEnd + 1)) as SessionStart };
}

const isSound = (entry: Buffer): boolean =>
  entryBytes(entry) === entry.length && crc32(entry.subarray(8)) === entry.readUInt32BE(4);
