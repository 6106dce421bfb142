import { boundaryBefore, endsWithin, joined } from './cut-text';
import type { KeptJson } from './kept-json';
import { LongString } from './long-string';
import { NumberRun } from './number-run';
import { OpenMedia } from './open-media';
import { closingQuote } from './string-end';
import { closingBrace, closingBracket, colon, comma, isToken, openingBrace, openingBracket, quote } from './tokens';

/** What is nested deeper is left out. The mapping reads 64 levels. */
const maxDepth = 256;
/** Numbers of a list, and entries of an object whose keys may be the places of a typed array. */
const numbers = /[\d\s.,eE+-]*/y;
const entries = /"0"[\d\s",:]*/y;

/**
 * Reads JSON block by block and gives what it finds to {@link KeptJson}: long strings and runs of numbers as such, and everything
 * between them as it is. Of text that is no JSON it makes something or other, with the same bounds.
 */
export class JsonScanner {
  readonly #kept: KeptJson;
  readonly #short: number;
  readonly #maxMediaBytes: number;
  readonly #media: OpenMedia;
  /** The opening characters of the lists and objects around the current place. */
  readonly #open: number[] = [];
  #depth = 0;
  /** The last of `{[,:`. */
  #last = 0;
  #isSkipping = false;
  #text = '';
  /** What of a block is read with the next one. */
  #rest = '';
  #isLast = false;
  #string: LongString | undefined;
  #numbers: NumberRun | undefined;
  /** A number or white space is so long that its end is left out. */
  #isOverlong = false;

  /** @param short strings, keys and numbers of more characters may be cut */
  constructor(kept: KeptJson, short: number, maxMediaBytes: number) {
    this.#kept = kept;
    this.#short = short;
    this.#maxMediaBytes = maxMediaBytes;
    this.#media = new OpenMedia(kept, maxMediaBytes);
  }

  write(block: string, isLast: boolean): void {
    this.#text = this.#rest + block;
    this.#rest = '';
    this.#isLast = isLast;
    for (let at = 0; at < this.#text.length; ) {
      if (this.#string !== undefined) at = this.#readString(this.#string, at);
      else if (this.#numbers !== undefined) at = this.#readNumbers(this.#numbers, at);
      else at = this.#readStructure(at);
    }
    if (isLast) this.#breakOff();
  }

  /** Reads up to something long, and answers where that starts. */
  #readStructure(start: number): number {
    const text = this.#text;
    let from = start;
    let room = this.#kept.roomInPiece;
    let tokenEnd = this.#isOverlong ? start - this.#short : start;
    for (let at = start; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (!isToken(code)) continue;
      if (at - tokenEnd > this.#short) from = this.#cutScalar(from, tokenEnd, at);
      this.#isOverlong = false;
      if (code === quote) {
        const end = closingQuote(text, at + 1);
        if (end === -1 || end - at > this.#short) return this.#startString(from, at, end);
        at = end;
      } else if (code === comma || code === colon) {
        this.#last = code;
      } else if (code === closingBracket || code === closingBrace) {
        from = this.#close(from, at);
      } else {
        const end = this.#endOfNumbers(code, at);
        if (end - at > this.#short && this.#depth < maxDepth) return this.#startNumbers(code, from, at);
        if (end === text.length && !this.#isLast) return this.#postpone(from, at);
        from = this.#enter(code, from, at);
      }
      tokenEnd = at + 1;
      if (tokenEnd - from < room || code === quote || code === colon) continue;
      this.#add(text.slice(from, tokenEnd));
      this.#kept.mayEndPiece();
      room = this.#kept.roomInPiece;
      from = tokenEnd;
    }
    if (text.length - tokenEnd > this.#short) {
      from = this.#cutScalar(from, tokenEnd, text.length);
      this.#isOverlong = true;
    }
    this.#add(text.slice(from));
    return text.length;
  }

  #add(text: string): void {
    if (!this.#isSkipping) this.#kept.add(text);
  }

  /** The beginning of a number or of white space, without what follows up to `at`. */
  #cutScalar(from: number, start: number, at: number): number {
    if (this.#isOverlong) return at;
    const scalar = this.#text.slice(start, start + this.#short);
    this.#add(this.#text.slice(from, start) + scalar.replace(/\D{1,9}$/, (end) => end.replaceAll(/\S/g, '')));
    this.#kept.setTruncated();
    return at;
  }

  #postpone(from: number, at: number): number {
    this.#add(this.#text.slice(from, at));
    this.#rest = this.#text.slice(at);
    return this.#text.length;
  }

  #enter(code: number, from: number, at: number): number {
    let start = from;
    if (this.#depth === maxDepth) {
      this.#add(`${this.#text.slice(from, at)}"[nested too deep]"`);
      this.#kept.setTruncated();
      this.#isSkipping = true;
      start = at;
    } else if (this.#depth < maxDepth) {
      this.#open[this.#depth] = code;
      this.#media.enter(this.#depth, this.#kept.position + at - from);
    }
    this.#depth += 1;
    this.#last = code;
    return start;
  }

  #close(from: number, at: number): number {
    if (this.#depth === 0) return from;
    this.#depth -= 1;
    this.#last = 0;
    if (this.#isSkipping) {
      this.#isSkipping = this.#depth > maxDepth;
      return at + 1;
    }
    if (!this.#media.hasUndecided) return from;
    this.#add(this.#text.slice(from, at));
    this.#media.leave(this.#depth, this.#open[this.#depth - 1] === openingBrace);
    return at;
  }

  /** A key comes next in an object, unless a colon was before. */
  get #isAtKey(): boolean {
    return this.#last !== colon && this.#depth <= maxDepth && this.#open[this.#depth - 1] === openingBrace;
  }

  #startString(from: number, at: number, end: number): number {
    if (end === -1 && !this.#isLast && this.#text.length - at <= this.#short) return this.#postpone(from, at);
    this.#add(this.#text.slice(from, at));
    this.#string = new LongString(this.#kept.maxText, this.#maxMediaBytes);
    return at + 1;
  }

  #readString(string: LongString, at: number): number {
    const text = this.#text;
    const end = closingQuote(text, at);
    if (end !== -1) {
      string.write(text.slice(at, end));
      this.#endString(string, true);
      return end + 1;
    }
    const whole = this.#isLast ? text.length : boundaryBefore(text, text.length);
    string.write(text.slice(at, whole));
    this.#rest = text.slice(whole);
    return text.length;
  }

  #endString(string: LongString, isClosed: boolean): void {
    this.#string = undefined;
    if (this.#isSkipping) return;
    const ends = string.ends(isClosed);
    if (this.#isAtKey && isClosed) {
      this.#kept.setTruncated();
      this.#kept.add(`"${joined(endsWithin(ends, this.#short))}"`);
      return;
    }
    const media = isClosed ? string.media() : undefined;
    if (media === undefined) this.#kept.addText(ends, ['"', isClosed ? '"' : '']);
    else {
      const whole = ends.missing === 0 ? `"${ends.head}"` : undefined;
      const { bytes, isDataUri: isSure, isFile } = media;
      this.#media.add(whole, `"${media.note}"`, this.#depth - 1, { bytes, isSure, isFile });
    }
  }

  /** Where a run of numbers may end that starts after a bracket. */
  #endOfNumbers(code: number, at: number): number {
    const pattern = code === openingBracket ? numbers : entries;
    pattern.lastIndex = at + 1;
    return pattern.test(this.#text) ? pattern.lastIndex : at + 1;
  }

  #startNumbers(code: number, from: number, at: number): number {
    this.#add(this.#text.slice(from, at));
    this.#numbers = new NumberRun(this.#kept.maxText, code === openingBrace);
    return at + 1;
  }

  #readNumbers(numbers: NumberRun, from: number): number {
    const at = from + numbers.read(this.#text, from);
    if (at === this.#text.length) return at;
    this.#numbers = undefined;
    if (this.#text.charCodeAt(at) === (numbers.hasKeys ? closingBrace : closingBracket)) {
      this.#last = 0;
      this.#media.addNumbers(numbers, this.#depth - 1, this.#short);
      return at + 1;
    }
    this.#enterAtNumbers(numbers);
    // Other values follow, and the entry that was begun is read as usual.
    const { entry } = numbers;
    if (entry.length <= at) return at - entry.length;
    this.#text = entry + this.#text.slice(at);
    return 0;
  }

  #enterAtNumbers(numbers: NumberRun): void {
    const code = numbers.hasKeys ? openingBrace : openingBracket;
    this.#enter(code, 0, 0);
    const entries = numbers.entries();
    if (entries !== '') this.#last = comma;
    this.#kept.add(String.fromCharCode(code));
    this.#kept.addEntries(entries);
  }

  /** The text has ended, also where JSON has not. */
  #breakOff(): void {
    if (this.#string !== undefined) this.#endString(this.#string, false);
    if (this.#numbers !== undefined) {
      this.#enterAtNumbers(this.#numbers);
      this.#kept.add(this.#numbers.entry);
    }
  }
}
