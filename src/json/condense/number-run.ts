import type { MediaDigest } from '../media-marker';
import { ByteDigest } from './byte-list';
import { colon, comma, quote } from './tokens';

/** What a run of numbers holds. */
export interface Numbers {
  readonly count: number;
  /** As JSON spells them, with the brackets; `undefined` if they are too many to be kept. */
  readonly text: string | undefined;
  /** One of them has a fraction or an exponent, as the numbers of a vector do. */
  readonly hasFractions: boolean;
  /** Each is a byte: these are worth a digest. */
  readonly isBytes: boolean;
}

const zero = 0x30;
const isDigit = (code: number): boolean => code >= zero && code <= 0x39;
const isSpace = (code: number): boolean => code === 0x20 || (code >= 0x09 && code <= 0x0d);
const minus = 0x2d;
const plus = 0x2b;
const dot = 0x2e;
const isExponent = (code: number): boolean => code === 0x65 || code === 0x45;

/**
 * Numbers as they pass: the items of a list, or the members of an object whose keys are 0, 1, 2 and so on, as which JSON has typed
 * arrays.
 */
export class NumberRun {
  readonly hasKeys: boolean;
  readonly #limit: number;
  readonly #digest = new ByteDigest();
  #pieces: string[] | undefined = [];
  #chars = 0;
  /** Text since the last comma that was read: what is not an entry of the run yet. */
  #entry = '';
  #count = 0;
  /** The number that is being read, or -1 before its first digit. */
  #number = -1;
  #isByte = true;
  #hasFractions = false;
  /** Of a key: before it, in it, after it; then its number. */
  #place: 'key' | 'in key' | 'colon' | 'number';

  /** @param limit so many characters are kept */
  constructor(limit: number, hasKeys: boolean) {
    this.#limit = limit;
    this.hasKeys = hasKeys;
    this.#place = hasKeys ? 'key' : 'number';
  }

  /** Text since the last comma, which may be anything. */
  get entry(): string {
    return this.#entry;
  }

  /** All up to the last comma, or a note in their place. */
  entries(): string {
    if (this.#pieces === undefined) return `${missingNumbers(this.#count)}${this.hasKeys ? ':null' : ''},`;
    return this.#pieces.join('').slice(0, this.#chars - this.#entry.length);
  }

  /** How many characters of a text go on with the run, from a place on. */
  read(text: string, from: number): number {
    let at = from;
    let entryAt = from;
    for (; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (!this.#take(code)) break;
      if (code !== comma) continue;
      this.#entry = '';
      entryAt = at + 1;
    }
    this.#entry += text.slice(entryAt, at);
    this.#keep(text.slice(from, at));
    return at - from;
  }

  end(): Numbers {
    this.#endNumber();
    return {
      count: this.#count,
      text: this.#pieces && (this.hasKeys ? `{${this.#pieces.join('')}}` : `[${this.#pieces.join('')}]`),
      hasFractions: this.#hasFractions,
      isBytes: this.#isByte && !this.#hasFractions,
    };
  }

  /** Of the bytes, after their end. */
  digest(): MediaDigest {
    return this.#digest.end();
  }

  /** The first bytes, in base64. */
  get first(): string {
    return this.#digest.first;
  }

  #keep(piece: string): void {
    this.#chars += piece.length;
    if (this.#chars > this.#limit) this.#pieces = undefined;
    this.#pieces?.push(piece);
  }

  #take(code: number): boolean {
    if (isSpace(code)) return this.#place !== 'in key';
    if (this.#place !== 'number') return this.#takeOfKey(code);
    if (isDigit(code)) {
      this.#number = (this.#number < 0 ? 0 : this.#number * 10) + code - zero;
      return true;
    }
    if (code === comma) {
      this.#endNumber();
      if (this.hasKeys) this.#place = 'key';
      return true;
    }
    if (this.hasKeys) return false;
    if (code === minus || code === plus) {
      this.#isByte = false;
      return true;
    }
    if (code !== dot && !isExponent(code)) return false;
    this.#hasFractions = true;
    return true;
  }

  /** A key is the count of the entries before. */
  #takeOfKey(code: number): boolean {
    if (this.#place === 'key' && code === quote) {
      this.#place = 'in key';
      return true;
    }
    if (this.#place === 'in key' && isDigit(code)) {
      this.#number = (this.#number < 0 ? 0 : this.#number * 10) + code - zero;
      return true;
    }
    if (this.#place === 'in key' && code === quote && this.#number === this.#count) {
      this.#place = 'colon';
      this.#number = -1;
      return true;
    }
    if (this.#place !== 'colon' || code !== colon) return false;
    this.#place = 'number';
    return true;
  }

  #endNumber(): void {
    if (this.#number < 0 || (this.hasKeys && this.#place !== 'number')) return;
    this.#count += 1;
    if (this.#number > 255) this.#isByte = false;
    if (this.#isByte) this.#digest.write(this.#number);
    this.#number = -1;
  }
}

/** In place of a vector, or of another list of numbers. */
export const missingNumbers = (count: number): string => `"[… ${count} numbers missing …]"`;
