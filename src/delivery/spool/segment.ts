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

const head = Buffer.from('HHSPOOL1');
const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW = 0, O_RDONLY, O_RDWR, O_WRONLY } = constants;

/**
 * One file of the log: records, and verdicts on them, in the order in which they came. Whatever comes is written by `write`, all
 * at once. All of its methods throw what the system says.
 */
export class Segment {
  readonly path: string;
  /** Of the file, with what is to be written to it. */
  bytes: number;
  /** Records without a verdict. */
  unsettled = 0;
  /** Open as long as records are added. */
  #file: number | undefined;
  /** What lies on the disk. */
  #written: number;
  /** Where the last of the records on the disk ends: after a failure no more are added. */
  #recordsEnd: number;
  #unwritten: Buffer[] = [];
  /** Of these, the records without a verdict. */
  #unwrittenRecords = 0;
  #verdicts: number[] = [];

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

  /** What a process that died has left; `undefined` if it is none of ours, or of a version to come. */
  static adopt(path: string): { readonly segment: Segment; readonly found: Survey } | undefined {
    const file = openSync(path, O_RDONLY | O_NOFOLLOW);
    let bytes: Buffer;
    try {
      bytes = readFileSync(file);
    } finally {
      closeSync(file);
    }
    // Shorter: it died before it had written the head.
    if (!head.subarray(0, bytes.length).equals(bytes.subarray(0, head.length))) return undefined;
    const found = survey(bytes, head.length);
    if (found.end < bytes.length) truncateSync(path, found.end);
    const segment = new Segment(path, undefined, found.end);
    segment.unsettled = found.unsettled.length;
    return { segment, found };
  }

  /** Nothing is to be written. */
  get isClean(): boolean {
    return this.#unwritten.length === 0 && this.#verdicts.length === 0;
  }

  /** Takes a record that {@link write} will write. Answers where it begins. */
  append(record: Encoded, madeAt: number): number {
    const at = this.bytes;
    const before = recordHead(record, madeAt);
    this.#unwritten.push(before, record.bytes);
    this.#unwrittenRecords += 1;
    this.bytes += before.length + record.bytes.length;
    this.unsettled += 1;
    return at;
  }

  /** The same for the verdict on the record that begins there. */
  settle(at: number): void {
    if (!this.holds(at)) {
      if (this.#file === undefined) return; // it never got there
      this.#unwrittenRecords -= 1;
    }
    this.#verdicts.push(at);
    this.unsettled -= 1;
  }

  write(): void {
    const verdicts = this.#verdicts.length === 0 ? [] : [verdictsEntry(this.#verdicts)];
    const pieces = [...this.#unwritten, ...verdicts];
    if (pieces.length === 0) return;
    const file = this.#file ?? openSync(this.path, O_WRONLY | O_APPEND | O_NOFOLLOW);
    try {
      this.#append(file, pieces);
    } finally {
      if (this.#file === undefined) closeSync(file);
    }
    if (this.#unwritten.length > 0) this.#recordsEnd = this.bytes;
    this.bytes = this.#written;
    this.#unwritten = [];
    this.#unwrittenRecords = 0;
    this.#verdicts = [];
  }

  /** Whether the record that begins there is on the disk. */
  holds(at: number): boolean {
    return at < this.#recordsEnd;
  }

  /** The file is gone, and all that was in it, though what is written to an open one may seem to arrive. */
  get isGone(): boolean {
    return !existsSync(this.path);
  }

  /** As if it had never been written. */
  lose(): void {
    this.#recordsEnd = 0;
  }

  /** Has the disk itself hold what was written, also through a loss of power. */
  sync(): void {
    if (this.#file !== undefined) fdatasyncSync(this.#file);
  }

  /** No more records are added. What could not be written is taken back, verdicts stay to be written. */
  close(): void {
    this.unsettled -= this.#unwrittenRecords;
    this.#unwritten = [];
    this.#unwrittenRecords = 0;
    this.bytes = this.#written;
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  /** All of its records have their verdict: it starts anew. Cheaper than to write the verdicts, and prompts do not stay on the disk. */
  empty(): void {
    if (this.#file === undefined) return;
    ftruncateSync(this.#file, head.length);
    this.#unwritten = [];
    this.#unwrittenRecords = 0;
    this.#verdicts = [];
    this.#written = head.length;
    this.#recordsEnd = head.length;
    this.bytes = head.length;
  }

  remove(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    rmSync(this.path, { force: true });
  }

  /** The record that begins there; `undefined` if it cannot be read any more. */
  read(at: number): StoredRecord | undefined {
    const file = this.#file ?? openSync(this.path, O_RDONLY | O_NOFOLLOW);
    try {
      const length = entryBytes(readFrom(file, at, headBytes));
      // A damaged length is not to be believed.
      return length === undefined || at + length > this.#written ? undefined : recordOf(readFrom(file, at, length));
    } finally {
      if (this.#file === undefined) closeSync(file);
    }
  }

  /** A full disk may take a part: it is taken back, so that what comes later does not follow a torn entry. */
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

function readFrom(file: number, at: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(length);
  return bytes.subarray(0, readSync(file, bytes, 0, length, at));
}
