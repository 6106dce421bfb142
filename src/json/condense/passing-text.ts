import { boundaryBefore, type TextEnds, tailWithin } from './cut-text';
import { flat } from './flat';

/**
 * A text that passes in pieces: of a long one, its ends are kept, without joining what passes. No piece ends within an escape.
 */
export class PassingText {
  readonly #limit: number;
  /** The beginning, once the text is too long to be kept whole. */
  #head: readonly string[] | undefined;
  /** Everything after the head, or all of the text while there is no head; what is far from the end is missing. */
  #pieces: string[] = [];
  #charsInPieces = 0;
  #chars = 0;

  /** @param limit so many characters are kept whole, and half as many or more at each end of a longer text */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get chars(): number {
    return this.#chars;
  }

  write(piece: string): void {
    this.#chars += piece.length;
    this.#charsInPieces += piece.length;
    this.#pieces.push(piece);
    if (this.#head === undefined && this.#chars <= 1.5 * this.#limit) return;
    this.#head ??= this.#takeHead();
    this.#leaveOutMiddle();
  }

  end(): TextEnds {
    const rest = this.#pieces.join('');
    if (this.#head === undefined) return { head: rest, tail: '', missing: 0 };
    const head = this.#head.join('');
    const tail = rest.length > this.#limit ? flat(tailWithin(rest, this.#limit)) : rest;
    return { head, tail, missing: this.#chars - head.length - tail.length };
  }

  #leaveOutMiddle(): void {
    for (let [first] = this.#pieces; first !== undefined; [first] = this.#pieces) {
      if (this.#charsInPieces - first.length < this.#limit / 2) return;
      this.#pieces.shift();
      this.#charsInPieces -= first.length;
    }
  }

  #takeHead(): readonly string[] {
    const head: string[] = [];
    let left = this.#limit >> 1;
    for (let piece = this.#pieces.shift(); piece !== undefined; piece = this.#pieces.shift()) {
      if (piece.length > left) {
        const end = boundaryBefore(piece, left);
        head.push(flat(piece.slice(0, end))); // it may be a small part of its piece
        this.#pieces.unshift(piece.slice(end));
        break;
      }
      head.push(piece);
      left -= piece.length;
    }
    for (const { length } of head) this.#charsInPieces -= length;
    return head;
  }
}
