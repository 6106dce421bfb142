import { base64Run, endOfBase64, startOfLastBase64 } from '../base64-run';
import { cutNote, dataUriMarker, mediaMarker } from '../media-marker';
import { mediaPlaceAfter, mimeTypeOfBase64 } from '../media-places';
import { Base64Digest } from './base64-digest';
import { boundaryBefore } from './cut-text';

/** Enough of the text before base64 to see what it is, and of base64 to see what file it is of. */
const seen = { before: 160, ofBase64: 64 };
/** So many characters of base64 remain at its start and end. */
const sample = { first: 48, last: 16 };

/** Media of which the end has not come. */
interface Open {
  /** The beginning of a data URI; empty for base64 without one. */
  readonly head: string;
  readonly digest: Base64Digest;
  /** All of the base64, while it is within the limit. */
  text: string | undefined;
  first: string;
  last: string;
}

/**
 * Media amid a text as it passes, in the spelling of JSON: data URIs, and the base64 of files in JSON that is itself a text, as the
 * answer of a tool may be. Notes stand in the place of those of more than so many bytes.
 */
export class EmbeddedMedia {
  readonly #minChars: number;
  /** The end of what came, which may be the beginning of media. */
  #held = '';
  #open: Open | undefined;
  #isWithinOther = false;

  constructor(maxBytes: number) {
    this.#minChars = Math.ceil(((maxBytes + 1) * 4) / 3);
  }

  /** @returns what of the text is passed on */
  write(piece: string): string {
    let text = this.#held + piece;
    let passed = '';
    this.#held = '';
    while (text !== '') {
      if (this.#open !== undefined || this.#isWithinOther) {
        const end = endOfBase64(text);
        const base64 = text.slice(0, end);
        passed += this.#open === undefined ? base64 : this.#read(this.#open, base64);
        if (end === text.length) return passed;
        const padding = /^={0,2}/.exec(text.slice(end, end + 2))?.[0] ?? '';
        passed += this.#open === undefined ? padding : this.#close(this.#open, padding);
        this.#isWithinOther = false;
        text = text.slice(end + padding.length);
      }
      const start = base64Run(text, 0, this.#minChars)?.start ?? startOfLastBase64(text);
      if (text.length - start < seen.ofBase64) {
        const end = boundaryBefore(text, Math.max(0, start - seen.before));
        this.#held = text.slice(end);
        return passed + text.slice(0, end);
      }
      const head = headBefore(
        text.slice(Math.max(0, start - seen.before), start),
        text.slice(start, start + seen.ofBase64),
      );
      passed += text.slice(0, start - (head ?? '').length);
      text = text.slice(start);
      if (head === undefined) this.#isWithinOther = true;
      else this.#open = { head, digest: new Base64Digest(), text: '', first: '', last: '' };
    }
    return passed;
  }

  /** The rest. @param isWhole the text has ended where it should */
  end(isWhole: boolean): string {
    const isMedia = isWhole && this.#open?.head !== '';
    const rest = this.#open === undefined ? this.#held : this.#close(this.#open, isMedia ? '' : undefined);
    this.#held = '';
    return rest;
  }

  /** What of it is passed on: nothing while it may be media. */
  #read(open: Open, base64: string): string {
    open.last = (open.last + base64).slice(-sample.last);
    if (open.text === undefined) {
      open.digest.write(base64);
      return '';
    }
    open.text += base64;
    if (open.text.length < this.#minChars) return '';
    open.first = open.text.slice(0, sample.first);
    open.digest.write(open.text);
    open.text = undefined;
    return '';
  }

  /** @param padding `undefined` if the end is missing */
  #close({ head, text, digest, first, last }: Open, padding: string | undefined): string {
    this.#open = undefined;
    if (text !== undefined) return head + text + (padding ?? '');
    if (padding !== undefined) digest.write(padding);
    const known = padding === undefined ? undefined : digest.end();
    if (known === undefined) return `${head}${first}${cutNote}`;
    return head === ''
      ? mediaMarker(known, first, (last + padding).slice(-sample.last))
      : dataUriMarker(head.slice(0, -';base64,'.length), known);
  }
}

/** The beginning of a data URI before base64, or nothing before other media; `undefined` where it is none. */
function headBefore(before: string, base64: string): string | undefined {
  const uri = /^data:[^,\s"]{0,100};base64,$/.exec(before.slice(Math.max(0, before.lastIndexOf('data:'))))?.[0];
  if (uri !== undefined) return uri;
  if (!before.endsWith('\\"')) return undefined;
  const place = mediaPlaceAfter(before.slice(0, -1).replaceAll(/\\+"?/g, unescaped));
  const isMedia =
    place === 'media' || place === 'in media' || (place === 'file' && mimeTypeOfBase64(base64) !== undefined);
  return isMedia ? '' : undefined;
}

/** The quotes of JSON in a text have backslashes. */
const unescaped = (escaped: string): string => (escaped.endsWith('"') ? '"' : '');
