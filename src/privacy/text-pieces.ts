import { isSecretName } from './secret-names';

/** Cleaning so much takes about a millisecond. */
const pieceChars = 16_384;
/** White space, or what is behind a text or an object within JSON: neither reaches beyond it but a header, nor is it in a URL. */
const end = /[ \t\r\n]|(?<=["}]),/g;
/** `name=`, `"name":` and the like. */
const assigned = /^([A-Za-z_][\w-]{1,63})\\{0,3}["']?\s{0,3}[:=]/;

/** No secret and its name have as much between them. */
const longSpace = /^\s{4}$/;
/** Before the value of a header or another name, or before other spaces. */
const isAmid = /\s$|[:=]>?\s{0,3}\\{0,3}["']?$|(?:bearer|basic)$/i;

/** A text in pieces of which each can be cleaned by itself: no secret with its name reaches from one to the next, but a header may. */
export function* piecesOf(text: string): Generator<string, void, void> {
  for (let from = 0; from < text.length; ) {
    const to = text.length - from <= 2 * pieceChars ? text.length : cutAfter(text, from + pieceChars);
    yield text.slice(from, to);
    from = to;
  }
}

function cutAfter(text: string, from: number): number {
  end.lastIndex = from;
  for (let found = end.exec(text); found !== null; found = end.exec(text)) {
    if (found[0] === ',' || mayCut(text, found.index)) return found.index + 1;
  }
  return text.length;
}

/** @param at of a space */
function mayCut(text: string, at: number): boolean {
  if (longSpace.test(text.slice(at - 4, at))) return true;
  const before = text.slice(Math.max(0, at - 64), at);
  const after = text.slice(at + 1, at + 80);
  if (isAmid.test(before) || /^[\s:=]/.test(after)) return false;
  const [, name] = assigned.exec(after) ?? [];
  const word = /[A-Za-z]{1,20}$/.exec(before)?.[0];
  return name === undefined || word === undefined || !isSecretName(`${word} ${name}`);
}
