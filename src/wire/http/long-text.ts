import { JsonCondenser } from '../../json/json-condenser';

/** Shorter texts are taken as they are. */
const longChars = 32 * 1024;
/** Media of more bytes leave as a digest. The option of the exporter is asked later, and for smaller ones. */
const maxMediaBytes = 4096;

interface Bound {
  /** Of what is kept, about. */
  readonly maxBytes: number;
  /** Texts were cut. */
  readonly onCut: () => void;
}

/** JSON that arrives in pieces. Once it gets long, it is condensed as it passes. */
export class LongText {
  readonly #bound: Bound;
  #text = '';
  #written = 0;
  #condenser: JsonCondenser | undefined;

  constructor(bound: Bound) {
    this.#bound = bound;
  }

  /** About how many characters are kept. */
  get kept(): number {
    return Math.min(this.#written, this.#bound.maxBytes);
  }

  write(piece: string): void {
    this.#written += piece.length;
    if (this.#condenser !== undefined) {
      this.#condenser.write(piece);
      return;
    }
    this.#text += piece;
    const { maxBytes } = this.#bound;
    if (this.#text.length <= Math.min(longChars, maxBytes)) return;
    this.#condenser = new JsonCondenser({ maxBytes, maxMediaBytes });
    this.#condenser.write(this.#text);
    this.#text = '';
  }

  end(): string {
    if (this.#condenser === undefined) return this.#text;
    const { text, truncated } = this.#condenser.end();
    if (truncated) this.#bound.onCut();
    return text;
  }
}
