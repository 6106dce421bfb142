import { closingQuote } from './string-end';
import { closingBrace, closingBracket, colon, isToken, openingBrace, openingBracket, quote } from './tokens';

/**
 * The place in JSON where items and members are left out: what comes before it, and the lists and objects that were opened in what
 * is left out and are not closed yet. With these, the beginning and the end are JSON together.
 */
export class MissingMiddle {
  #before: string[] = [];
  /** Of all that is kept here. */
  #bytes = 0;
  /** Open lists and objects at its end. */
  #depth = 0;
  /** Each with its key. */
  readonly #opened: string[] = [];
  #key = '';
  #isAnythingMissing = false;

  get bytes(): number {
    return this.#bytes;
  }

  /** Whether what was left out ends with a key, so that its value must be left out, too. */
  get endsWithKey(): boolean {
    return this.#key !== '';
  }

  /**
   * Starts after a value, an opening bracket or a comma.
   * @param before in pieces, none of which ends within a string
   */
  start(before: readonly string[]): void {
    this.#before = [...before];
    for (const piece of before) {
      this.#bytes += Buffer.byteLength(piece);
      forEachToken(piece, (code) => {
        if (code === openingBrace || code === openingBracket) this.#depth += 1;
        else if (code === closingBrace || code === closingBracket) this.#depth -= 1;
      });
    }
  }

  /** Leaves out text between values, with its short values. */
  leaveOut(text: string): void {
    this.#startMissing();
    let [stringStart, stringEnd] = [0, 0];
    forEachToken(text, (code, start, end) => {
      if (code === colon) {
        this.#key = `${text.slice(stringStart, stringEnd)}:`;
        return;
      }
      if (code === openingBrace || code === openingBracket) this.#open(this.#key + text.charAt(start));
      else if (code === closingBrace || code === closingBracket) this.#close(text.charAt(start));
      else if (code === quote) {
        stringStart = start;
        stringEnd = end;
      }
      this.#key = '';
    });
  }

  leaveOutValue(): void {
    this.#startMissing();
    this.#key = '';
  }

  /** The whole text, with what follows, in pieces. */
  join(after: readonly string[]): string {
    if (!this.#isAnythingMissing) return [...this.#before, ...after].join('');
    const start = after.findIndex((piece) => piece.trimStart() !== '');
    const first = after[start]?.trimStart() ?? '';
    const next = [...this.#opened, first.startsWith(',') ? first.slice(1) : first, ...after.slice(start + 1)];
    const last = this.#before.findLast(Boolean) ?? '';
    const isFirst = last === '' || /[[{]$/.test(last.slice(-1)) || /^[\]}]|^$/.test(next.find(Boolean) ?? '');
    return [...this.#before, isFirst ? '' : this.#depth > 0 ? ',' : '\n', ...next].join('');
  }

  #startMissing(): void {
    if (this.#isAnythingMissing) return;
    this.#isAnythingMissing = true;
    let last = '';
    while (last === '' && this.#before.length > 0) last = (this.#before.pop() ?? '').trimEnd();
    this.#before.push(last.endsWith(',') ? last.slice(0, -1) : last);
  }

  #open(opening: string): void {
    this.#opened.push(opening);
    this.#bytes += opening.length;
  }

  #close(bracket: string): void {
    const opening = this.#opened.pop();
    if (opening !== undefined) {
      this.#bytes -= opening.length;
      return;
    }
    if (this.#depth <= 0) return; // the text is no JSON
    this.#before.push(bracket);
    this.#bytes += bracket.length;
    this.#depth -= 1;
  }
}

/** Strings and punctuation, by their first characters; numbers and the like are passed over. */
function forEachToken(text: string, use: (code: number, start: number, end: number) => void): void {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (!isToken(code)) continue;
    const end = code === quote ? closingQuote(text, at + 1) : at;
    if (end === -1) return;
    use(code, at, end + 1);
    at = end;
  }
}
