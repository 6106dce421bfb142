import { join, resolve } from 'node:path';
import type { Runtime, Timer } from '../../runtime/runtime';
import type { Encoded } from '../batch';
import type { Report } from '../record';
import { inherit } from './adoption';
import { list, prepare, RefusedDirectory, segmentName } from './directory';
import { recordBytes } from './entry';
import { codeOf } from './error-code';
import { isAlive, Ownership } from './owner-lock';
import { type Adopted, type Fsync, OwnSegments, type Place } from './segment-set';

export type { Fsync, Place } from './segment-set';

export interface SpoolOptions {
  readonly directory: string;
  /** Of all files in it, whoever has written them. */
  readonly maxBytes: number;
  readonly fsync: Fsync;
  /** What the records are written for: those of another format are left to processes that send it. */
  readonly format: string;
}

/** A record as it was written. */
export interface Returned extends Encoded {
  /** Since it was made, by a clock that may have been set meanwhile. */
  readonly ageMs: number;
}

/** What the spool tells of by itself, at any time. */
export interface SpoolEvents {
  /** Dead processes have left records. */
  readonly onOrphans: () => void;
  /** The disk has failed for a while, and takes records again. */
  readonly onRecovered: () => void;
}

const maxSegmentBytes = 4 * 2 ** 20;
const minSegmentBytes = 2 ** 16;
const retryMs = 1000;
const lookMs = 60_000;
const syncMs = 1000;

/**
 * The write-ahead log of the outbox, in a directory that processes share: each writes to files of its own, and adopts those of
 * the dead. Never throws: while the disk fails it takes nothing, and says so.
 */
export class Spool {
  readonly #options: SpoolOptions;
  readonly #directory: string;
  readonly #report: Report;
  readonly #runtime: Runtime;
  readonly #ownership: Ownership;
  readonly #segments: OwnSegments;
  readonly #segmentBytes: number;
  readonly #timers = new Map<'retry' | 'look' | 'sync', Timer>();
  readonly #looked: Promise<void>;
  #events: SpoolEvents = { onOrphans: () => undefined, onRecovered: () => undefined };
  #state: 'works' | 'fails' | 'refused' | 'closed' = 'works';
  #paths = 0;
  /** Files of the dead, by now this process's, that are not opened yet: their bytes by their paths. */
  readonly #inherited = new Map<string, number>();
  #inheritedBytes = 0;
  /** What other processes had there, and how much was written here since that was measured. */
  #others = { bytes: 0, at: Number.NEGATIVE_INFINITY, written: 0 };
  #isCommitDue = false;
  #checkedAt = Number.NEGATIVE_INFINITY;

  constructor(options: SpoolOptions, report: Report, runtime: Runtime) {
    this.#options = options;
    this.#directory = resolve(options.directory);
    this.#report = report;
    this.#runtime = runtime;
    this.#ownership = new Ownership(this.#directory);
    this.#segmentBytes = Math.min(maxSegmentBytes, Math.max(minSegmentBytes, Math.floor(options.maxBytes / 16)));
    this.#segments = new OwnSegments(this.#directory, () => this.#nextPath(), this.#segmentBytes, options.fsync);
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
   * Takes a record, which is on the disk after the next {@link commit}, or when this turn's work is done. `full`: there is no room
   * under the cap. `undefined`: the disk fails, so that the record is in memory only.
   */
  append(record: Encoded): Place | 'full' | undefined {
    if (!this.works) return undefined;
    const bytes = recordBytes(record);
    if (!this.#hasRoom(bytes)) return this.works ? 'full' : undefined;
    const place = this.#attempt(() => this.#segments.append(record, bytes, Date.now()));
    this.#others.written += bytes;
    if (place !== undefined) this.#commitSoon();
    return place;
  }

  /** The record has its last verdict. */
  forget(place: Place): void {
    if (this.#state === 'closed') return;
    this.#segments.settle(place);
    this.#commitSoon();
  }

  /** Whether the record is on the disk. */
  holds({ segment, at }: Place): boolean {
    return segment.holds(at);
  }

  /** Writes what was taken and forgotten: one call of the system for all records. */
  commit(): void {
    this.#isCommitDue = false;
    if (!this.works || this.#segments.isClean) return;
    this.#attempt(() => {
      this.#checkDirectory();
      this.#segments.write();
    });
    if (this.#options.fsync === 'interval') this.#in('sync', syncMs, () => this.#attempt(() => this.#segments.sync()));
  }

  /** What one of the dead has left, and next time what another one has; `undefined` if that was all. */
  nextOrphans(): Adopted | undefined {
    for (const [path, bytes] of this.#inherited) {
      this.#inherited.delete(path);
      this.#inheritedBytes -= bytes;
      const adopted = this.#attempt(() => this.#adopt(path));
      if (adopted !== undefined && adopted.unsettled.length > 0) return adopted;
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
    quietly(() => this.#segments.close());
    quietly(() => this.#ownership.release());
  }

  #enter(): void {
    prepare(this.#directory);
    this.#ownership.claim();
    this.#measure();
  }

  #nextPath(): string {
    this.#paths += 1;
    return join(this.#directory, segmentName(this.#ownership.name, this.#paths, this.#options.format));
  }

  /** Others come and go: they are looked at with every segment that is written, and when there seems to be no room. */
  #hasRoom(bytes: number): boolean {
    if (this.#others.written > this.#segmentBytes) this.#attempt(() => this.#measure());
    if (this.#fits(bytes)) return true;
    if (this.#runtime.now() - this.#others.at < retryMs) return false;
    this.#attempt(() => this.#measure());
    return this.#fits(bytes);
  }

  #fits(bytes: number): boolean {
    return this.#segments.bytes + this.#inheritedBytes + this.#others.bytes + bytes <= this.#options.maxBytes;
  }

  #measure(): void {
    const others = list(this.#directory).segments.filter(({ owner }) => owner !== this.#ownership.name);
    const bytes = others.reduce((sum, segment) => sum + segment.bytes, 0);
    this.#others = { bytes, at: this.#runtime.now(), written: 0 };
  }

  #commitSoon(): void {
    if (this.#isCommitDue) return;
    this.#isCommitDue = true;
    queueMicrotask(() => {
      if (this.#isCommitDue) this.commit();
    });
  }

  #adopt(path: string): Adopted | undefined {
    const adopted = this.#segments.adopt(path);
    if (adopted === undefined) {
      const sentence = 'A file in spoolDirectory was written by another version of this package, and stays as it is.';
      this.#report.notice('spool_version', sentence);
    } else if (adopted.damaged > 0) {
      this.#report.accepted(adopted.damaged);
      this.#report.lost(adopted.damaged, 'spool_damaged');
    }
    return adopted;
  }

  /** Adopts what the dead have left, now and every minute: a process that is replaced may die after its successor's start. */
  async #look(): Promise<void> {
    if (this.#state === 'closed' || this.#state === 'refused') return;
    this.#in('look', lookMs, () => void this.#look());
    const listing = this.#attempt(() => {
      this.#ownership.claim(); // whoever tidies directories up may have taken the proof of it away
      return list(this.#directory);
    });
    const dead = new Set<string>();
    for (const owner of listing?.owners ?? []) {
      if (owner !== this.#ownership.name && !(await isAlive(this.#directory, owner))) dead.add(owner);
    }
    if (!this.works) return;
    if (dead.size > 0) this.#attempt(() => this.#inherit(dead));
    if (this.#inherited.size === 0) return;
    this.#attempt(() => this.#measure()); // what was theirs is ours
    this.#events.onOrphans();
  }

  #inherit(dead: ReadonlySet<string>): void {
    this.#ownership.claim(); // files under a name that nobody proves alive would be taken away again
    for (const [path, bytes] of inherit(this.#directory, dead, this.#options.format, () => this.#nextPath())) {
      this.#inherited.set(path, bytes);
      this.#inheritedBytes += bytes;
    }
  }

  /** That a file was deleted shows when it is looked at only; until then everything seems to be written. */
  #checkDirectory(): void {
    const now = this.#runtime.now();
    if (now - this.#checkedAt < retryMs) return;
    this.#checkedAt = now;
    if (this.#segments.isOpenGone) throw Object.assign(new Error('deleted'), { code: 'ENOENT' });
    this.#ownership.claim();
  }

  /** `undefined` if the disk fails. */
  #attempt<T>(work: () => T): T | undefined {
    if (this.#state === 'refused' || this.#state === 'closed') return undefined;
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
    quietly(() => this.#segments.close());
    if (codeOf(error) === 'ENOENT') quietly(() => this.#segments.dropGone());
    this.#report.notice(
      'spool',
      `spoolDirectory cannot be used (${codeOf(error)}). Until it can, records are kept in memory only, and lost if the process dies.`,
    );
    this.#in('retry', retryMs, () => this.#recover());
  }

  #recover(): void {
    const isBack = this.#attempt(() => {
      this.#enter();
      this.#segments.dropGone();
      this.#segments.write();
      this.#segments.open();
      return true;
    });
    if (isBack !== true) return;
    this.#state = 'works';
    this.#report.notice('spool_back', 'spoolDirectory can be used again.');
    this.#events.onRecovered();
    void this.#look();
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

/** For what is tidied up where the disk fails already, or does not matter any more. */
function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // it was said
  }
}
