import type { Json } from '../../json/json';
import { isJsonObject, isList } from '../../json/json';
import { cutNote, readMediaMarker } from '../../json/media-marker';

/**
 * Bytes in any form that JSON has for them, as base64: a text, which is not looked at, a list of numbers, a Buffer, a typed array,
 * whose keys are 0, 1, 2 and so on, or one of these under `data`. `undefined` for anything else. Of numbers that an attribute limit
 * cut off, the base64 ends with a note.
 */
export function base64Of(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value;
  if (isList(value)) return base64OfNumbers(value);
  if (!isJsonObject(value)) return undefined;
  const { type, data } = value;
  if (typeof type === 'string' && data !== undefined) return base64Of(data);
  const keys = Object.keys(value);
  const last = keys.at(-1);
  const isIndexed = keys[0] === '0' && (last === String(keys.length - 1) || last === cutNote);
  return isIndexed ? base64OfNumbers(Object.values(value)) : undefined;
}

function base64OfNumbers(values: readonly (Json | undefined)[]): string | undefined {
  const isCut = values.at(-1) === cutNote;
  const bytes = isCut ? values.slice(0, -1) : values;
  return bytes.length > 0 && bytes.every(isByte)
    ? `${Buffer.from(bytes).toString('base64')}${isCut ? cutNote : ''}`
    : undefined;
}

const isByte = (value: Json | undefined): value is number =>
  typeof value === 'number' && value >= 0 && value <= 255 && Number.isInteger(value);

/**
 * Whether a text is base64 of something whole, in either alphabet, with or without line breaks, or a note in its place. What some
 * instrumentations write instead is none: `[Blob substitute]` for its characters, `__REDACTED__` and `REDACTED` as words.
 */
export const isBase64 = (text: string): boolean => readMediaMarker(text) !== undefined || charsOf(text) !== undefined;

/** The bytes of base64; `undefined` for any other text, and for base64 that was cut. */
export function bytesOf(text: string): Buffer | undefined {
  const chars = charsOf(text);
  return chars === undefined ? undefined : Buffer.from(chars, 'base64');
}

/** Whether a text begins as base64 and does not end so: a limit has cut it, or its middle is missing. */
export const isCutBase64 = (text: string): boolean =>
  text.length > leastCut && !notBase64.test(text.slice(0, leastCut)) && charsOf(text) === undefined;

function charsOf(text: string): string | undefined {
  if (text === '' || notBase64.test(text) || isPlaceholder(text)) return undefined;
  const chars = text.includes('\n') ? text.replaceAll(/[\r\n]+/g, '') : text;
  const end = chars.indexOf('=');
  const padding = end === -1 ? '' : chars.slice(end);
  if (!['', '=', '=='].includes(padding)) return undefined;
  const rest = chars.length % 4;
  // The alphabet of URLs goes without padding.
  const isWhole = rest === 0 || (padding === '' && rest > 1 && !/[+/]/.test(chars));
  return isWhole ? chars : undefined;
}

const leastCut = 64;
const notBase64 = /[^\w+/=\r\n-]/;
/** A word between underscores; or words in capitals or small letters, as base64 is only where it is short, or zeros. */
const isPlaceholder = (text: string): boolean => text.length <= 44 && words.test(text) && new Set(text).size > 1;
const words = /^(?:__\w{1,40}__|[A-Z]{5,}(?:[_-][A-Z]+)*|[A-Z]?[a-z]{4,}(?:[_-][a-z]+)*)$/;
