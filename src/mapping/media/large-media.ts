import { base64Run } from '../../json/base64-run';
import type { Json, JsonObject } from '../../json/json';
import { isJsonObject, isList, nonEmptyText, parseJson, put, stringify, type Writable } from '../../json/json';
import { cutNote, dataUriMarker } from '../../json/media-marker';
import { isTextName, mediaKinds, mediaNames, mimeNames, onlyMediaNames } from '../../json/media-places';
import { contentOf, describe, isDescription, knownOf, type Limit, limitOf, minCharsFor } from './media-content';

/** Media of more bytes are replaced, unless an option sets another limit. */
export const defaultMaxMediaBytes = 4096;

/**
 * The same messages, message or fields without the base64 media of more than `maxBytes` bytes: a part of a message becomes
 * `{type, mime_type, bytes, sha256}` and its other members, a data URI amid text `data:…;bytes=…;sha256=…`. Media are recognised
 * by their context (a MIME type, a format, a kind of part) or by their first bytes; text that merely looks like base64 stays. Of
 * media that were cut, `truncated` stands for their size and hash. Linear; values without media are not copied.
 */
export function withoutLargeMedia(value: readonly JsonObject[], maxBytes: number): readonly JsonObject[];
export function withoutLargeMedia(value: JsonObject, maxBytes: number): JsonObject;
export function withoutLargeMedia(value: JsonObject | readonly JsonObject[], maxBytes: number): Json {
  const limit = limitOf(maxBytes);
  return isList(value) ? stripList(value, '', limit) : stripMembers(value, limit);
}

/** `false` if a text, or a text with this JSON, holds no media of more bytes. */
export const mayHoldMedia = (text: string, maxBytes: number): boolean =>
  base64Run(text, 0, minCharsFor(maxBytes)) !== undefined || mayHoldBytes(text, maxBytes);

/** A Buffer, or the beginning of a typed array, each byte of which has two characters at least. */
const mayHoldBytes = (text: string, maxBytes: number): boolean =>
  text.length > 2 * maxBytes && beginningsOfBytes.some((beginning) => text.includes(beginning));

const beginningsOfBytes = ['{"0":', '"type":"Buffer"', '{\\"0\\":', '\\"type\\":\\"Buffer\\"'];

/** @param isShown the object around it shows that there are media in it */
function stripValue(value: Json, key: string, limit: Limit, isShown = false): Json {
  const file = isTextName(key) ? undefined : fileIn(value, key, limit);
  if (file !== undefined) return file;
  if (typeof value === 'string') return value.length < limit.minChars ? value : stripText(value, limit);
  if (isList(value)) return stripList(value, key, limit);
  return isJsonObject(value) ? stripObject(value, key, limit, isShown) : value;
}

function stripList(list: readonly Json[], key: string, limit: Limit): readonly Json[] {
  let copy: Json[] | undefined;
  const itemKey = key === 'images' ? 'image' : '';
  for (const [index, item] of list.entries()) {
    const stripped = stripValue(item, itemKey, limit);
    if (stripped === item) continue;
    copy ??= [...list];
    copy[index] = stripped;
  }
  return copy ?? list;
}

/** Bytes that are media wherever they stand: those of a file by the first of them, those of a Buffer, and those in a list of images. */
function fileIn(value: Json, key: string, limit: Limit): JsonObject | undefined {
  if (typeof value === 'string' ? !mayBeBase64(value) : !mayBeBytes(value)) return undefined;
  const content = contentOf(value, limit);
  const isFile = content?.shownType !== undefined || (content?.isMedia === true && typeof value !== 'string');
  const known = isFile || key === 'image' ? content?.known() : undefined;
  return known && describe(known, content?.mimeType ?? content?.shownType, key);
}

const mayBeBase64 = (text: string): boolean => text.length > 80 && /^(?:\[… |[\w+/=-]{16})/.test(text);
const mayBeBytes = (value: Json): boolean =>
  isList(value)
    ? typeof value[0] === 'number'
    : isJsonObject(value) && (typeof value['0'] === 'number' || value['type'] === 'Buffer');

function stripObject(object: JsonObject, key: string, limit: Limit, isShown: boolean): JsonObject {
  // A message is never media as a whole.
  if (object['role'] !== undefined) return stripMembers(object, limit);
  const isShownHere = isShown || showsMedia(object, key);
  for (const name in object) {
    const media = mediaIn(object, name, key, limit, isShownHere);
    if (media !== undefined) return { ...media, ...stripMembers(without(object, name, ...mimeNames), limit) };
  }
  return stripMembers(object, limit, isShownHere);
}

function stripMembers(object: JsonObject, limit: Limit, isShown = false): JsonObject {
  let copy: Writable | undefined;
  for (const name in object) {
    const value = object[name];
    if (value === undefined) continue;
    const stripped = stripValue(value, name, limit, isShown);
    if (stripped === value) continue;
    const isMedia = isJsonObject(stripped) && isDescription(stripped);
    // The description of the media replaces the part that holds nothing else: `{type: 'image_url', image_url: {url}}`.
    if (isMedia && isPart(object)) return { ...stripped, ...without(object, name) };
    copy ??= { ...object };
    put(copy, name, isMedia && name === 'content' ? [stripped] : stripped);
  }
  return copy ?? object;
}

const isPart = ({ type, role }: JsonObject): boolean => typeof type === 'string' && role === undefined;

function mediaIn(
  object: JsonObject,
  name: string,
  key: string,
  limit: Limit,
  isShown: boolean,
): JsonObject | undefined {
  const value = object[name];
  const isOnlyMedia = onlyMediaNames.has(name);
  const isPlace = isOnlyMedia || mediaNames.has(name);
  const content = isPlace || typeof value === 'string' ? contentOf(value, limit) : undefined;
  if (content === undefined) return undefined;
  const { mimeType, shownType } = content;
  const isMedia = content.isMedia || isOnlyMedia || (isPlace && (isShown || shownType !== undefined));
  const known = isMedia ? content.known() : undefined;
  if (known === undefined) return undefined;
  const hints = `${key} ${nonEmptyText(object['type']) ?? ''} ${name}`;
  return describe(known, mimeType ?? mimeTypeOf(object, key) ?? (isShown ? undefined : shownType), hints);
}

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

const without = (object: JsonObject, ...names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([name]) => name !== 'type' && !names.includes(name)));

/** A tool's answer that is JSON as text holds media as JSON does. */
function stripText(text: string, limit: Limit): string {
  if (!mayHoldMedia(text, limit.maxBytes)) return text;
  const start = text.trimStart().charAt(0);
  const value = start === '{' || start === '[' ? parseJson(text) : undefined;
  if (value === undefined) return withoutDataUris(text, limit);
  const stripped = stripValue(value, '', limit);
  return stripped === value ? text : stringify(stripped);
}

/** Of a data URI before its base64. */
const maxHeadChars = 113;

function withoutDataUris(text: string, limit: Limit): string {
  const { minChars } = limit;
  let stripped = '';
  let from = 0;
  for (let run = base64Run(text, 0, minChars); run !== undefined; run = base64Run(text, run.end, minChars)) {
    const before = text.slice(Math.max(from, run.start - maxHeadChars), run.start);
    const head = /^data:[^,\s]*;base64,$/.exec(before.slice(before.lastIndexOf('data:')))?.[0];
    if (head === undefined) continue;
    const end = endOfPadding(text, run.end);
    const about = head.slice(0, -';base64,'.length);
    const known = text.startsWith('[…', end) ? 'cut' : knownOf(text.slice(run.start, end), limit);
    if (known === undefined) continue;
    const replacement = known === 'cut' ? `${about}${cutNote}` : dataUriMarker(about, known);
    stripped += text.slice(from, run.start - head.length) + replacement;
    from = end + (text.startsWith(cutNote, end) ? cutNote.length : 0);
  }
  return from === 0 ? text : stripped + text.slice(from);
}

function endOfPadding(text: string, end: number): number {
  let at = end;
  while (text.charAt(at) === '=' && at < end + 2) at += 1;
  return at;
}
