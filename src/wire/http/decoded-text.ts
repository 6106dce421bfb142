import { StringDecoder } from 'node:string_decoder';
import { type Bounds, LongText } from './long-text';

/** The text of a body that comes in pieces of bytes, within bounds. */
export class DecodedText {
  readonly #decoder = new StringDecoder('utf8');
  readonly #text: LongText;
  /** Some of it was left out. */
  isCut = false;

  constructor(bounds: Bounds) {
    this.#text = new LongText({
      ...bounds,
      onCut: () => {
        this.isCut = true;
      },
    });
  }

  /** About how much memory it holds, in bytes. */
  get kept(): number {
    return this.#text.kept;
  }

  write(piece: Buffer): void {
    this.#text.write(this.#decoder.write(piece));
  }

  /** No more will come; {@link end} may be called in a later step. */
  close(): void {
    this.#text.write(this.#decoder.end());
    this.#text.close();
  }

  end(): string {
    return this.#text.end();
  }
}
