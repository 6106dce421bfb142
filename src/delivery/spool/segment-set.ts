import { fsyncSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Encoded } from '../batch';
import { withOpenFile } from './open-file';
import { type AdoptedSegment, Segment } from './segment';

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
  readonly #all = new Set<Segment>();
  /** Those with something to write. */
  readonly #changed = new Set<Segment>();
  #open: Segment | undefined;

  /** @param maxBytes of one file, unless a single record is longer */
  constructor(nextPath: () => string, maxBytes: number, fsync: Fsync) {
    this.#nextPath = nextPath;
    this.#maxBytes = maxBytes;
    this.#fsync = fsync;
  }

  get bytes(): number {
    return [...this.#all].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Whether there is nothing to write. */
  get isClean(): boolean {
    return this.#changed.size === 0;
  }

  /** @param bytes length of the record's entry */
  append(record: Encoded, bytes: number, madeAt: number): SpoolPosition {
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
      this.#open = Segment.create(this.#nextPath());
      this.#all.add(this.#open);
      if (this.#fsync !== 'none') syncDirectory(dirname(this.#open.path));
    }
    return this.#open;
  }

  /** @returns `undefined` if the file is no segment, or of a later version */
  adopt(path: string): AdoptedSegment | undefined {
    const adopted = Segment.adopt(path);
    if (adopted === undefined) return undefined;
    const { segment } = adopted;
    this.#all.add(segment);
    if (segment.unsettled === 0) this.#clear(segment);
    return adopted;
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
    }
    if (segment.unsettled === 0) this.#clear(segment);
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
    else {
      segment.remove();
      this.#forget(segment);
    }
  }

  #forget(segment: Segment): void {
    this.#all.delete(segment);
    this.#changed.delete(segment);
  }
}

/** The entry of a new file in its directory must be on the disk, too. */
function syncDirectory(directory: string): void {
  if (process.platform === 'win32') return;
  withOpenFile(directory, 'r', fsyncSync);
}
