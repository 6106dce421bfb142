import { boundaryBefore, type TextEnds, tailWithin } from './cut-text';
import { flat } from './flat';

/** A text that passes in pieces: of a long one, its ends are kept. No piece ends within an escape. */
export class PassingText {
  readonly #limit: number;
  #head: string | undefined;
  /** Everything after the head, or all of the text while there is no head. */
  #pieces: string[] = [];
  #charsInPieces = 0;
  #chars = 0;

  /** @param limit so many characters are kept whole, and the more of a longer text at each end */
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
    if (this.#charsInPieces > 1.5 * this.#limit) this.#compact();
  }

  end(): TextEnds {
    const rest = this.#pieces.join('');
    if (this.#head === undefined) return { head: rest, tail: '', missing: 0 };
    return { head: this.#head, tail: rest, missing: this.#chars - this.#head.length - rest.length };
  }

  #compact(): void {
    const text = this.#pieces.join('');
    this.#head ??= flat(text.slice(0, boundaryBefore(text, this.#limit)));
    const tail = flat(tailWithin(text, this.#limit >> 1));
    this.#pieces = [tail];
    this.#charsInPieces = tail.length;
  }
}
