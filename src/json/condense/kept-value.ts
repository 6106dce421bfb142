import { endsWithin, joined, noteOf, type TextEnds } from './cut-text';

/** A value of a condensed text that can be made shorter later. */
export interface Shortenable {
  readonly bytes: number;
  readonly text: string;
}

/** A long text: it can be cut to its ends. */
export class KeptText implements Shortenable {
  readonly #quotes: readonly [open: string, close: string];
  #ends: TextEnds;
  #bytes: number;

  constructor(ends: TextEnds, quotes: readonly [open: string, close: string]) {
    this.#ends = ends;
    this.#quotes = quotes;
    this.#bytes = this.#count();
  }

  get bytes(): number {
    return this.#bytes;
  }

  get text(): string {
    const [open, close] = this.#quotes;
    return open + joined(this.#ends) + close;
  }

  get isCut(): boolean {
    return this.#ends.missing > 0;
  }

  cutTo(bytes: number): void {
    if (this.#bytes <= bytes) return;
    this.#ends = endsWithin(this.#ends, bytes);
    this.#bytes = this.#count();
  }

  /** Part by part, since joining them would copy a long text. */
  #count(): number {
    const { head, tail, missing } = this.#ends;
    return [...this.#quotes, head, noteOf(missing), tail].reduce((sum, part) => sum + Buffer.byteLength(part), 0);
  }
}

/** Media or a list of numbers: whole, or a note in their place. */
export class KeptMedia implements Shortenable {
  #text: string;
  readonly #note: string;

  constructor(whole: string, note: string) {
    this.#text = whole;
    this.#note = note;
  }

  get bytes(): number {
    return Buffer.byteLength(this.#text);
  }

  get text(): string {
    return this.#text;
  }

  giveWay(): void {
    this.#text = this.#note;
  }
}
