import type { TextEnds } from './cut-text';
import { flat } from './flat';
import { KeptMedia, KeptText } from './kept-value';
import { MissingMiddle } from './missing-middle';

/** Where there is no room, so much of the budget is freed at once: each time costs a look at all that is kept. */
const freedShare = 1 / 8;

/**
 * What is kept of JSON within a budget. When that is short, media and lists of numbers give way first, then the longest texts lose
 * their middles, all to the same length, and when no text is long any more, items and members in the middle are left out.
 */
export class KeptJson {
  readonly #maxBytes: number;
  readonly #leastText: number;
  readonly #pieceChars: number;
  readonly #middle = new MissingMiddle();
  #pieces: Piece[] = [];
  /** Of the pieces. */
  #bytes = 0;
  #isMissingMiddle = false;
  /** What follows the last piece. */
  #run = '';
  /** Characters of all that is no long value. */
  #position = 0;
  /** Whole ones. */
  readonly #givingWay = new Set<KeptMedia>();
  /** Those of which only a note is left, although they may be no media. */
  readonly #noted = new Set<KeptMedia>();
  #maxText: number;
  #isTruncated = false;

  /** @param leastText no text is cut to fewer bytes */
  constructor(maxBytes: number, leastText: number) {
    this.#maxBytes = maxBytes;
    this.#maxText = maxBytes;
    this.#leastText = leastText;
    this.#pieceChars = Math.min(8192, maxBytes >> 4);
  }

  /** A longer text is cut at once. */
  get maxText(): number {
    return this.#maxText;
  }

  /** After so many characters a piece should end, at a bracket or comma. */
  get roomInPiece(): number {
    return this.#pieceChars - this.#run.length;
  }

  /** Where the next character goes that is not of a long value. */
  get position(): number {
    return this.#position;
  }

  /** Brackets, keys and short values. */
  add(text: string): void {
    this.#run += text;
    this.#position += text.length;
    // JSON has had a bracket or comma before.
    if (this.roomInPiece < -8 * this.#leastText) this.mayEndPiece();
  }

  /** Entries of a list or an object, up to a comma; none of them has text. */
  addEntries(text: string): void {
    for (let from = 0; from < text.length; ) {
      const comma = text.indexOf(',', from + this.#pieceChars);
      const end = comma === -1 ? text.length : comma + 1;
      this.add(text.slice(from, end));
      this.mayEndPiece();
      from = end;
    }
  }

  /** Says that the last character was a bracket or comma. */
  mayEndPiece(): void {
    if (this.roomInPiece > 0) return;
    this.#endPiece();
    this.#relieve();
  }

  addText(ends: TextEnds, quotes: readonly [open: string, close: string]): void {
    const text = new KeptText(ends, quotes);
    text.cutTo(this.#maxText);
    this.#isTruncated ||= text.isCut;
    this.#push(text);
  }

  /**
   * A value that gives way to a note in its place.
   * @param whole `undefined` where it was too long to be kept
   */
  addMedia(whole: string | undefined, note: string): KeptMedia {
    const media = new KeptMedia(whole ?? note, note);
    if (whole === undefined) this.#noted.add(media);
    else this.#givingWay.add(media);
    this.#push(media);
    return media;
  }

  /** These are media indeed: the note says all of them that a record does. */
  note(media: KeptMedia): void {
    this.#giveWay(media);
    this.#noted.delete(media);
  }

  setTruncated(): void {
    this.#isTruncated = true;
  }

  /** Everything since a position but the long values; `undefined` if that is too long to look at. */
  since(position: number): string | undefined {
    const chars = this.#position - position;
    if (chars > 2048) return undefined;
    let text = this.#run;
    for (let index = this.#pieces.length - 1; index >= 0 && text.length < chars; index -= 1) {
      const piece = this.#pieces[index];
      if (typeof piece === 'string') text = piece + text;
    }
    return text.slice(Math.max(0, text.length - chars));
  }

  end(): { readonly text: string; readonly truncated: boolean } {
    this.#endPiece();
    this.#relieve();
    const text = this.#middle.join(this.#pieces.map(textOf));
    return { text, truncated: this.#isTruncated || this.#noted.size > 0 };
  }

  #push(value: KeptText | KeptMedia): void {
    this.#endPiece();
    this.#pieces.push(value);
    this.#bytes += value.bytes;
    this.#relieve();
  }

  /** Nothing may be left out before the value of a key at its end is there. */
  #endPiece(): void {
    if (this.#run === '') return;
    const piece = flat(this.#run);
    this.#run = '';
    this.#pieces.push(piece);
    this.#bytes += Buffer.byteLength(piece);
  }

  #relieve(): void {
    if (this.#excess <= 0) return;
    for (const media of this.#givingWay) {
      this.#giveWay(media);
      this.#noted.add(media);
    }
    if (this.#excess > 0 && this.#maxText > this.#leastText) this.#cutTexts();
    if (this.#excess > 0) this.#leaveOutMiddle();
  }

  #giveWay(media: KeptMedia): void {
    this.#givingWay.delete(media);
    this.#bytes -= media.bytes;
    media.giveWay();
    this.#bytes += media.bytes;
  }

  get #excess(): number {
    return this.#bytes + this.#middle.bytes - this.#maxBytes;
  }

  #cutTexts(): void {
    const texts = this.#pieces.filter((piece) => piece instanceof KeptText);
    const bytes = texts.map((text) => text.bytes);
    const room = sum(bytes) - this.#excess - this.#maxBytes * freedShare;
    this.#maxText = Math.max(this.#leastText, fairShare(bytes, room));
    for (const text of texts) {
      this.#bytes -= text.bytes;
      text.cutTo(this.#maxText);
      this.#bytes += text.bytes;
      this.#isTruncated ||= text.isCut;
    }
  }

  #leaveOutMiddle(): void {
    this.#isTruncated = true;
    this.#noted.clear();
    if (!this.#isMissingMiddle) this.#startMiddle();
    let index = 0;
    for (; index < this.#pieces.length; index += 1) {
      if (this.#excess <= -this.#maxBytes * freedShare && !this.#middle.endsWithKey) break;
      const piece = this.#pieces[index];
      if (piece === undefined) break;
      this.#bytes -= bytesOf(piece);
      if (typeof piece === 'string') this.#middle.leaveOut(piece);
      else this.#middle.leaveOutValue();
    }
    this.#pieces = this.#pieces.slice(index);
  }

  /** Half of what is kept is the beginning. */
  #startMiddle(): void {
    this.#isMissingMiddle = true;
    let bytes = 0;
    let count = 0;
    let endsWithKey = false;
    for (const piece of this.#pieces) {
      if (bytes >= this.#maxBytes / 2 && !endsWithKey) break;
      bytes += bytesOf(piece);
      count += 1;
      endsWithKey = typeof piece === 'string' && piece.trimEnd().endsWith(':');
    }
    this.#middle.start(this.#pieces.splice(0, count).map(textOf));
    this.#bytes -= bytes;
  }
}

type Piece = string | KeptText | KeptMedia;
const textOf = (piece: Piece): string => (typeof piece === 'string' ? piece : piece.text);
const bytesOf = (piece: Piece): number => (typeof piece === 'string' ? Buffer.byteLength(piece) : piece.bytes);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/** The length to which all longer ones are cut so that the sum fits; 0 if there is no room at all. */
function fairShare(lengths: readonly number[], room: number): number {
  const ascending = lengths.toSorted((one, other) => one - other);
  let left = room;
  for (const [index, length] of ascending.entries()) {
    const share = left / (ascending.length - index);
    if (length > share) return Math.max(0, Math.floor(share));
    left -= length;
  }
  return left;
}
