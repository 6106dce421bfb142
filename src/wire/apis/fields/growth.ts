import { memorySizeOf } from '../../../json/memory-size';

/** Stands in a text where its middle was left out. */
const cutMark = '…[cut]…';

/** Ids, names and first words are short. */
const shortChars = 256;
/** Shorter texts are left as the engine joins them. */
const flatChars = 4096;

/**
 * How much of a stream is kept. As long as there is room, texts and lists grow. After that, texts end in a mark, lists stay as
 * they are, and what is short and new is kept out of a reserve: ids, names and counts have their place however long a stream is.
 */
export class Growth {
  #left: number;
  #reserve: number;
  #kept = 0;
  #isCut = false;

  /** @param maxChars of what is kept, about */
  constructor(maxChars: number) {
    this.#left = maxChars;
    this.#reserve = Math.max(64 * 1024, maxChars / 16);
  }

  get isOpen(): boolean {
    return this.#left > 0;
  }

  /** Something was left out. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** About the size of what has grown, in characters. */
  get kept(): number {
    return this.#kept;
  }

  /** Gives room for so much more: for the end of a stream whose middle had none. */
  reopen(chars: number): void {
    this.#left = chars;
  }

  /** The text with the next piece of it. */
  joined(before: string, piece: string): string {
    if (piece === '') return before;
    const isStart = before === '' && piece.length <= shortChars;
    if (this.#takes(piece.length) || (isStart && this.#spares(piece.length))) return flattened(before, before + piece);
    return this.#cut(before);
  }

  /** Whether an item, or a value under a new name, is kept. */
  takes(item: unknown): boolean {
    const size = memorySizeOf(item) + 16;
    if (this.#takes(size) || (size <= shortChars && this.#spares(size))) return true;
    this.#isCut = true;
    return false;
  }

  /** Whether a value is kept in place of another one: of a whole text after its pieces, only what is more counts. */
  replaces(before: unknown, after: unknown): boolean {
    const more = memorySizeOf(after) - memorySizeOf(before);
    if (more <= this.#left) {
      this.#left -= Math.max(0, more);
      this.#kept += Math.max(0, more);
      return true;
    }
    if (more <= shortChars && this.#spares(more)) return true;
    this.#isCut = true;
    return false;
  }

  #cut(before: string): string {
    this.#isCut = true;
    return before.endsWith(cutMark) ? before : before + cutMark;
  }

  /** The first one that does not fit ends the growth. */
  #takes(chars: number): boolean {
    if (chars > this.#left) this.#left = 0;
    if (this.#left <= 0) return false;
    this.#left -= chars;
    this.#kept += chars;
    return true;
  }

  #spares(chars: number): boolean {
    if (this.#reserve <= 0) return false;
    this.#reserve -= chars;
    this.#kept += chars;
    return true;
  }
}

/**
 * A text that grew by words is a tree of them in memory, a dozen times its length, until something needs its characters. Made flat
 * whenever it has grown by a half or a third, it is copied three times in all.
 */
function flattened(before: string, grown: string): string {
  if (grown.length > flatChars && leading(grown.length) !== leading(before.length)) grown.charCodeAt(0);
  return grown;
}

/** The place and value of the first two bits. */
const leading = (length: number): number => {
  const shift = Math.max(0, 30 - Math.clz32(length));
  return shift * 4 + (length >>> shift);
};
