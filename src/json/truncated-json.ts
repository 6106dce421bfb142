import type { Json } from './json';
import { put, type Writable } from './json';

/** A list or object that is not closed yet; `key` is the one whose value comes next. */
type Open = { readonly list: Json[] } | { readonly object: Writable; key?: string | undefined };

/** `isCut`: the text ended inside it. `wrong`: no JSON starts here. */
type Token =
  | { readonly kind: 'mark'; readonly mark: string; readonly end: number }
  | { readonly kind: 'text'; readonly value: string; readonly isCut: boolean; readonly end: number }
  | { readonly kind: 'value'; readonly value: Json; readonly end: number }
  | { readonly kind: 'end' }
  | { readonly kind: 'wrong' };

/**
 * What can be read of JSON that an attribute limit cut off: everything before the cut, and the beginning of the text that
 * the cut went through. `undefined` if the text is not the beginning of JSON. Linear in its length, and without recursion.
 */
export function recoverCut(text: string): Json | undefined {
  const open: Open[] = [];
  let root: Json | undefined;
  for (let at = 0; ; ) {
    const token = nextToken(text, at);
    if (token.kind === 'end') return root;
    if (token.kind === 'wrong') return undefined;
    at = token.end;
    const parent = open.at(-1);
    if (parent === undefined && root !== undefined) return undefined; // whole JSON, and then something else

    if (token.kind === 'mark') {
      if (token.mark === '[' || token.mark === '{') {
        const opened: Open = token.mark === '[' ? { list: [] } : { object: {} };
        const value = 'list' in opened ? opened.list : opened.object;
        if (!add(parent, value)) return undefined;
        root ??= value;
        open.push(opened);
      } else if (token.mark === ']' || token.mark === '}') {
        if (parent === undefined || 'list' in parent !== (token.mark === ']')) return undefined;
        open.pop();
      }
      continue;
    }

    if (token.kind === 'text' && parent !== undefined && 'object' in parent && parent.key === undefined) {
      if (token.isCut) return root;
      parent.key = token.value;
      continue;
    }
    if (!add(parent, token.value)) return undefined;
    root ??= token.value;
    if (token.kind === 'text' && token.isCut) return root;
  }
}

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
const word = /[-+.\w]*/y;
const number = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const literals: ReadonlyMap<string, Json> = new Map<string, Json>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

function nextToken(text: string, from: number): Token {
  const start = endOf(space, text, from);
  const first = text.charAt(start);
  if (first === '') return { kind: 'end' };
  if ('[]{},:'.includes(first)) return { kind: 'mark', mark: first, end: start + 1 };
  if (first === '"') return textToken(text, start + 1);
  const end = endOf(word, text, start);
  if (end === start) return { kind: 'wrong' };
  // What follows the cut is unknown, and so is the number or literal that it went through.
  if (end === text.length) return { kind: 'end' };
  const raw = text.slice(start, end);
  const literal = literals.get(raw);
  if (literal !== undefined) return { kind: 'value', value: literal, end };
  return number.test(raw) ? { kind: 'value', value: Number(raw), end } : { kind: 'wrong' };
}

function endOf(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  pattern.test(text);
  return pattern.lastIndex;
}

const quote = 0x22;
const backslash = 0x5c;

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
  const value = unescaped(text.slice(start, isEscapeCut ? escapeAt : end));
  if (value === undefined) return { kind: 'wrong' };
  // A cut can go through a character that takes two units, too.
  return { kind: 'text', value: isCut ? value.replace(/[\uD800-\uDBFF]$/, '') : value, isCut, end: end + 1 };
}

function unescaped(raw: string): string | undefined {
  try {
    return JSON.parse(`"${raw}"`) as string;
  } catch {
    return undefined;
  }
}
