import type { Shorten } from '../delivery/record';
import type { JsonObject } from '../json/json';
import type { CreateModelEvent } from '../mapping/record/model-event';
import { completed, type ModelEventDraft } from '../mapping/record/model-event-draft';
import type { V1Event } from '../mapping/record/v1-event';
import { WrittenJson } from '../mapping/splice/written-json';
import { finish, type Steps } from '../runtime/steps';
import { shortenedJson, shortening } from './truncate';

/** A record as UTF-8 JSON of at most `maxBytes`. One Buffer a record: bytes of known length, immune to later changes. */
export const encode = (record: CreateModelEvent | V1Event, maxBytes: number): Buffer =>
  finish(encoding(record, maxBytes));

/** The same in steps, each of which takes the record once. */
export function* encoding(record: CreateModelEvent | V1Event, maxBytes: number): Steps<Buffer> {
  // Text far over the limit is cut before it is serialised, only to be thrown away.
  if (roomAfter(record, maxBytes) >= 0) {
    const json = JSON.stringify(record);
    yield;
    const bytes = utf8(json);
    if (bytes.length <= maxBytes) return bytes;
    yield;
  }
  const json = yield* shortening(record as unknown as JsonObject, maxBytes);
  yield;
  return utf8(json);
}

/**
 * The same of a draft.
 * @param weight about as many characters as its span has; 0 if that is not known
 */
export function encodeDraft(draft: ModelEventDraft, maxBytes: number, weight = 0): Buffer {
  const isShort = weight > 0 && weight < maxBytes / 2 && !draft.isEnriched;
  if (isShort || roomAfterDraft(draft, maxBytes) >= 0) {
    const bytes = utf8Of(piecesOf(draft));
    if (bytes.length <= maxBytes) return bytes;
  }
  return utf8(shortenedJson(completed(draft) as unknown as JsonObject, maxBytes));
}

/** The same in steps, each of which takes the record once. */
export function* draftEncoding(draft: ModelEventDraft, maxBytes: number): Steps<Buffer> {
  if (roomAfterDraft(draft, maxBytes) >= 0) {
    const pieces = piecesOf(draft);
    yield;
    if (bytesOf(pieces) <= maxBytes) return yield* writing(pieces);
    yield;
  }
  const record = completed(draft) as unknown as JsonObject;
  yield;
  const json = yield* shortening(record, maxBytes);
  yield;
  return utf8(json);
}

function piecesOf({ head, messages, response, tools, rest }: ModelEventDraft): readonly string[] {
  const pieces = [`${JSON.stringify(head).slice(0, -1)},"messages":`];
  pushPieces(pieces, messages);
  pieces.push(',"response":');
  pushPieces(pieces, response);
  if (tools !== undefined) {
    pieces.push(',"tools":');
    pushPieces(pieces, tools);
  }
  pieces.push(',', JSON.stringify(rest).slice(1));
  return pieces;
}

function pushPieces(pieces: string[], value: unknown): void {
  if (value instanceof WrittenJson) for (const piece of value.pieces) pieces.push(piece);
  else pieces.push(JSON.stringify(value));
}

function roomAfterDraft({ head, messages, response, tools, rest }: ModelEventDraft, room: number): number {
  let left = room;
  for (const part of [head, messages, response, tools, rest]) if (left >= 0) left = roomAfter(textsOf(part), left);
  return left;
}

/** Of a conversation only the pieces: its other fields repeat text that they contain. */
const textsOf = (value: unknown): unknown => (value instanceof WrittenJson ? value.pieces : value);

/** For a limit that the endpoint turned out to have. */
export const shorten: Shorten = (bytes, maxBytes) => {
  const shorter = utf8(shortenedJson(JSON.parse(bytes.toString()) as JsonObject, maxBytes));
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
 * Short records are written side by side, a comma after each: a body then goes to the socket in a few pieces.
 * Two hundred pieces take twice the time. Small, since one waiting record keeps all of it in memory.
 */
const slabBytes = 2 ** 15;
const comma = 0x2c;
let slab = Buffer.alloc(0);
let slabEnd = 0;

/** One text after the other: joined, one character outside Latin-1 would double all of them for every later pass. */
function utf8Of(pieces: readonly string[]): Buffer {
  let chars = 0;
  for (const piece of pieces) chars += piece.length;
  const maxBytes = chars * maxBytesPerUnit;
  if (maxBytes > scratch.length) return finish(writing(pieces));
  if (maxBytes > slabBytes / 4) return Buffer.from(scratch.subarray(0, write(pieces, scratch, 0)));

  if (slabEnd + maxBytes >= slab.length) {
    slab = Buffer.allocUnsafeSlow(slabBytes);
    slabEnd = 0;
  }
  const start = slabEnd;
  const end = write(pieces, slab, start);
  slab[end] = comma;
  slabEnd = end + 1;
  return slab.subarray(start, end);
}

const bytesOf = (pieces: readonly string[]): number => pieces.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0);

/** The same of many or long texts, in steps. They are not joined first: that would be one more copy of all. */
function* writing(pieces: readonly string[]): Steps<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(bytesOf(pieces));
  let at = 0;
  for (let first = 0; first < pieces.length; ) {
    let last = first;
    for (let chars = 0; last < pieces.length && chars < stepChars; last += 1) chars += pieces[last]?.length ?? 0;
    at = write(pieces.slice(first, last), buffer, at);
    first = last;
    yield;
  }
  return buffer;
}

const stepChars = 2 ** 18;

/** @returns where it ends */
function write(pieces: readonly string[], buffer: Buffer, start: number): number {
  let at = start;
  let glue = '';
  for (const piece of pieces) {
    if (piece.length < minWriteChars) {
      glue += piece;
      continue;
    }
    if (glue !== '') at += buffer.write(glue, at);
    at += buffer.write(piece, at);
    glue = '';
  }
  return glue === '' ? at : at + buffer.write(glue, at);
}

/** Of shorter texts each write costs more than their joining. */
const minWriteChars = 1024;

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
