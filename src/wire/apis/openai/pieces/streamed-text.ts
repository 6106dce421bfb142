import type { Growth } from '../../fields/growth';

/** Shorter texts can begin like the text before them by chance: "a", "and". */
const minChars = 16;
const minRepetitions = 2;

/** A text while its pieces arrive. Some servers send all of it with each piece: then each begins with the one before. */
export class StreamedText {
  readonly #growth: Growth;
  /** The last piece, as long as each began with the one before it. */
  #grown: string | undefined = '';
  #repetitions = -1;

  constructor(growth: Growth) {
    this.#growth = growth;
  }

  /** The text with the next piece of it. */
  joined(before: string, piece: string): string {
    if (piece === '') return before;
    const isRepeated = this.#grown !== undefined && piece.startsWith(this.#grown);
    if (isRepeated && piece !== this.#grown) this.#repetitions += 1;
    this.#grown = isRepeated ? piece : undefined;
    const isCumulative = isRepeated && this.#repetitions >= minRepetitions && piece.length >= minChars;
    if (!isCumulative) return this.#growth.joined(before, piece);
    return this.#growth.replaces(before, piece) ? piece : before;
  }
}
