import type { JsonCondenser } from '../../json/json-condenser';

/** Shorter texts are taken as they are: parsing one takes a few milliseconds. */
const longChars = 512 * 1024;
/** How much is kept of an exchange. */
export interface Bounds {
  /** About so much in all. */
  readonly maxBytes: number;
  /** Media in base64 of more bytes leave as their size and SHA-256. */
  readonly maxMediaBytes: number;
}

export interface TextBounds extends Bounds {
  /** Texts were cut. */
  readonly onCut: () => void;
}

/** JSON that arrives in pieces. Once it gets long, it is condensed as it passes. */
export class LongText {
  readonly #bounds: TextBounds;
  #text = '';
  #written = 0;
  #condenser: JsonCondenser | undefined;

  constructor(bounds: TextBounds) {
    this.#bounds = bounds;
  }

  /** About how many characters are kept. */
  get kept(): number {
    return Math.min(this.#written, this.#bounds.maxBytes);
  }

  write(piece: string): void {
    this.#written += piece.length;
    if (this.#condenser !== undefined) {
      this.#condenser.write(piece);
      return;
    }
    this.#text += piece;
    const { maxBytes, maxMediaBytes } = this.#bounds;
    if (this.#text.length <= Math.min(longChars, maxBytes)) return;
    // Loaded with the first long text.
    const { JsonCondenser: Condenser } =
      require('../../json/json-condenser') as typeof import('../../json/json-condenser');
    this.#condenser = new Condenser({ maxBytes, maxMediaBytes });
    this.#condenser.write(this.#text);
    this.#text = '';
  }

  /** Does the first half of {@link end}, which takes long. Nothing may be written after it. */
  close(): void {
    this.#condenser?.close();
  }

  end(): string {
    if (this.#condenser === undefined) return this.#text;
    const { text, truncated } = this.#condenser.end();
    if (truncated) this.#bounds.onCut();
    return text;
  }
}
