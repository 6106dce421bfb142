import type { JsonRecord } from '../../json/json-record';
import type { Part } from '../exchange';
import { FileDigest } from './file-digest';

/** No field of a model's API is longer, and no form has more parts. */
const maxFieldBytes = 256 * 1024;
const maxParts = 1000;
const maxHeadBytes = 16 * 1024;
const endOfHead = Buffer.from('\r\n\r\n');

/** A part that passes. */
interface Open {
  readonly name: string;
  readonly file: FileDigest | undefined;
  readonly pieces: Buffer[];
  bytes: number;
}

/** Reads a form (RFC 7578) as it passes: fields as texts, files as their name, type, size and SHA-256. */
export class Multipart {
  readonly #delimiter: Buffer;
  readonly #fields = new Map<string, (string | Part)[]>();
  readonly #lists = new Set<string>();
  #pending: Buffer = Buffer.from('\r\n');
  #open: Open | undefined;
  #isInHead = false;
  #isOver = false;
  #isCut = false;
  #kept = 0;

  /** @param boundary between its parts, without dashes before it that are not its own */
  constructor(boundary: string) {
    this.#delimiter = Buffer.from(`\r\n--${boundary}`);
  }

  /** About how many bytes are kept. */
  get kept(): number {
    return this.#kept + this.#pending.length;
  }

  /** Parts were left out, or the ends of fields. */
  get isCut(): boolean {
    return this.#isCut;
  }

  write(piece: Buffer): void {
    if (this.#isOver) return;
    this.#pending = Buffer.concat([this.#pending, piece]);
    while (!this.#isOver && (this.#isInHead ? this.#readHead() : this.#readBody()));
  }

  /** By the name of each part; of several, a list. */
  end(): JsonRecord {
    this.#close();
    return Object.fromEntries(
      [...this.#fields].map(([name, values]) => [
        name,
        values.length > 1 || this.#lists.has(name) ? values : values[0],
      ]),
    );
  }

  #readHead(): boolean {
    if (this.#pending.length < 2) return false;
    this.#isOver = this.#pending.toString('latin1', 0, 2) === '--';
    const end = this.#pending.indexOf(endOfHead);
    if (this.#isOver || end === -1) {
      this.#isOver ||= this.#pending.length > maxHeadBytes;
      return false;
    }
    this.#begin(this.#pending.toString('utf8', 0, end));
    this.#pending = this.#pending.subarray(end + endOfHead.length);
    this.#isInHead = false;
    return true;
  }

  #readBody(): boolean {
    const at = this.#pending.indexOf(this.#delimiter);
    const end = at === -1 ? this.#pending.length - this.#delimiter.length : at;
    if (end > 0) this.#take(this.#pending.subarray(0, end));
    if (at === -1) {
      // A copy: what is left is short, and would keep the whole piece.
      if (end > 0) this.#pending = Buffer.from(this.#pending.subarray(end));
      return false;
    }
    this.#close();
    this.#pending = this.#pending.subarray(at + this.#delimiter.length);
    this.#isInHead = true;
    return true;
  }

  #begin(head: string): void {
    const name = parameter(head, 'name');
    if (name === undefined) return;
    const filename = parameter(head, 'filename');
    const type = /^content-type:(.*)$/im.exec(head)?.[1]?.trim();
    const isFile = filename !== undefined || (type !== undefined && !/^(?:text|application\/json)\b/.test(type));
    this.#open = { name, file: isFile ? new FileDigest(type, filename) : undefined, pieces: [], bytes: 0 };
  }

  #take(piece: Buffer): void {
    const open = this.#open;
    if (open?.file !== undefined) open.file.write(piece);
    else if (open !== undefined) {
      const room = Math.max(0, maxFieldBytes - open.bytes);
      if (room > 0) open.pieces.push(Buffer.from(piece.subarray(0, room)));
      open.bytes += piece.length;
      this.#kept += Math.min(room, piece.length);
      this.#isCut ||= piece.length > room;
    }
  }

  #close(): void {
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined) return;
    // `image[]`, `include[0]`: items of a list.
    const name = open.name.replace(/\[\d*\]$/, '');
    if (name !== open.name) this.#lists.add(name);
    const values = this.#fields.get(name) ?? [];
    if (name === '__proto__' || this.#fields.size + values.length >= maxParts) this.#isCut = true;
    else this.#fields.set(name, [...values, open.file?.end() ?? Buffer.concat(open.pieces).toString('utf8')]);
  }
}

/** Of a part's `Content-Disposition`. */
const parameter = (head: string, name: string): string | undefined =>
  [...head.matchAll(/[;\s](name|filename)="([^"\r\n]*)"/g)].find(([, each]) => each === name)?.[2];
