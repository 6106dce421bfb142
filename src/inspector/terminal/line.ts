import { harmless } from './harmless';

/** A part of a line in one style. The text may contain anything: control characters are removed when it is shown. */
export interface Piece {
  readonly text: string;
  readonly style?: Style;
}

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

export type Line = readonly Piece[];

export const dim = (text: string): Piece => ({ text, style: 'dim' });

export interface Screen {
  /** Columns of the terminal. */
  readonly width: number;
  readonly colour: boolean;
  /** Where it is the time of the day that is shown, such as `UTC`. Default: here. */
  readonly timeZone?: string;
}

const codes: Readonly<Record<Style, number>> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 };

/** One line for the terminal, cut to its width. */
export function show(pieces: readonly Piece[], { width, colour }: Screen): string {
  let shown = '';
  let columns = width;
  for (const { text, style } of pieces) {
    const whole = harmless(text);
    const fitting = cut(whole, columns);
    columns -= fitting.columns;
    shown +=
      colour && style !== undefined && fitting.text !== ''
        ? `\u001b[${codes[style]}m${fitting.text}\u001b[0m`
        : fitting.text;
    if (fitting.text !== whole) break;
  }
  return shown.trimEnd();
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const wide =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303e\uff01-\uff60]|\p{Emoji_Presentation}|\ufe0f/u;

/** As much of the text as fits into the columns, with an ellipsis if that is not all. */
function cut(text: string, available: number): { readonly text: string; readonly columns: number } {
  let columns = 0;
  let end = 0;
  for (const { segment, index } of graphemes.segment(text)) {
    columns += wide.test(segment) ? 2 : 1;
    if (columns > available) return { text: available < 1 ? '' : `${text.slice(0, end)}…`, columns: available };
    // The last column is kept for the ellipsis.
    if (columns < available) end = index + segment.length;
  }
  return { text, columns };
}
