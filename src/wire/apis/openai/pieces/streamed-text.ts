import type { Growth } from '../../fields/growth';

/** A piece of text is a token or a few, which are shorter: that two of them begin alike ("ha", "haha") is chance. */
const minChars = 16;

/**
 * A text while its pieces arrive. Some servers send all of it with each piece: then each begins with the one before. Where all
 * pieces of a stream did so, it is decided at the end, by how unlikely that is for pieces that follow one another:
 * - that each of three is longer than the one before, or that the last of two is repeated, is proof however short they are;
 * - of two, the first has to be long, and so has one that nothing but its repetition follows. That must not end in white space, as
 *   a line does that is said twice.
 * Dashes, and the same word again and again, grow like that by themselves, and prove nothing.
 */
export class StreamedText {
  readonly #growth: Growth;
  /** The first piece. */
  #first = '';
  /** The last piece, as long as each began with the one before it. */
  #grown: string | undefined = '';
  /** How often a piece had more than the one before it. */
  #steps = 0;
  /** How often a piece was the one before it. */
  #repetitions = 0;
  #isCumulative = false;

  constructor(growth: Growth) {
    this.#growth = growth;
  }

  /** The text with the next piece of it. */
  joined(before: string, piece: string): string {
    if (piece === '') return before;
    this.#note(piece);
    // As long as pieces are short, one that follows could still show that they are no more than that.
    const { length } = this.#grown ?? '';
    this.#isCumulative &&= length > 0;
    this.#isCumulative ||= this.#steps > 1 && length >= minChars && isVaried(piece, this.#first);
    return this.#isCumulative ? this.#replaced(before, piece) : this.#growth.joined(before, piece);
  }

  /** The text after its last piece. */
  whole(before: string): string {
    const grown = this.#grown ?? '';
    return this.#isProved(grown) && isVaried(grown, this.#first) ? this.#replaced(before, grown) : before;
  }

  #note(piece: string): void {
    const before = this.#grown;
    if (before === undefined) return;
    this.#grown = piece.startsWith(before) ? piece : undefined;
    if (before === '') this.#first = piece;
    else if (piece === before) this.#repetitions += 1;
    else this.#steps += 1;
  }

  #isProved(grown: string): boolean {
    if (grown === '' || this.#steps + this.#repetitions === 0) return false;
    if (this.#steps > 0 && this.#steps + this.#repetitions > 1) return true;
    return this.#first.length >= minChars && (this.#steps > 0 || grown.trimEnd() === grown);
  }

  #replaced(before: string, whole: string): string {
    return this.#growth.replaces(before, whole) ? whole : before;
  }
}

const hasWords = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);

/** Whether a text has more words than those that it begins with, or has these once. */
function isVaried(text: string, first: string): boolean {
  const rest = text.slice(first.length);
  const others = rest.replaceAll(first, '');
  return hasWords(others) || (others.length === rest.length && hasWords(text));
}
