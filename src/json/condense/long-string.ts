import { dataUriMarker, mediaMarker } from '../media-marker';
import { mimeTypeOfBase64 } from '../media-places';
import { Base64Digest } from './base64-digest';
import type { TextEnds } from './cut-text';
import { EmbeddedMedia } from './embedded-media';
import { PassingText } from './passing-text';

/** So many characters of base64 remain at its start and end. */
const sample = { first: 48, last: 16 };

export interface StringMedia {
  readonly bytes: number;
  readonly isDataUri: boolean;
  /** Its first bytes are those of a file. */
  readonly isFile: boolean;
  /** What may stand in their place. */
  readonly note: string;
}

/** A string as it passes, in the spelling of JSON: its ends, and its size and SHA-256 where it is base64. */
export class LongString {
  readonly #text: PassingText;
  readonly #embedded: EmbeddedMedia;
  /** Of a data URI, up to its payload; `undefined` before the first piece. */
  #head: string | undefined;
  #digest: Base64Digest | undefined;

  /** @param limit so many characters are kept */
  constructor(limit: number, maxMediaBytes: number) {
    this.#text = new PassingText(limit);
    this.#embedded = new EmbeddedMedia(maxMediaBytes);
  }

  /** @param piece with no escape cut; the first one has a data URI's head */
  write(piece: string): void {
    this.#text.write(this.#embedded.write(piece));
    if (this.#head !== undefined) {
      this.#digest?.write(piece);
      return;
    }
    this.#head = dataUri.exec(piece.slice(0, 200))?.[0] ?? '';
    const payload = piece.slice(this.#head.length);
    if (notBase64.test(payload.slice(0, 64))) return;
    this.#digest = new Base64Digest();
    this.#digest.write(payload);
  }

  /** The media amid it are notes. Nothing may be written after it. @param isWhole it ends as it should */
  ends(isWhole: boolean): TextEnds {
    this.#text.write(this.#embedded.end(isWhole));
    return this.#text.end();
  }

  /** `undefined` if the string is anything else. */
  media(): StringMedia | undefined {
    const digest = this.#digest?.end();
    if (digest === undefined) return undefined;
    const head = this.#head?.slice(0, -';base64,'.length) ?? '';
    if (head !== '')
      return {
        bytes: digest.bytes,
        isDataUri: true,
        isFile: false,
        note: dataUriMarker(head.replaceAll('\\/', '/'), digest),
      };
    const { head: start, tail } = this.#text.end();
    const isFile = mimeTypeOfBase64(plain(start.slice(0, sample.first))) !== undefined;
    const [first, last] = [start.slice(0, sample.first), (tail || start).slice(-sample.last)];
    return { bytes: digest.bytes, isDataUri: false, isFile, note: mediaMarker(digest, plain(first), plain(last)) };
  }
}

const dataUri = /^data:[^,"\s]{0,100};base64,/;
const notBase64 = /[^\w+/=\\\r\n-]/;

const plain = (text: string): string => (text.includes('\\') ? '' : text);
