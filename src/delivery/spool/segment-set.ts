import { dirname } from 'node:path';
import { guarded } from '../../runtime/guarded';
import type { SegmentFile } from './directory';
import { type Disk, withOpenFile } from './disk';
import type { Entry } from './entry';
import { Segment } from './segment';

/** Where a record is in the spool. */
export interface SpoolPosition {
  readonly segment: Segment;
  /** Of its entry, in bytes. */
  readonly offset: number;
}

/** When the disk itself must have what is written, for losses of power. The system has it if only the process dies. */
export type Fsync = 'none' | 'interval' | 'always';

/** The files of this process: the open one, which records are added to, and those with records without a verdict. */
export class SegmentSet {
  readonly #nextPath: () => string;
  readonly #maxBytes: number;
  readonly #fsync: Fsync;
  readonly #disk: Disk;
  readonly #all = new Set<Segment>();
  /** Those with something to write. */
  readonly #changed = new Set<Segment>();
  /** Those whose file could not be deleted when all of its records were settled. */
  readonly #undeleted = new Set<Segment>();
  #open: Segment | undefined;

  /** @param maxBytes of one file, unless a single record is longer */
  constructor(nextPath: () => string, maxBytes: number, fsync: Fsync, disk: Disk) {
    this.#nextPath = nextPath;
    this.#maxBytes = maxBytes;
    this.#fsync = fsync;
    this.#disk = disk;
  }

  get bytes(): number {
    return [...this.#all].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Whether there is nothing to write. */
  get isClean(): boolean {
    return this.#changed.size === 0;
  }

  /** @param bytes length of the record's entry */
  append(record: Entry, bytes: number, madeAt: number): SpoolPosition {
    this.#rotate(bytes);
    const segment = this.open();
    this.#changed.add(segment);
    return { segment, offset: segment.append(record, madeAt) };
  }

  settle({ segment, offset }: SpoolPosition): void {
    segment.settle(offset);
    this.#changed.add(segment);
  }

  write(): void {
    for (const segment of this.#changed) this.#write(segment);
  }

  /** Opens a file to add records to, unless one is open. */
  open(): Segment {
    if (this.#open === undefined) {
      this.#open = Segment.create(this.#nextPath(), this.#disk);
      this.#all.add(this.#open);
      if (this.#fsync !== 'none') syncDirectory(dirname(this.#open.path), this.#disk);
    }
    return this.#open;
  }

  get paths(): ReadonlySet<string> {
    return new Set([...this.#all].map(({ path }) => path));
  }

  /**
   * Makes the file of a dead process this one's by renaming it: of all processes that try, one succeeds.
   * @param isRenamed it bears the name of this process already
   */
  adopt({ path, bytes }: SegmentFile, isRenamed: boolean): Segment {
    const ownPath = isRenamed ? path : this.#nextPath();
    if (!isRenamed) this.#disk.renameSync(path, ownPath);
    const segment = Segment.adopt(ownPath, bytes, this.#disk);
    this.#all.add(segment);
    return segment;
  }

  /** An adopted file is known to hold no record without a verdict. */
  settled(segment: Segment): void {
    this.#changed.add(segment);
  }

  /** Whether the open file was deleted, which writing to it does not show. */
  get isOpenGone(): boolean {
    return this.#open?.isGone === true;
  }

  /** Gives up files that were deleted. */
  dropGone(): void {
    for (const segment of this.#all) {
      if (!segment.isGone) continue;
      segment.lose();
      this.#forget(segment);
    }
  }

  /** Tries again to delete files whose records are all settled. */
  clearUp(): void {
    for (const segment of this.#undeleted) this.#delete(segment);
  }

  sync(): void {
    this.#open?.sync();
  }

  /** Closes the open file. Records that are not written are dropped. */
  close(): void {
    const segment = this.#open;
    if (segment === undefined) return;
    this.#open = undefined;
    try {
      if (this.#fsync !== 'none') segment.sync();
    } finally {
      segment.close();
      if (segment.unsettled === 0) this.#clear(segment);
    }
  }

  #rotate(bytes: number): void {
    const full = this.#open;
    if (full === undefined || full.bytes + bytes <= this.#maxBytes) return;
    this.#write(full); // which empties it if all of its records are settled
    if (full.unsettled > 0) this.close();
  }

  #write(segment: Segment): void {
    if (segment.unsettled === 0) this.#clear(segment);
    else {
      segment.write();
      if (this.#fsync === 'always') segment.sync();
    }
    this.#changed.delete(segment);
  }

  /** All of its records are settled. */
  #clear(segment: Segment): void {
    if (segment === this.#open) segment.empty();
    else if (!this.#delete(segment)) segment.write(); // the verdicts, so that the next process sends none of them
  }

  /** @returns whether that succeeded */
  #delete(segment: Segment): boolean {
    const isDeleted = guarded(() => {
      segment.remove();
      return true;
    });
    if (isDeleted === true) this.#forget(segment);
    else this.#undeleted.add(segment);
    return isDeleted === true;
  }

  #forget(segment: Segment): void {
    this.#all.delete(segment);
    this.#changed.delete(segment);
    this.#undeleted.delete(segment);
  }
}

/** The entry of a new file in its directory must be on the disk, too. */
function syncDirectory(directory: string, disk: Disk): void {
  if (process.platform === 'win32') return;
  withOpenFile(disk, directory, 'r', (file) => disk.fsyncSync(file));
}
