import type { Growth } from '../../fields/growth';

/** A piece of text is a token or a few, which are shorter: that they begin alike ("ha", "haha") is chance. */
const minChars = 16;

/**
 * A text while its pieces arrive. Some servers send all of it with each piece: then each begins with the one before. Where all
 * pieces of a stream did so, it is decided at the end, by how unlikely it is for pieces that follow one another:
 * - that each of three is longer than the one before, or that the last two of them are the same, is proof however short they are;
 * - of two pieces, the first has to be long, and so has one that nothing but its repetition follows. That must not end in white
 *   space, as a line does that is said twice.
 * Dashes, spaces and the like grow in any text, and prove nothing.
 */
export class StreamedText {
  readonly #growth: Growth;
  /** The last piece, as long as each began with the one before it. */
  #grown: string | undefined = '';
  /** How often a piece had more than the one before it. */
  #steps = 0;
  /** How often a piece was the one before it. */
  #repetitions = 0;
  /** The length of the first piece. */
  #firstChars = 0;

  constructor(growth: Growth) {
    this.#growth = growth;
  }

  /** The text with the next piece of it. */
  joined(before: string, piece: string): string {
    if (piece === '') return before;
    this.#note(piece);
    // Not before the end, what follows could still show that short ones were pieces.
    const isCumulative = this.#grown !== undefined && this.#steps > 1 && piece.length >= minChars;
    return isCumulative ? this.#replaced(before, piece) : this.#growth.joined(before, piece);
  }

  /** The text after its last piece. */
  whole(before: string): string {
    const grown = this.#grown;
    return grown !== undefined && this.#isCumulative(grown) ? this.#replaced(before, grown) : before;
  }

  #note(piece: string): void {
    if (this.#grown === undefined) return;
    if (!piece.startsWith(this.#grown)) this.#grown = undefined;
    else if (this.#grown === '') this.#firstChars = piece.length;
    else if (piece.length === this.#grown.length) this.#repetitions += 1;
    else this.#steps += 1;
    if (this.#grown !== undefined) this.#grown = piece;
  }

  #isCumulative(grown: string): boolean {
    if (this.#steps + this.#repetitions === 0 || !/[\p{L}\p{N}]/u.test(grown)) return false;
    if (this.#steps > 0 && this.#steps + this.#repetitions > 1) return true;
    return this.#firstChars >= minChars && (this.#steps > 0 || !/\s$/.test(grown));
  }

  #replaced(before: string, whole: string): string {
    return this.#growth.replaces(before, whole) ? whole : before;
  }
}
