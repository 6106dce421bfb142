import { closeSync, fsyncSync, openSync } from 'node:fs';
import type { Encoded } from '../batch';
import type { Survey } from './entry';
import { Segment } from './segment';

/** Where a record lies. */
export interface Place {
  readonly segment: Segment;
  /** Where its entry begins. */
  readonly at: number;
}

/** When the disk itself has to have what is written, for losses of power. What a process has written survives the process. */
export type Fsync = 'none' | 'interval' | 'always';

/** What there is in a file that a dead process has left. */
export interface Adopted extends Survey {
  readonly segment: Segment;
}

/** The files of this process: the one that records are added to, and those with records that wait for their verdict. */
export class OwnSegments {
  readonly #directory: string;
  readonly #nextPath: () => string;
  readonly #maxBytes: number;
  readonly #fsync: Fsync;
  readonly #all = new Set<Segment>();
  /** Among them, those with something to write. */
  readonly #changed = new Set<Segment>();
  #open: Segment | undefined;
  /** Of all of them but the open one. */
  #closedBytes = 0;

  /** @param maxBytes of one file, unless a single record is longer */
  constructor(directory: string, nextPath: () => string, maxBytes: number, fsync: Fsync) {
    this.#directory = directory;
    this.#nextPath = nextPath;
    this.#maxBytes = maxBytes;
    this.#fsync = fsync;
  }

  get bytes(): number {
    return this.#closedBytes + (this.#open?.bytes ?? 0);
  }

  get isClean(): boolean {
    return this.#changed.size === 0;
  }

  append(record: Encoded, bytes: number, madeAt: number): Place {
    this.#rotate(bytes);
    const segment = this.open();
    this.#changed.add(segment);
    return { segment, at: segment.append(record, madeAt) };
  }

  settle({ segment, at }: Place): void {
    segment.settle(at);
    this.#changed.add(segment);
  }

  write(): void {
    for (const segment of this.#changed) this.#write(segment);
  }

  /** Opens a file to add records to, unless one is. */
  open(): Segment {
    if (this.#open === undefined) {
      this.#open = Segment.create(this.#nextPath());
      this.#all.add(this.#open);
      if (this.#fsync !== 'none') syncDirectory(this.#directory);
    }
    return this.#open;
  }

  /** @returns `undefined` if the file is none of ours, or of a version to come */
  adopt(path: string): Adopted | undefined {
    const adopted = Segment.adopt(path);
    if (adopted === undefined) return undefined;
    const { segment, found } = adopted;
    this.#all.add(segment);
    this.#closedBytes += segment.bytes;
    if (segment.unsettled === 0) this.#clear(segment);
    return { segment, ...found };
  }

  /** Whether the file that records are added to was deleted, which nothing else tells. */
  get isOpenGone(): boolean {
    return this.#open?.isGone === true;
  }

  /** Takes it that what is not there any more will not come back. */
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

  /** Adds no more to the open file. What could not be written to it is taken back. */
  close(): void {
    const segment = this.#open;
    if (segment === undefined) return;
    this.#open = undefined;
    this.#closedBytes += segment.bytes;
    const before = segment.bytes;
    try {
      if (this.#fsync !== 'none') segment.sync();
    } finally {
      segment.close();
      this.#closedBytes += segment.bytes - before;
    }
    if (segment.unsettled === 0) this.#clear(segment);
  }

  #rotate(bytes: number): void {
    const full = this.#open;
    if (full === undefined || full.bytes + bytes <= this.#maxBytes) return;
    this.#write(full); // which empties it, if all of its records have their verdict
    if (full.unsettled > 0) this.close();
  }

  #write(segment: Segment): void {
    const before = segment.bytes;
    if (segment.unsettled === 0) this.#clear(segment);
    else {
      segment.write();
      if (segment !== this.#open) this.#closedBytes += segment.bytes - before;
      if (this.#fsync === 'always') segment.sync();
    }
    this.#changed.delete(segment);
  }

  /** All of its records have their verdict. */
  #clear(segment: Segment): void {
    if (segment === this.#open) {
      segment.empty();
      return;
    }
    segment.remove();
    this.#forget(segment);
  }

  #forget(segment: Segment): void {
    this.#all.delete(segment);
    this.#changed.delete(segment);
    if (segment !== this.#open) this.#closedBytes -= segment.bytes;
  }
}

/** A new file has to be found there, too. */
function syncDirectory(directory: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(directory, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
