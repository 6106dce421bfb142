import { renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Encoded } from '../batch';
import type { Report, Runtime, Timer } from '../record';
import { list, lockName, prepare, RefusedDirectory, segmentName, unreadyLockName } from './directory';
import { recordBytes } from './entry';
import { isAlive, Ownership } from './ownership';
import { Segment } from './segment';

export interface SpoolOptions {
  readonly directory: string;
  /** Of all files in it, whoever has written them. */
  readonly maxBytes: number;
  readonly fsync: Fsync;
  /** What the records are written for: those of another format are left to processes that send it. */
  readonly format: string;
}

/** When the disk itself has to have what is written: for losses of power. What a process has written survives the process. */
export type Fsync = 'none' | 'interval' | 'always';

/** Where a record lies. */
export interface Place {
  readonly segment: Segment;
  readonly at: number;
}

/** A record as it was written. */
export interface Returned extends Encoded {
  /** Since it was made, by a clock that may have been set meanwhile. */
  readonly ageMs: number;
}

/** Records in a file of its own that a dead process has left. */
export interface Orphans {
  readonly segment: Segment;
  readonly places: readonly number[];
}

/** What the spool tells of by itself, at any time. */
export interface SpoolEvents {
  /** Dead processes have left records. */
  readonly onOrphans: () => void;
  /** The disk failed for a while, and takes records again. */
  readonly onRecovered: () => void;
}

const maxSegmentBytes = 4 * 2 ** 20;
const minSegmentBytes = 2 ** 16;
const retryMs = 1000;
const lookMs = 60_000;
const syncMs = 1000;

/**
 * The write-ahead log of the outbox, in a directory that processes share: each writes to files of its own, and adopts those of
 * the dead. Never throws: while the disk fails, it takes nothing and says so.
 */
export class Spool {
  readonly #options: SpoolOptions;
  readonly #directory: string;
  readonly #segmentBytes: number;
  readonly #report: Report;
  readonly #runtime: Runtime;
  readonly #ownership: Ownership;
  #events: SpoolEvents = { onOrphans: () => undefined, onRecovered: () => undefined };
  /** All files of this process. */
  readonly #segments = new Set<Segment>();
  /** Among them, those with something to write. */
  readonly #changed = new Set<Segment>();
  /** The one that new records go to. */
  #open: Segment | undefined;
  #segmentNumber = 0;
  /** Files of the dead, this process's by now, not opened yet: where they lie and how long they are. */
  #adopted = new Map<string, number>();
  #adoptedBytes = 0;
  /** Bytes of the segments but for the open one. */
  #closedBytes = 0;
  #othersBytes = 0;
  #measuredAt = Number.NEGATIVE_INFINITY;
  #state: 'works' | 'fails' | 'refused' | 'closed' = 'works';
  #isCommitDue = false;
  #checkedAt = Number.NEGATIVE_INFINITY;
  readonly #timers = new Map<'retry' | 'look' | 'sync', Timer>();
  #looked: Promise<void>;

  constructor(options: SpoolOptions, report: Report, runtime: Runtime) {
    this.#options = options;
    this.#directory = resolve(options.directory);
    this.#segmentBytes = Math.min(maxSegmentBytes, Math.max(minSegmentBytes, Math.floor(options.maxBytes / 16)));
    this.#report = report;
    this.#runtime = runtime;
    this.#ownership = new Ownership(this.#directory);
    this.#attempt(() => this.#enter());
    this.#looked = this.#look();
  }

  get works(): boolean {
    return this.#state === 'works';
  }

  listen(events: SpoolEvents): void {
    this.#events = events;
  }

  /** Resolves when it is known what dead processes had left at the start. */
  get looked(): Promise<void> {
    return this.#looked;
  }

  /**
   * Takes a record, which is on the disk after the next {@link commit}, or at the end of this turn. `full`: there is no room under
   * the cap. `undefined`: the disk fails, so that the record is in memory only.
   */
  append(record: Encoded): Place | 'full' | undefined {
    if (this.#state !== 'works') return undefined;
    const bytes = recordBytes(record);
    if (!this.#hasRoom(bytes)) return 'full';
    const segment = this.#attempt(() => this.#segmentFor(bytes));
    if (segment === undefined) return undefined;
    const at = segment.append(record, Date.now());
    this.#change(segment);
    return { segment, at };
  }

  /** The record has its last verdict. */
  forget({ segment, at }: Place): void {
    if (this.#state === 'closed') return;
    segment.settle(at);
    this.#change(segment);
  }

  holds({ segment, at }: Place): boolean {
    return segment.holds(at);
  }

  /** Writes what was taken and forgotten: one call of the system for all records. */
  commit(): void {
    this.#isCommitDue = false;
    if (this.#changed.size === 0 || this.#state !== 'works') return;
    if (this.#attempt(() => this.#checkDirectory()) === undefined) return;
    for (const segment of this.#changed) {
      if (this.#attempt(() => this.#write(segment)) === undefined) return;
    }
  }

  /** Files of the dead, one at a time, until there are no more. */
  nextOrphans(): Orphans | undefined {
    for (const [path, bytes] of this.#adopted) {
      this.#adopted.delete(path);
      this.#adoptedBytes -= bytes;
      const orphans = this.#attempt(() => this.#openAdopted(path));
      if (orphans !== undefined && orphans.places.length > 0) return orphans;
    }
    return undefined;
  }

  /** `undefined` if it cannot be read any more, `later` if the disk fails. */
  read({ segment, at }: Place): Returned | 'later' | undefined {
    try {
      const record = segment.read(at);
      return record && { id: record.id, bytes: record.bytes, ageMs: Math.max(0, Date.now() - record.madeAt) };
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      this.#failed(error);
      return 'later';
    }
  }

  /** What is there stays, for whoever comes next. */
  close(): void {
    this.commit();
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    quietly(() => this.#closeOpen());
    quietly(() => this.#ownership.release());
  }

  #enter(): true {
    prepare(this.#directory);
    this.#ownership.claim();
    this.#measure();
    return true;
  }

  get #bytes(): number {
    return this.#closedBytes + this.#adoptedBytes + (this.#open?.bytes ?? 0);
  }

  #hasRoom(bytes: number): boolean {
    const fits = (): boolean => this.#bytes + this.#othersBytes + bytes <= this.#options.maxBytes;
    if (fits()) return true;
    if (this.#runtime.now() - this.#measuredAt < retryMs) return false;
    return this.#attempt(() => this.#measure()) !== undefined && fits();
  }

  /** Others come and go: looked at with every new segment, and when there seems to be no room. */
  #measure(): true {
    const { segments } = list(this.#directory);
    const others = segments.filter(({ owner }) => owner !== this.#ownership.name);
    this.#othersBytes = others.reduce((sum, { bytes }) => sum + bytes, 0);
    this.#measuredAt = this.#runtime.now();
    return true;
  }

  #segmentFor(bytes: number): Segment {
    const full = this.#open;
    if (full !== undefined && full.bytes + bytes > this.#segmentBytes) {
      this.#write(full); // which empties it, if all of its records have their verdict
      if (full.unsettled > 0) {
        this.#closeOpen();
        this.#measure();
      }
    }
    if (this.#open === undefined) {
      this.#open = Segment.create(this.#nextPath());
      this.#segments.add(this.#open);
    }
    return this.#open;
  }

  #nextPath(): string {
    this.#segmentNumber += 1;
    return join(this.#directory, segmentName(this.#ownership.name, this.#segmentNumber, this.#options.format));
  }

  #change(segment: Segment): void {
    this.#changed.add(segment);
    if (this.#isCommitDue) return;
    this.#isCommitDue = true;
    queueMicrotask(() => {
      if (this.#isCommitDue) this.commit();
    });
  }

  #write(segment: Segment): true {
    const before = segment.bytes;
    if (segment.unsettled === 0) this.#clear(segment);
    else {
      segment.write();
      if (segment !== this.#open) this.#closedBytes += segment.bytes - before;
      this.#sync(segment);
    }
    this.#changed.delete(segment);
    return true;
  }

  #clear(segment: Segment): void {
    if (segment === this.#open) {
      segment.empty();
      return;
    }
    segment.remove();
    this.#closedBytes -= segment.bytes;
    this.#segments.delete(segment);
  }

  #sync(segment: Segment): void {
    const { fsync } = this.#options;
    if (fsync === 'always') segment.sync();
    if (fsync === 'interval') this.#in('sync', syncMs, () => this.#attempt(() => this.#open?.sync()));
  }

  #closeOpen(): void {
    const segment = this.#open;
    if (segment === undefined) return;
    if (this.#options.fsync !== 'none') quietly(() => segment.sync());
    segment.close();
    this.#open = undefined;
    this.#closedBytes += segment.bytes;
    if (segment.unsettled > 0) return;
    this.#changed.delete(segment);
    this.#clear(segment);
  }

  #openAdopted(path: string): Orphans | undefined {
    const adopted = Segment.adopt(path);
    if (adopted === undefined) {
      this.#report.notice(
        'spool_version',
        'A file of the spool was written by another version of this package; it is left as it is.',
      );
      return undefined;
    }
    const { segment, found } = adopted;
    this.#segments.add(segment);
    this.#closedBytes += segment.bytes;
    if (found.damaged > 0) {
      this.#report.accepted(found.damaged);
      this.#report.lost(found.damaged, 'spool_damaged');
    }
    if (segment.unsettled === 0) this.#clear(segment);
    return { segment, places: found.unsettled };
  }

  /** Adopts what the dead have left, now and every minute. Renaming a file is what one process alone can do. */
  async #look(): Promise<void> {
    if (this.#state === 'closed' || this.#state === 'refused') return;
    this.#in('look', lookMs, () => void this.#look());
    const listing = this.#attempt(() => list(this.#directory));
    for (const owner of listing?.owners ?? []) {
      if (owner === this.#ownership.name) continue;
      if (await isAlive(this.#directory, owner).catch(() => true)) continue;
      if (this.#state !== 'works') return;
      this.#attempt(() => this.#adopt(owner));
    }
    if (this.#adopted.size > 0) this.#events.onOrphans();
  }

  /** Its files are listed again: of a process that was about to die, there may be more by now. */
  #adopt(owner: string): true {
    this.#ownership.claim();
    const { segments } = list(this.#directory);
    for (const { path, bytes } of segments.filter(
      (one) => one.owner === owner && one.format === this.#options.format,
    )) {
      const own = this.#nextPath();
      try {
        renameSync(path, own);
      } catch (error) {
        if (codeOf(error) === 'ENOENT') continue; // another one was faster
        throw error;
      }
      this.#adopted.set(own, bytes);
      this.#adoptedBytes += bytes;
    }
    rmSync(join(this.#directory, lockName(owner)), { force: true });
    rmSync(join(this.#directory, unreadyLockName(owner)), { force: true });
    this.#measure();
    return true;
  }

  /** A file that is written to may have been deleted, and nothing tells of it. */
  #checkDirectory(): true {
    const now = this.#runtime.now();
    if (now - this.#checkedAt < retryMs) return true;
    this.#checkedAt = now;
    if (this.#open?.isGone) {
      this.#open.lose();
      throw Object.assign(new Error('gone'), { code: 'ENOENT' });
    }
    return true;
  }

  /** `undefined` if the disk fails. */
  #attempt<T>(work: () => T): T | undefined {
    if (this.#state !== 'works' && this.#state !== 'fails') return undefined;
    try {
      return work();
    } catch (error) {
      this.#failed(error);
      return undefined;
    }
  }

  #failed(error: unknown): void {
    if (error instanceof RefusedDirectory) {
      this.#state = 'refused';
      this.#report.notice('spool', `spoolDirectory is not used: ${error.message}. Records are kept in memory only.`);
      return;
    }
    this.#state = 'fails';
    const open = this.#open;
    if (open !== undefined) quietly(() => this.#closeOpen());
    this.#open = undefined;
    this.#report.notice(
      'spool',
      `spoolDirectory cannot be used (${codeOf(error)}). Records are kept in memory only until it can; a crash loses them.`,
    );
    this.#in('retry', retryMs, () => this.#recover());
  }

  #recover(): void {
    if (this.#state !== 'fails') return;
    const isBack = this.#attempt(() => {
      this.#enter();
      for (const segment of this.#segments) if (segment.isGone) this.#giveUp(segment);
      for (const segment of this.#changed) this.#write(segment);
      this.#segmentFor(0);
      return true;
    });
    if (isBack === undefined) return;
    this.#state = 'works';
    this.#report.notice('spool_back', 'spoolDirectory can be used again.');
    this.#events.onRecovered();
  }

  #giveUp(segment: Segment): void {
    segment.lose();
    this.#segments.delete(segment);
    this.#changed.delete(segment);
    if (segment !== this.#open) this.#closedBytes -= segment.bytes;
  }

  /** Once for all who ask meanwhile. */
  #in(name: 'retry' | 'look' | 'sync', ms: number, run: () => void): void {
    if (this.#timers.has(name)) return;
    const timer = this.#runtime.timer(ms, () => {
      this.#timers.delete(name);
      run();
    });
    this.#timers.set(name, timer);
  }
}

const codeOf = (error: unknown): string => String((error as { readonly code?: unknown }).code ?? 'unknown error');

/** For what is tidied up where the disk fails already, or does not matter any more. */
function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // it was said
  }
}
