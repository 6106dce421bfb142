/** A long text as JSON spells it, without its quotes, of which the middle may be missing. */
export interface TextEnds {
  readonly head: string;
  /** Empty where nothing is missing. */
  readonly tail: string;
  /** Characters that are missing between head and tail. */
  readonly missing: number;
}

/** The first characters that fit into so many bytes of UTF-8. Cuts no escape and no surrogate pair. */
function headWithin(text: string, bytes: number): string {
  const most = text.slice(0, Math.max(0, bytes));
  const read = isAscii(most) ? most.length : encoder.encodeInto(most, new Uint8Array(most.length)).read;
  return text.slice(0, boundaryBefore(text, read));
}

/** The last characters that fit, likewise. */
export function tailWithin(text: string, bytes: number): string {
  const most = text.slice(Math.max(0, text.length - bytes));
  if (isAscii(most)) return text.slice(boundaryAfter(text, text.length - most.length));
  const utf8 = Buffer.from(most);
  let start = Math.max(0, utf8.length - bytes);
  while (isWithinCharacter(utf8[start])) start += 1;
  return text.slice(boundaryAfter(text, text.length - utf8.toString('utf8', start).length));
}

/** The ends that fit into so many bytes together with the note that stands between them. */
export function endsWithin({ head, tail, missing }: TextEnds, bytes: number): TextEnds {
  const side = Math.max(0, (bytes - noteBytes) >> 1);
  const first = headWithin(head, side);
  const last = tailWithin(missing === 0 ? head : tail, side);
  return { head: first, tail: last, missing: head.length + tail.length + missing - first.length - last.length };
}

/** The same words as in records that are shortened. */
export const joined = ({ head, tail, missing }: TextEnds): string => head + noteOf(missing) + tail;

export const noteOf = (missing: number): string => (missing === 0 ? '' : `[… ${missing} characters missing …]`);

/** More than the note takes. */
const noteBytes = 48;

const encoder = new TextEncoder();
/** As most texts are, which need not be encoded to be measured. */
const isAscii = (text: string): boolean => Buffer.byteLength(text) === text.length;
const isWithinCharacter = (byte = 0): boolean => byte >> 6 === 2;
const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;

const backslash = 0x5c;
/** `\\uXXXX` */
const longestEscape = 6;

/** The nearest place at or before `at` that is not within an escape or a surrogate pair. The text starts at such a place. */
export function boundaryBefore(text: string, at: number): number {
  const around = escapeAround(text, at);
  if (around !== undefined) return around;
  if (isHighSurrogate(text.charCodeAt(at - 1)) && isLowSurrogate(text.charCodeAt(at))) return at - 1;
  const isPair = escapedHigh.test(text.slice(Math.max(0, at - 6), at)) && escapedLow.test(text.slice(at, at + 6));
  return isPair && startsEscape(text, at - 6) ? at - 6 : at;
}

function boundaryAfter(text: string, at: number): number {
  let after = Math.max(0, at);
  while (after > 0 && after < text.length && boundaryBefore(text, after) < after) after += 1;
  return after;
}

const escapedHigh = /^\\u[dD][89abAB]/;
const escapedLow = /^\\u[dD][c-fC-F]/;

/** Where the escape starts that a cut at `at` would go through. */
function escapeAround(text: string, at: number): number | undefined {
  const within = text.slice(Math.max(0, at - longestEscape + 1), at);
  const start = at - within.length + within.lastIndexOf('\\');
  if (!within.includes('\\') || !startsEscape(text, start)) return undefined;
  const length = text.charAt(start + 1) === 'u' ? longestEscape : 2;
  return start + length > at ? start : undefined;
}

/** Whether the backslash is not itself escaped. */
function startsEscape(text: string, at: number): boolean {
  let before = at;
  while (before > 0 && text.charCodeAt(before - 1) === backslash) before -= 1;
  return (at - before) % 2 === 0;
}
