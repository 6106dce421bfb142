import { mediaMarker } from '../media-marker';
import { isMediaObject, mediaPlaceAfter, mimeTypeOfBase64 } from '../media-places';
import type { KeptJson } from './kept-json';
import type { KeptMedia } from './kept-value';
import { missingNumbers, type NumberRun } from './number-run';

/** Enough of the text before a value to see under which name it stands. */
const nameChars = 160;

interface Undecided {
  readonly media: KeptMedia;
  readonly depth: number;
  /** It is in an object within another: `{mimeType, source: {data}}`. */
  readonly isNested: boolean;
}

/** Media and numbers of JSON as it is read: whether they are kept is known once the object around them is. */
export class OpenMedia {
  readonly #kept: KeptJson;
  readonly #maxBytes: number;
  /** Where the lists and objects start, in {@link KeptJson.position}s. */
  readonly #starts: number[] = [];
  readonly #undecided: Undecided[] = [];
  /** Of the object that ends: those that the one around it may show to be media. */
  readonly #outer: Undecided[] = [];

  /** @param maxBytes media of more are replaced by a note even if there is room */
  constructor(kept: KeptJson, maxBytes: number) {
    this.#kept = kept;
    this.#maxBytes = maxBytes;
  }

  get hasUndecided(): boolean {
    return this.#undecided.length > 0;
  }

  enter(depth: number, position: number): void {
    this.#starts[depth] = position;
  }

  /** An object or a list ends. @param isInObject it is a member of an object */
  leave(depth: number, isInObject: boolean): void {
    for (let last = this.#undecided.at(-1); last?.depth === depth; last = this.#undecided.at(-1)) {
      this.#undecided.pop();
      const start = this.#starts[depth] ?? 0;
      const members = this.#kept.since(start);
      const before = this.#kept.since(start - nameChars);
      if (members === undefined || before === undefined) continue;
      const { media, isNested } = last;
      if (isMediaObject(before.slice(0, before.length - members.length), members)) this.#kept.note(media);
      else if (isInObject && !isNested) this.#outer.push({ media, depth: depth - 1, isNested: true });
    }
    this.#undecided.push(...this.#outer.splice(0));
  }

  /**
   * @param whole the value as JSON spells it; `undefined` where it is too long to be kept
   * @param depth of the object or list around it
   * @param about `isSure`: it is media anywhere; `isFile`: it is where media may be
   */
  add(
    whole: string | undefined,
    note: string,
    depth: number,
    about: { readonly bytes: number; readonly isSure: boolean; readonly isFile: boolean },
  ): void {
    const isLarge = about.bytes > this.#maxBytes;
    const place = about.isSure ? 'media' : mediaPlaceAfter(this.#kept.since(this.#kept.position - nameChars) ?? '');
    const isNoted = isLarge && (place === 'media' || (place !== 'text' && about.isFile));
    const media = this.#kept.addMedia(isNoted ? undefined : whole, note);
    if (isNoted) this.#kept.note(media);
    else if (isLarge && place === 'in media') this.#undecided.push({ media, depth, isNested: false });
  }

  /** @param short so many characters of them are kept in any case */
  addNumbers(numbers: NumberRun, depth: number, short: number): void {
    const { text, count, hasFractions, isBytes } = numbers.end();
    if (text !== undefined && text.length <= short) this.#kept.add(text);
    else if (hasFractions) this.#kept.add(missingNumbers(count));
    else if (isBytes) {
      const isFile = mimeTypeOfBase64(numbers.first) !== undefined;
      const note = mediaMarker(numbers.digest(), isFile ? numbers.first : '');
      this.add(text, `"${note}"`, depth, { bytes: count, isSure: false, isFile });
    } else this.#kept.addMedia(text, missingNumbers(count));
  }
}
