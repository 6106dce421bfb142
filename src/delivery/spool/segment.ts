import {
  closeSync,
  constants,
  existsSync,
  fdatasyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  truncateSync,
  writevSync,
} from 'node:fs';
import type { Encoded } from '../batch';
import {
  entryBytes,
  headBytes,
  recordHead,
  recordOf,
  type StoredRecord,
  type Survey,
  survey,
  verdictsEntry,
} from './entry';
import { withOpenFile } from './open-file';

const head = Buffer.from('HHSPOOL1');
const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW = 0, O_RDONLY, O_RDWR, O_WRONLY } = constants;

/** A segment that a dead process left, and what it holds. */
export interface AdoptedSegment extends Survey {
  readonly segment: Segment;
}

/**
 * One file of the log: records and the verdicts on them, in order. They are collected in memory until `write` writes
 * them in one call. All methods throw the system's errors.
 */
export class Segment {
  readonly path: string;
  /** Of the file, including what is not written yet. */
  bytes: number;
  /** Records without a verdict. */
  unsettled = 0;
  /** Open as long as records may be added. */
  #file: number | undefined;
  /** Length of the file on the disk. */
  #written: number;
  /** Where the last record on the disk ends; none are added after a failure. */
  #recordsEnd: number;
  #unwritten: Buffer[] = [];
  #unwrittenUnsettled = 0;
  #unwrittenVerdicts: number[] = [];

  private constructor(path: string, file: number | undefined, bytes: number) {
    this.path = path;
    this.#file = file;
    this.bytes = bytes;
    this.#written = bytes;
    this.#recordsEnd = bytes;
  }

  /** A new file, for this user only. */
  static create(path: string): Segment {
    const file = openSync(path, O_RDWR | O_APPEND | O_CREAT | O_EXCL, 0o600);
    const segment = new Segment(path, file, 0);
    segment.#unwritten.push(head);
    segment.bytes = head.length;
    try {
      segment.write();
    } catch (error) {
      segment.remove();
      throw error;
    }
    return segment;
  }

  /** The file of a dead process; `undefined` if it is no segment, or of a later version. */
  static adopt(path: string): AdoptedSegment | undefined {
    const bytes = withOpenFile(path, O_RDONLY | O_NOFOLLOW, (file) => readFileSync(file));
    // A shorter file is that of a process that died before it had written the head.
    if (!head.subarray(0, bytes.length).equals(bytes.subarray(0, head.length))) return undefined;
    const found = survey(bytes, head.length);
    if (found.end < bytes.length) truncateSync(path, found.end);
    const segment = new Segment(path, undefined, found.end);
    segment.unsettled = found.unsettled.length;
    return { segment, ...found };
  }

  /** @returns the offset of the record */
  append(record: Encoded, madeAt: number): number {
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
    return !existsSync(this.path);
  }

  /** Treats its records as never written. */
  lose(): void {
    this.#recordsEnd = 0;
  }

  /** Waits until the disk itself has what was written, for losses of power. */
  sync(): void {
    if (this.#file !== undefined) fdatasyncSync(this.#file);
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
    ftruncateSync(this.#file, head.length);
    this.#clearUnwritten();
    this.#unwrittenVerdicts = [];
    this.#written = head.length;
    this.#recordsEnd = head.length;
    this.bytes = head.length;
  }

  remove(): void {
    this.#closeFile();
    rmSync(this.path, { force: true });
  }

  /** The record at this offset; `undefined` if it is damaged. */
  read(offset: number): StoredRecord | undefined {
    return this.#withFile(O_RDONLY, (file) => {
      const length = entryBytes(readFrom(file, offset, headBytes));
      // Where the length is damaged, it may be of any size.
      if (length === undefined || offset + length > this.#written) return undefined;
      return recordOf(readFrom(file, offset, length));
    });
  }

  #withFile<T>(flags: number, use: (file: number) => T): T {
    return this.#file === undefined ? withOpenFile(this.path, flags | O_NOFOLLOW, use) : use(this.#file);
  }

  #clearUnwritten(): void {
    this.#unwritten = [];
    this.#unwrittenUnsettled = 0;
  }

  #closeFile(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  /** A full disk may take a part. It is cut off again, so that no later entry follows an incomplete one. */
  #append(file: number, pieces: readonly Buffer[]): void {
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    let error: unknown = Object.assign(new Error('the disk took a part'), { code: 'ENOSPC' });
    try {
      if (writevSync(file, pieces) === length) {
        this.#written += length;
        return;
      }
    } catch (thrown) {
      error = thrown;
    }
    ftruncateSync(file, this.#written);
    throw error;
  }
}

function readFrom(file: number, offset: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(length);
  return bytes.subarray(0, readSync(file, bytes, 0, length, offset));
}
