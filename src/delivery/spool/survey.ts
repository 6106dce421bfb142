import { crc32 } from '../../runtime/crc32';
import type { Steps } from '../../runtime/steps';
import { entryBytes, headBytes, isRecordKind, marker, updateKind, verdictsKind } from './entry';
import type { FileWindow } from './file-window';

/** What a segment holds. */
export interface Survey {
  /** Offsets of the records that have no verdict. */
  readonly unsettled: readonly number[];
  /** The same of updates of events. */
  readonly updates: readonly number[];
  /** How many entries cannot be read, and had no verdict; an incomplete one at the end does not count. */
  readonly damaged: number;
  /** Where the last readable entry ends. An entry may follow that was being written when the process died. */
  readonly end: number;
}

/** Damaged lengths may lead over other entries, which are then read more than once: so many times the file at most. */
const maxReread = 4;

/**
 * Reads the entries of a segment, in steps of less than a millisecond, and in time that grows with its length alone, whatever it holds.
 * @param start where the first entry begins
 */
export function* survey(file: FileWindow, start: number): Steps<Survey> {
  const unsettled = new Offsets();
  const updates = new Offsets();
  const damaged = new Offsets();
  let end = Math.min(start, file.length);
  let misread = 0;
  for (let at = end; at < file.length; ) {
    yield;
    const head = file.from(at, headBytes);
    const length = entryBytes(head) ?? 0;
    const kind = head[12];
    const isWhole = length > 0 && at + length <= file.length;
    // When too much was misread, an entry that would lead over another one is not tried any more.
    const mayBeSound =
      isWhole && (misread <= maxReread * file.length || !(yield* hasMarker(file, at + 1, at + length)));
    if (mayBeSound && (yield* isSound(file, at, length))) {
      if (isRecordKind(kind)) unsettled.add(at);
      if (kind === updateKind) updates.add(at);
      if (kind === verdictsKind)
        yield* forEachOffset(file, at + headBytes, at + length, (offset) => {
          unsettled.delete(offset);
          updates.delete(offset);
          damaged.delete(offset);
        });
      at += length;
      end = at;
      continue;
    }
    if (mayBeSound) misread += length;
    const next = yield* nextMarker(file, at + 1, file.length);
    // An incomplete entry at the very end was being written; damaged verdicts cost no record.
    if ((next !== undefined || isWhole) && kind !== verdictsKind) damaged.add(at);
    at = next ?? file.length;
  }
  return { unsettled: unsettled.all, updates: updates.all, damaged: damaged.size, end };
}

/** A set, in ascending order, in small parts: one large set takes too long in the step in which it has to grow. */
class Offsets {
  readonly #parts = new Map<number, Set<number>>();

  /** @param offset larger than those before */
  add(offset: number): void {
    const part = this.#parts.get(offset >>> 16);
    if (part === undefined) this.#parts.set(offset >>> 16, new Set([offset]));
    else part.add(offset);
  }

  delete(offset: number): void {
    this.#parts.get(offset >>> 16)?.delete(offset);
  }

  get size(): number {
    let size = 0;
    for (const part of this.#parts.values()) size += part.size;
    return size;
  }

  get all(): readonly number[] {
    const all: number[] = [];
    for (const part of this.#parts.values()) for (const offset of part) all.push(offset);
    return all;
  }
}

/** Whether the checksum of a whole entry is right. */
function* isSound(file: FileWindow, at: number, length: number): Steps<boolean> {
  const expected = file.from(at, headBytes).readUInt32BE(4);
  let checksum = 0;
  for (let position = at + 8; position < at + length; ) {
    const piece = file.from(position, 1).subarray(0, at + length - position);
    if (piece.length === 0) return false; // the file was cut meanwhile
    checksum = crc32(piece, checksum);
    position += piece.length;
    if (position < at + length) yield;
  }
  return checksum === expected;
}

/** Where the first marker begins of those that end before `to`. */
function* nextMarker(file: FileWindow, from: number, to: number): Steps<number | undefined> {
  for (let position = from; position + marker.length <= to; ) {
    const piece = file.from(position, marker.length).subarray(0, to - position);
    if (piece.length < marker.length) return undefined;
    const index = piece.indexOf(marker);
    if (index >= 0) return position + index;
    position += piece.length - marker.length + 1;
    yield;
  }
  return undefined;
}

function* hasMarker(file: FileWindow, from: number, to: number): Steps<boolean> {
  return (yield* nextMarker(file, from, to)) !== undefined;
}

/** @param use called with every offset that the verdicts between these positions name */
function* forEachOffset(file: FileWindow, from: number, to: number, use: (offset: number) => void): Steps<void> {
  for (let position = from; position + 4 <= to; ) {
    const piece = file.from(position, 4);
    const count = Math.floor(Math.min(piece.length, to - position) / 4);
    if (count === 0) return;
    for (let index = 0; index < count; index += 1) use(piece.readUInt32BE(4 * index));
    position += 4 * count;
    yield;
  }
}
