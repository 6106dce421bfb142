/**
 * What changes how other text is shown, or is not seen at all: control characters but tab and line break, marks of direction, spaces
 * without width, tags. Joiners are none of them: emoji and scripts are made with these.
 */
const hidden =
  /(?![\t\n])[\p{Cc}\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

const nameOf = (char: string): string => `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

export interface Piece {
  readonly text: string;
  /** Stands for characters that would not be seen. */
  readonly isHidden: boolean;
}

/** More marks than these are no pieces of their own, so that a hostile text makes no thousands of elements. */
const maxPieces = 400;

const withBreaks = (text: string): string => (text.includes('\r') ? text.replaceAll('\r\n', '\n') : text);

/** The text with a name in place of each character that would not be seen. */
export const visible = (text: string): string => withBreaks(text).replace(hidden, (char) => `[${nameOf(char)}]`);

/** The same in pieces, so that the names can be marked. */
export function piecesOf(text: string): readonly Piece[] {
  const clean = withBreaks(text);
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of clean.matchAll(hidden)) {
    if (pieces.length >= maxPieces) break;
    if (match.index > end) pieces.push({ text: clean.slice(end, match.index), isHidden: false });
    pieces.push({ text: nameOf(match[0]), isHidden: true });
    end = match.index + match[0].length;
  }
  if (end < clean.length) pieces.push({ text: visible(clean.slice(end)), isHidden: false });
  return pieces;
}
