import type { Json } from './json';
import { maxDepth, nestedTooDeep, parseJson, put, type Writable } from './json';
import { cutNote } from './media-marker';

/** A list or object that is not closed yet; `key` is the one whose value comes next. */
type Open = { readonly list: Json[] } | { readonly object: Writable; key?: string | undefined };

type Token =
  | { readonly kind: 'punctuation'; readonly char: string; readonly end: number }
  /** `isCut`: the whole text ends inside it. */
  | { readonly kind: 'text'; readonly value: string; readonly isCut: boolean; readonly end: number }
  | { readonly kind: 'value'; readonly value: Json; readonly end: number }
  | { readonly kind: 'end' }
  /** No JSON starts here. */
  | { readonly kind: 'invalid' };

/**
 * What can be read of JSON that an attribute limit cut off: everything before the cut, and the beginning of the text that
 * the cut went through. `undefined` if the text is not the beginning of JSON. Values that are nested too deep are replaced by a
 * note, as in `parseJson`: what reads the value may be recursive. Linear in the text's length, and without recursion. Never throws.
 */
export function recoverCut(text: string): Json | undefined {
  const open: Open[] = [];
  let root: Json | undefined;
  for (let at = 0; ; ) {
    const token = nextToken(text, at);
    if (token.kind === 'end') {
      markCutNumbers(open.at(-1));
      return root;
    }
    if (token.kind === 'invalid') return undefined;
    at = token.end;
    const parent = open.at(-1);
    if (parent === undefined && root !== undefined) return undefined; // whole JSON, and then something else

    if (token.kind === 'punctuation') {
      const isOpening = token.char === '[' || token.char === '{';
      if (isOpening && open.length >= maxDepth) {
        if (!add(parent, nestedTooDeep)) return undefined;
        at = closedAt(text, at);
      } else if (isOpening) {
        const opened: Open = token.char === '[' ? { list: [] } : { object: {} };
        const value = 'list' in opened ? opened.list : opened.object;
        if (!add(parent, value)) return undefined;
        root ??= value;
        open.push(opened);
      } else if (token.char === ']' || token.char === '}') {
        if (parent === undefined || 'list' in parent !== (token.char === ']')) return undefined;
        open.pop();
      }
      continue;
    }

    if (token.kind === 'text' && parent !== undefined && 'object' in parent && parent.key === undefined) {
      if (token.isCut) {
        markCutNumbers(parent);
        return root;
      }
      parent.key = token.value;
      continue;
    }
    const isCut = token.kind === 'text' && token.isCut;
    const value = isCut && cutMedia.test(token.value) ? `${token.value}${cutNote}` : token.value;
    if (!add(parent, value)) return undefined;
    root ??= value;
    if (isCut) return root;
  }
}

/** Base64, alone or in a data URI, that has no end: nothing may take it for whole media. */
const cutMedia = /^(?:data:[^,\s]{0,100};base64,)?[\w+/-]{64,}={0,2}$/;
/** So many numbers may be bytes of media. */
const leastBytes = 64;

function markCutNumbers(parent: Open | undefined): void {
  if (parent === undefined) return;
  if ('list' in parent) {
    if (isByteLike(parent.list.length, parent.list[0], parent.list.at(-1))) parent.list.push(cutNote);
    return;
  }
  const { object } = parent;
  const count = typeof object['0'] === 'number' ? Object.keys(object).length : 0;
  if (isByteLike(count, object['0'], object[count - 1])) put(object, cutNote, cutNote);
}

const isByteLike = (count: number, ...ends: readonly (Json | undefined)[]): boolean =>
  count >= leastBytes && ends.every((end) => Number.isInteger(end) && Number(end) >= 0 && Number(end) <= 255);

/** Answers `false` where an object had no key for the value. */
function add(parent: Open | undefined, value: Json): boolean {
  if (parent === undefined) return true;
  if ('list' in parent) {
    parent.list.push(value);
    return true;
  }
  if (parent.key === undefined) return false;
  put(parent.object, parent.key, value);
  parent.key = undefined;
  return true;
}

const space = /[ \t\n\r]*/y;
const numberOrLiteral = /[-+.\w]*/y;

function nextToken(text: string, from: number): Token {
  const start = endOf(space, text, from);
  const first = text.charAt(start);
  if (first === '') return { kind: 'end' };
  if ('[]{},:'.includes(first)) return { kind: 'punctuation', char: first, end: start + 1 };
  if (first === '"') return textToken(text, start + 1);
  const end = endOf(numberOrLiteral, text, start);
  if (end === start) return { kind: 'invalid' };
  // A number or literal at the cut may have gone on.
  if (end === text.length) return { kind: 'end' };
  const value = parseJson(text.slice(start, end));
  return value === undefined ? { kind: 'invalid' } : { kind: 'value', value, end };
}

function endOf(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  pattern.test(text);
  return pattern.lastIndex;
}

const bracketOrQuote = /["{}[\]]/g;

/** The index behind the bracket that closes one before `from`; the end of the text if none does. */
function closedAt(text: string, from: number): number {
  let depth = 1;
  for (let at = from; depth > 0; ) {
    bracketOrQuote.lastIndex = at;
    if (!bracketOrQuote.test(text)) return text.length;
    at = bracketOrQuote.lastIndex;
    const found = text.charAt(at - 1);
    if (found === '"') at = closingQuote(text, at) + 1;
    else depth += found === '{' || found === '[' ? 1 : -1;
    if (depth === 0) return at;
  }
  return text.length;
}

const quote = 0x22;
const backslash = 0x5c;

/** The index of the quote that ends a text; behind the last character if none does. */
function closingQuote(text: string, start: number): number {
  let at = start;
  while (at < text.length && text.charCodeAt(at) !== quote) at += text.charCodeAt(at) === backslash ? 2 : 1;
  return at;
}

function textToken(text: string, start: number): Token {
  let end = start;
  let escapeAt = -1;
  for (; end < text.length && text.charCodeAt(end) !== quote; end += 1) {
    if (text.charCodeAt(end) !== backslash) continue;
    escapeAt = end;
    end += 1;
  }
  const isCut = end >= text.length;
  const isEscapeCut = isCut && escapeAt !== -1 && text.length - escapeAt < (text.charAt(escapeAt + 1) === 'u' ? 6 : 2);
  const value = parseJson(`"${text.slice(start, isEscapeCut ? escapeAt : end)}"`);
  if (typeof value !== 'string') return { kind: 'invalid' };
  // Half of a surrogate pair may be left of a character that the cut went through.
  return { kind: 'text', value: isCut ? value.replace(/[\uD800-\uDBFF]$/, '') : value, isCut, end: end + 1 };
}
