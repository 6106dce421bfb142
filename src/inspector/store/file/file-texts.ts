import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import type { Place, Texts } from './texts';

const fileMode = 0o600;
const chunkBytes = 2 ** 20;
/** So many lines that are not needed are no reason to write a file anew while others wait. */
const maxStaleBytes = 64 * 2 ** 20;

/** Lines in a file, to whose end they are appended. */
export class FileTexts implements Texts {
  readonly where: string;
  readonly #isReadOnly: boolean;
  #file: number;
  #end: number;
  #staleBytes = 0;

  /** @param use `read` for a file that another process may write to: it is not made, and stays as it is */
  constructor(path: string, use: 'read' | 'write') {
    this.where = path;
    this.#isReadOnly = use === 'read';
    this.#file = openSync(path, this.#isReadOnly ? 'r' : 'a+', fileMode);
    this.#end = fstatSync(this.#file).size;
  }

  /** Each line with its place. What follows the last line is cut off: a process has ended while it was writing it, or writes it. */
  *lines(): Generator<readonly [line: string, place: Place]> {
    let open: Buffer[] = [];
    let start = 0;
    for (let at = 0; at < this.#end; at += chunkBytes) {
      const chunk = this.#bytes({ at, length: Math.min(chunkBytes, this.#end - at) });
      let from = 0;
      for (let to = chunk.indexOf('\n'); to !== -1; to = chunk.indexOf('\n', from)) {
        const line = Buffer.concat([...open, chunk.subarray(from, to)]);
        open = [];
        from = to + 1;
        yield [line.toString(), { at: start, length: line.length }];
        start += line.length + 1;
      }
      open.push(chunk.subarray(from));
    }
    if (start < this.#end) {
      if (!this.#isReadOnly) ftruncateSync(this.#file, start);
      this.#end = start;
    }
  }

  append(lines: readonly string[]): readonly Place[] {
    const before = this.#end;
    try {
      return lines.map((line) => this.#append(Buffer.from(`${line}\n`)));
    } catch (error) {
      // What is half there would be taken for the beginning of the next line.
      this.#end = before;
      try {
        ftruncateSync(this.#file, before);
      } catch {}
      throw error;
    }
  }

  #append(bytes: Buffer): Place {
    const place = { at: this.#end, length: bytes.length - 1 };
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#file, bytes, done);
    this.#end += bytes.length;
    return place;
  }

  read(place: Place): string {
    return this.#bytes(place).toString();
  }

  #bytes({ at, length }: Place): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    let done = 0;
    while (done < length) {
      const read = readSync(this.#file, bytes, done, length - done, at + done);
      if (read === 0) break;
      done += read;
    }
    return bytes.subarray(0, done);
  }

  flush(): void {
    fsyncSync(this.#file);
  }

  release({ length }: Place): void {
    this.#staleBytes += length + 1;
  }

  get isMostlyStale(): boolean {
    return this.#staleBytes > maxStaleBytes && this.isHalfStale;
  }

  /** What is looked at when a file is opened, as it is read anyway then. */
  get isHalfStale(): boolean {
    return this.#staleBytes * 2 > this.#end;
  }

  /** The file is there at every moment, as it was or as it is to be. Where there is no room for both it stays as it was. */
  keepOnly(places: readonly Place[]): readonly Place[] {
    const path = `${this.where}.new`;
    this.#staleBytes = 0;
    try {
      this.#copy(places, path);
    } catch {
      rmSync(path, { force: true });
      return places;
    }
    closeSync(this.#file); // Windows renames no file over one that is open
    renameSync(path, this.where);
    this.#file = openSync(this.where, 'a+', fileMode);
    let end = 0;
    const moved = places.map(({ length }) => {
      const place = { at: end, length };
      end += length + 1;
      return place;
    });
    this.#end = end;
    return moved;
  }

  #copy(places: readonly Place[], path: string): void {
    const file = openSync(path, 'w', fileMode);
    try {
      for (const place of places) {
        const bytes = Buffer.concat([this.#bytes(place), newline]);
        for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
      }
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }

  clear(): void {
    ftruncateSync(this.#file, 0);
    this.#end = 0;
    this.#staleBytes = 0;
  }

  close(): void {
    closeSync(this.#file);
  }
}

const newline = Buffer.from('\n');
