import { constants } from 'node:fs';
import { guarded } from '../../runtime/guarded';
import type { Steps } from '../../runtime/steps';
import { closeFile, type Disk, exists, readInto, removeFile, withOpenFile } from './disk';
import { type Entry, entryBytes, headBytes, recordHead, recordOf, type StoredEntry, verdictsEntry } from './entry';
import { FileWindow } from './file-window';
import { type Survey, survey } from './survey';

const head = Buffer.from('HHSPOOL1');
const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW = 0, O_RDONLY, O_RDWR, O_WRONLY } = constants;

/**
 * One file of the log: records and the verdicts on them, in order. They are collected in memory until `write` writes
 * them in one call. All methods throw the system's errors.
 */
export class Segment {
  readonly path: string;
  /** Of the file, including what is not written yet. */
  bytes: number;
  /** Records and updates without a verdict. */
  unsettled = 0;
  readonly #disk: Disk;
  /** Open as long as records may be added. */
  #file: number | undefined;
  /** Length of the file on the disk. */
  #written: number;
  /** Where the last record on the disk ends; none are added after a failure. */
  #recordsEnd: number;
  /** The file may be longer, by an incomplete entry. The next one would seem a part of it. */
  #isTorn = false;
  #unwritten: Buffer[] = [];
  #unwrittenUnsettled = 0;
  #unwrittenVerdicts: number[] = [];

  private constructor(path: string, disk: Disk, file: number | undefined, bytes: number) {
    this.path = path;
    this.#disk = disk;
    this.#file = file;
    this.bytes = bytes;
    this.#written = bytes;
    this.#recordsEnd = bytes;
  }

  /** A new file, for this user only. */
  static create(path: string, disk: Disk): Segment {
    const file = disk.openSync(path, O_RDWR | O_APPEND | O_CREAT | O_EXCL, 0o600);
    const segment = new Segment(path, disk, file, 0);
    segment.#unwritten.push(head);
    segment.bytes = head.length;
    try {
      segment.write();
      return segment;
    } catch (error) {
      guarded(() => segment.remove());
      throw error;
    }
  }

  /** The file of a dead process, before its {@link survey}. @param bytes its length */
  static adopt(path: string, bytes: number, disk: Disk): Segment {
    return new Segment(path, disk, undefined, bytes);
  }

  /** Finds out what the file of a dead process holds; `undefined` if it is no segment, or of a later version. */
  *survey(): Steps<Survey | undefined> {
    const file = this.#disk.openSync(this.path, O_RDONLY | O_NOFOLLOW);
    try {
      const { size } = this.#disk.fstatSync(file);
      const window = new FileWindow(size, (buffer, position) => readInto(this.#disk, file, buffer, position));
      // A shorter file is that of a process that died before it had written the head.
      const start = window.from(0, head.length).subarray(0, head.length);
      if (!head.subarray(0, start.length).equals(start)) return undefined;
      const found = yield* survey(window, head.length);
      this.bytes = found.end;
      this.#written = found.end;
      this.#recordsEnd = found.end;
      this.#isTorn = found.end < size;
      this.unsettled = found.unsettled.length + found.updates.length;
      return found;
    } finally {
      closeFile(this.#disk, file);
    }
  }

  /** @returns the offset of the record */
  append(record: Entry, madeAt: number): number {
    const offset = this.bytes;
    const before = recordHead(record, madeAt);
    this.#unwritten.push(before, record.bytes);
    this.#unwrittenUnsettled += 1;
    this.bytes += before.length + record.bytes.length;
    this.unsettled += 1;
    return offset;
  }

  /** The record at this offset has its final verdict. */
  settle(offset: number): void {
    if (!this.holds(offset)) {
      if (this.#file === undefined) return; // it was never written
      this.#unwrittenUnsettled -= 1;
    }
    this.#unwrittenVerdicts.push(offset);
    this.unsettled -= 1;
  }

  write(): void {
    const verdicts = this.#unwrittenVerdicts.length === 0 ? [] : [verdictsEntry(this.#unwrittenVerdicts)];
    const pieces = [...this.#unwritten, ...verdicts];
    if (pieces.length === 0) return;
    this.#withFile(O_WRONLY | O_APPEND, (file) => this.#append(file, pieces));
    if (this.#unwritten.length > 0) this.#recordsEnd = this.bytes;
    this.bytes = this.#written;
    this.#clearUnwritten();
    this.#unwrittenVerdicts = [];
  }

  /** Whether the record at this offset is on the disk. */
  holds(offset: number): boolean {
    return offset < this.#recordsEnd;
  }

  /** Whether the file was deleted. Writing to it succeeds nevertheless, as long as it is open. */
  get isGone(): boolean {
    return !exists(this.#disk, this.path);
  }

  /** Treats its records as never written. */
  lose(): void {
    this.#recordsEnd = 0;
  }

  /** Waits until the disk itself has what was written, for losses of power. */
  sync(): void {
    if (this.#file !== undefined) this.#disk.fdatasyncSync(this.#file);
  }

  /** No more records are added. Records that are not written are dropped, verdicts will be written. */
  close(): void {
    this.unsettled -= this.#unwrittenUnsettled;
    this.#clearUnwritten();
    this.bytes = this.#written;
    this.#closeFile();
  }

  /** Starts anew when all records are settled: cheaper than writing verdicts, and no prompt stays on the disk. */
  empty(): void {
    if (this.#file === undefined) return;
    this.#disk.ftruncateSync(this.#file, head.length);
    this.#isTorn = false;
    this.#clearUnwritten();
    this.#unwrittenVerdicts = [];
    this.#written = head.length;
    this.#recordsEnd = head.length;
    this.bytes = head.length;
  }

  remove(): void {
    this.#closeFile();
    removeFile(this.#disk, this.path);
  }

  /** The record at this offset; `undefined` if it is damaged. */
  read(offset: number): StoredEntry | undefined {
    return this.#withFile(O_RDONLY, (file) => {
      const read = (length: number): Buffer => readInto(this.#disk, file, Buffer.allocUnsafeSlow(length), offset);
      const length = entryBytes(read(headBytes));
      // Where the length is damaged, it may be of any size.
      return length === undefined || offset + length > this.#written ? undefined : recordOf(read(length));
    });
  }

  #withFile<T>(flags: number, use: (file: number) => T): T {
    if (this.#file !== undefined) return use(this.#file);
    return withOpenFile(this.#disk, this.path, flags | O_NOFOLLOW, use);
  }

  #clearUnwritten(): void {
    this.#unwritten = [];
    this.#unwrittenUnsettled = 0;
  }

  #closeFile(): void {
    if (this.#file !== undefined) closeFile(this.#disk, this.#file);
    this.#file = undefined;
  }

  /** A full disk may take a part. It is cut off again, at once or before the next entry. */
  #append(file: number, pieces: readonly Buffer[]): void {
    this.#cutOff(file);
    this.#isTorn = true;
    try {
      const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
      if (this.#disk.writevSync(file, pieces) < length)
        throw Object.assign(new Error('the disk took a part'), { code: 'ENOSPC' });
      this.#written += length;
      this.#isTorn = false;
    } catch (error) {
      guarded(() => this.#cutOff(file));
      throw error;
    }
  }

  #cutOff(file: number): void {
    if (!this.#isTorn) return;
    this.#disk.ftruncateSync(file, this.#written);
    this.#isTorn = false;
  }
}
