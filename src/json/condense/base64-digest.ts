import { createHash, type Hash } from 'node:crypto';
import type { MediaDigest } from '../media-marker';

const bytesAtOnce = 8192;

/** Size and SHA-256 of what a text of base64 stands for, computed while the text passes. */
export class Base64Digest {
  #pending = '';
  /** Characters of a group of four that is not complete yet. */
  #group = '';
  #padding = 0;
  /** Its alphabet has no need of padding. */
  #isForUrls = true;
  #bytes = 0;
  #hash: Hash | undefined;
  #isBase64 = true;

  /** False once the text has shown that it is something else. */
  get isBase64(): boolean {
    return this.#isBase64;
  }

  /** @param piece of a string in JSON, as it is spelled there; no escape is cut */
  write(piece: string): void {
    if (!this.#isBase64) return;
    this.#pending += piece;
    if (this.#pending.length >= bytesAtOnce) this.#take();
  }

  /** `undefined` if the text was not base64, or was cut. */
  end(): MediaDigest | undefined {
    this.#take();
    if (!this.#isBase64 || !this.#isWhole) return undefined;
    const hash = this.#decode(this.#group);
    return { bytes: this.#bytes, sha256: hash.digest('hex') };
  }

  get #isWhole(): boolean {
    const rest = (this.#group.length + this.#padding) % 4;
    return rest === 0 || (this.#padding === 0 && rest > 1 && this.#isForUrls);
  }

  #take(): void {
    const text = unescaped(this.#pending)?.replaceAll(/[\r\n]+/g, '');
    this.#pending = '';
    if (text === undefined || !alphabets.test(text)) {
      this.#isBase64 = false;
      return;
    }
    const end = text.indexOf('=');
    const chars = end === -1 ? text : text.slice(0, end);
    this.#isBase64 &&= this.#padding === 0 || chars === '';
    this.#padding += text.length - chars.length;
    this.#isBase64 &&= this.#padding <= 2;
    if (!this.#isBase64) return;
    this.#isForUrls &&= !/[+/]/.test(chars);
    const all = this.#group + chars;
    const whole = all.length - (all.length % 4);
    this.#group = all.slice(whole);
    this.#decode(all.slice(0, whole));
  }

  #decode(chars: string): Hash {
    const bytes = Buffer.from(chars, 'base64');
    this.#bytes += bytes.length;
    this.#hash ??= createHash('sha256');
    return this.#hash.update(bytes);
  }
}

/** With `+` and `/` or with `-` and `_`, and padding at its end only. */
const alphabets = /^[\w+/-]*={0,2}$/;

/** `undefined` where the escapes are not of JSON. */
function unescaped(text: string): string | undefined {
  if (!text.includes('\\')) return text;
  try {
    return JSON.parse(`"${text}"`);
  } catch {
    return undefined;
  }
}
