import { JsonScanner } from './condense/json-scanner';
import { KeptJson } from './condense/kept-json';
import { LongString } from './condense/long-string';

export interface CondenserLimits {
  /** Of UTF-8; about so much is kept. */
  readonly maxBytes: number;
  /** Media of more decoded bytes are replaced by their size and SHA-256. */
  readonly maxMediaBytes: number;
}

export interface Condensed {
  readonly text: string;
  /** Something is missing but vectors, and media of which the size and SHA-256 are left. */
  readonly truncated: boolean;
}

/** Text is read in blocks of so many characters, wherever it was divided, so that the same text always gives the same. */
const blockChars = 32_768;

/**
 * Condenses JSON while it passes, in one pass and in memory that its limits bound. What is JSON stays JSON: long base64 strings
 * become markers, which `withoutLargeMedia` of the mapping understands, and long lists of numbers notes. Where the rest has more
 * than `maxBytes`, the longest texts lose their middles, and where there are too many short values, the items in the middle are
 * left out; short values at the beginning and at the end stay. JSON that breaks off stays broken off. Other text keeps its
 * beginning and its end. Text within all limits is not changed.
 */
export class JsonCondenser {
  readonly #kept: KeptJson;
  readonly #short: number;
  readonly #maxMediaBytes: number;
  #pending = '';
  #isClosed = false;
  #reader: ((block: string, isLast: boolean) => void) | undefined;

  constructor({ maxBytes, maxMediaBytes }: CondenserLimits) {
    this.#short = Math.max(64, Math.min(1024, maxBytes >> 5));
    this.#maxMediaBytes = maxMediaBytes;
    this.#kept = new KeptJson(maxBytes, this.#short);
  }

  write(text: string): void {
    let at = Math.min(text.length, blockChars - this.#pending.length);
    this.#pending += text.slice(0, at);
    if (this.#pending.length < blockChars) return;
    this.#read(this.#pending, false);
    for (; text.length - at >= blockChars; at += blockChars) this.#read(text.slice(at, at + blockChars), false);
    this.#pending = text.slice(at);
  }

  /** Reads what waits: what {@link end} would do first. Nothing may be written after it. */
  close(): void {
    if (this.#isClosed || this.#isShort) return;
    this.#isClosed = true;
    this.#read(this.#pending, true);
  }

  /** All that is kept. */
  end(): Condensed {
    if (this.#isShort) return { text: this.#pending, truncated: false };
    this.close();
    return this.#kept.end();
  }

  get #isShort(): boolean {
    return this.#reader === undefined && this.#pending.length <= this.#short;
  }

  #read(block: string, isLast: boolean): void {
    this.#reader ??= this.#readerFor(block);
    this.#reader(block, isLast);
  }

  #readerFor(start: string): (block: string, isLast: boolean) => void {
    if (/^\s*[[{"]/.test(start)) {
      const scanner = new JsonScanner(this.#kept, this.#short, this.#maxMediaBytes);
      return (block, isLast) => scanner.write(block, isLast);
    }
    const text = new LongString(this.#kept.maxText, this.#maxMediaBytes);
    return (block, isLast) => {
      text.write(block);
      if (isLast) this.#endText(text);
    };
  }

  /** Text that is no JSON may be a file as a whole. */
  #endText(text: LongString): void {
    const ends = text.ends(true);
    const media = text.media();
    const isMedia = media !== undefined && media.bytes > this.#maxMediaBytes && (media.isDataUri || media.isFile);
    if (isMedia) this.#kept.note(this.#kept.addMedia(undefined, media.note));
    else this.#kept.addText(ends, ['', '']);
  }
}
