import { createHash } from 'node:crypto';
import type { Json, JsonObject } from '../../json/json';
import { isJsonObject, isList, nonEmptyText, parseJson, put, stringify, type Writable } from '../../json/json';
import { dataUriMarker, type MediaDigest, readMediaMarker } from '../../json/media-marker';
import { mediaKinds, mediaNames, mimeNames, mimeTypeOfBase64, onlyMediaNames } from '../../json/media-places';
import { base64Run } from './base64-run';

/** Media of more bytes are replaced, unless an option sets another limit. */
export const defaultMaxMediaBytes = 4096;

/**
 * The same messages, message or fields without the base64 media of more than `maxBytes` bytes: a part of a message becomes
 * `{type, mime_type, bytes, sha256}` and its other members, a data URI amid text `data:…;bytes=…;sha256=…`. Media are recognised
 * by their context (a MIME type, a format, a kind of part); text that merely looks like base64 stays. Linear; values without
 * media are not copied.
 */
export function withoutLargeMedia(value: readonly JsonObject[], maxBytes: number): readonly JsonObject[];
export function withoutLargeMedia(value: JsonObject, maxBytes: number): JsonObject;
export function withoutLargeMedia(value: JsonObject | readonly JsonObject[], maxBytes: number): Json {
  const limit = { maxBytes, minChars: minCharsFor(maxBytes) };
  return isList(value) ? stripList(value, limit) : stripMembers(value, limit);
}

/** `false` if a text, or a text with this JSON, holds no media of more bytes. */
export const mayHoldMedia = (text: string, maxBytes: number): boolean =>
  base64Run(text, 0, minCharsFor(maxBytes)) !== undefined;

const minCharsFor = (maxBytes: number): number => Math.ceil(((maxBytes + 1) * 4) / 3);

interface Limit {
  readonly maxBytes: number;
  /** Base64 of fewer characters is within the limit. */
  readonly minChars: number;
}

function stripValue(value: Json, key: string, limit: Limit): Json {
  if (typeof value === 'string') return value.length < limit.minChars ? value : stripText(value, limit);
  if (isList(value)) return stripList(value, limit);
  return isJsonObject(value) ? stripObject(value, key, limit) : value;
}

function stripList(list: readonly Json[], limit: Limit): readonly Json[] {
  let copy: Json[] | undefined;
  for (const [index, item] of list.entries()) {
    const stripped = stripValue(item, '', limit);
    if (stripped === item) continue;
    copy ??= [...list];
    copy[index] = stripped;
  }
  return copy ?? list;
}

function stripObject(object: JsonObject, key: string, limit: Limit): JsonObject {
  // A message is never media as a whole.
  if (object['role'] !== undefined) return stripMembers(object, limit);
  for (const name in object) {
    const media = mediaIn(object, name, key, limit);
    if (media !== undefined)
      return { ...description(media), ...stripMembers(without(object, name, ...mimeNames), limit) };
  }
  return stripMembers(object, limit);
}

function stripMembers(object: JsonObject, limit: Limit): JsonObject {
  let copy: Writable | undefined;
  for (const name in object) {
    const value = object[name];
    if (value === undefined) continue;
    const stripped = stripValue(value, name, limit);
    if (stripped === value) continue;
    // The description of the media replaces the part that holds nothing else: `{type: 'image_url', image_url: {url}}`.
    if (isPart(object) && isJsonObject(stripped) && isDescription(stripped))
      return { ...stripped, ...without(object, name) };
    copy ??= { ...object };
    put(copy, name, stripped);
  }
  return copy ?? object;
}

const isPart = ({ type, role }: JsonObject): boolean => typeof type === 'string' && role === undefined;
const isDescription = ({ sha256, bytes }: JsonObject): boolean =>
  typeof sha256 === 'string' && typeof bytes === 'number';

interface Media extends MediaDigest {
  readonly mimeType: string | undefined;
  /** Words that may name the kind of media where the MIME type is unknown. */
  readonly hints: string;
}

function mediaIn(object: JsonObject, name: string, key: string, limit: Limit): Media | undefined {
  const content = contentOf(object[name], limit);
  if (content === undefined) return undefined;
  const isSure = content.isMedia || onlyMediaNames.has(name);
  const isShown = showsMedia(object, key);
  const isMedia = isSure || (mediaNames.has(name) && (isShown || content.shownType !== undefined));
  const digest = isMedia ? content.digest() : undefined;
  if (digest === undefined) return undefined;
  const mimeType = content.mimeType ?? mimeTypeOf(object, key) ?? (isShown ? undefined : content.shownType);
  const hints = `${key} ${nonEmptyText(object['type']) ?? ''} ${name}`;
  return { mimeType, hints, bytes: digest.bytes, sha256: digest.sha256 };
}

interface Content {
  /** It says so itself. */
  readonly isMedia: boolean;
  readonly mimeType?: string | undefined;
  /** The MIME type by its first bytes. */
  readonly shownType?: string | undefined;
  /** `undefined` if it is within the limit, or no bytes. */
  readonly digest: () => MediaDigest | undefined;
}

/** What may be media of more bytes, or a marker in place of them; else `undefined`. */
function contentOf(value: Json | undefined, limit: Limit): Content | undefined {
  const { maxBytes, minChars } = limit;
  if (typeof value === 'string') {
    const marker = readMediaMarker(value);
    const shownType = mimeTypeOfBase64(value);
    if (marker !== undefined)
      return { isMedia: marker.isUri, mimeType: marker.mimeType, shownType, digest: () => marker };
    if (value.length < minChars) return undefined;
    const uri = dataUri.exec(value.slice(0, 200));
    const base64 = uri === null ? value : value.slice(uri[0].length);
    return { isMedia: uri !== null, mimeType: uri?.[1], shownType, digest: () => digestOf(bytesOf(base64), maxBytes) };
  }
  if (!isJsonObject(value)) return undefined;
  const { type, data } = value;
  // The Vercel AI SDK 7 says of the data of a file what they are.
  if (type === 'data' && typeof data === 'string') return contentOf(data, limit);
  if (type !== 'Buffer') return { isMedia: false, digest: () => digestOf(bytesIn(Object.values(value)), maxBytes) };
  if (typeof data === 'string') return { isMedia: true, digest: () => readMediaMarker(data) };
  return { isMedia: true, digest: () => digestOf(bytesIn(data), maxBytes) };
}

const dataUri = /^data:([\w.+-]+\/[\w.+*-]+)?(?:;[\w.+*-]+=[^;,]*)*;base64,/;

const showsMedia = (object: JsonObject, key: string): boolean =>
  mimeTypeOf(object, key) !== undefined || mediaKinds.test(key) || mediaKinds.test(nonEmptyText(object['type']) ?? '');

function mimeTypeOf(object: JsonObject, key: string): string | undefined {
  for (const name of mimeNames) {
    const mimeType = object[name];
    if (typeof mimeType === 'string' && mimeType.includes('/')) return mimeType;
  }
  const { format } = object;
  return typeof format === 'string' && /audio/.test(key) ? `audio/${format}` : undefined;
}

/** Base64, with or without line breaks. */
const bytesOf = (text: string): Buffer | undefined =>
  /[^\w+/=\r\n-]/.test(text) ? undefined : Buffer.from(text, 'base64');

/** Bytes as JSON has them: of a Buffer, or of a typed array by their indices. */
const bytesIn = (numbers: Json | readonly (Json | undefined)[] | undefined): Buffer | undefined =>
  isNumbers(numbers) ? Buffer.from(numbers) : undefined;

const isNumbers = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((number) => typeof number === 'number');

const digestOf = (bytes: Buffer | undefined, maxBytes: number): MediaDigest | undefined =>
  bytes === undefined || bytes.length <= maxBytes ? undefined : { bytes: bytes.length, sha256: sha256(bytes) };

const description = ({ mimeType, hints, bytes, sha256: hash }: Media): JsonObject => ({
  type: /image|audio|video/.exec(mimeType ?? hints)?.[0] ?? 'file',
  ...(mimeType === undefined ? {} : { mime_type: mimeType }),
  bytes,
  sha256: hash,
});

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

const without = (object: JsonObject, ...names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([name]) => name !== 'type' && !names.includes(name)));

/** A tool's answer that is JSON as text holds media as JSON does. */
function stripText(text: string, limit: Limit): string {
  if (base64Run(text, 0, limit.minChars) === undefined) return text;
  const start = text.trimStart().charAt(0);
  const value = start === '{' || start === '[' ? parseJson(text) : undefined;
  if (value === undefined) return withoutDataUris(text, limit);
  const stripped = stripValue(value, '', limit);
  return stripped === value ? text : stringify(stripped);
}

/** Of a data URI before its base64. */
const maxHeadChars = 113;

function withoutDataUris(text: string, { minChars }: Limit): string {
  let stripped = '';
  let from = 0;
  for (let run = base64Run(text, 0, minChars); run !== undefined; run = base64Run(text, run.end, minChars)) {
    const before = text.slice(Math.max(from, run.start - maxHeadChars), run.start);
    const head = /^data:[^,\s]*;base64,$/.exec(before.slice(before.lastIndexOf('data:')))?.[0];
    if (head === undefined) continue;
    const bytes = Buffer.from(text.slice(run.start, run.end), 'base64');
    const digest = { bytes: bytes.length, sha256: sha256(bytes) };
    const replacement = dataUriMarker(head.slice(0, -';base64,'.length), digest);
    stripped += text.slice(from, run.start - head.length) + replacement;
    from = run.end;
    while (text.charAt(from) === '=') from += 1;
  }
  return from === 0 ? text : stripped + text.slice(from);
}
