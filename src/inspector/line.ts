/** A stretch of a line in one style. The text may be anything: it is made harmless when it is shown. */
export interface Piece {
  readonly text: string;
  readonly style?: Style;
}

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

export interface Screen {
  /** Columns of the terminal. */
  readonly width: number;
  readonly colour: boolean;
}

const codes: Readonly<Record<Style, number>> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 };

/** One line for the terminal, cut to its width. */
export function show(pieces: readonly Piece[], { width, colour }: Screen): string {
  const shown: string[] = [];
  let room = width;
  for (const { text, style } of pieces) {
    const whole = harmless(text);
    const fitting = cut(whole, room);
    room -= columns(fitting);
    shown.push(
      colour && style !== undefined && fitting !== '' ? `\u001b[${codes[style]}m${fitting}\u001b[0m` : fitting,
    );
    if (fitting !== whole) break;
  }
  return shown.join('').trimEnd();
}

/**
 * Content can hold anything, and a terminal obeys escape sequences and reorders text on request: control characters, line
 * breaks and direction marks become spaces.
 */
const harmless = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ');

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const wide =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303e\uff01-\uff60]|\p{Emoji_Presentation}|\ufe0f/u;

function columns(text: string): number {
  let sum = 0;
  for (const { segment } of graphemes.segment(text)) sum += wide.test(segment) ? 2 : 1;
  return sum;
}

/** As much of the text as fits, with an ellipsis if that is not all. */
function cut(text: string, room: number): string {
  let sum = 0;
  let end = 0;
  for (const { segment, index } of graphemes.segment(text)) {
    sum += wide.test(segment) ? 2 : 1;
    if (sum > room) return room < 1 ? '' : `${text.slice(0, end)}…`;
    // The ellipsis needs the last column.
    if (sum < room) end = index + segment.length;
  }
  return text;
}
