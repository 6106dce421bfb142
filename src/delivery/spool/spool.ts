import { join, resolve } from 'node:path';
import { guarded } from '../../runtime/guarded';
import type { Runtime, Timer } from '../../runtime/runtime';
import type { Encoded } from '../batch';
import { errorCode } from '../error-code';
import type { Report } from '../record';
import { adoptFiles, deadAmong } from './adoption';
import { list, prepare, RefusedDirectory, type SegmentFile, segmentName, totalBytes } from './directory';
import { DirectoryRoom } from './directory-room';
import { recordBytes } from './entry';
import { OwnerLock } from './owner-lock';
import type { AdoptedSegment } from './segment';
import { type Fsync, SegmentSet, type SpoolPosition } from './segment-set';

export interface SpoolOptions {
  readonly directory: string;
  /** Of all files in it, those of other processes included. */
  readonly maxBytes: number;
  readonly fsync: Fsync;
  /** Which endpoint the records are encoded for. Records of another format are left to processes that can send them. */
  readonly format: string;
}

/** A record that was read back. */
export interface ReadRecord extends Encoded {
  /** By the wall clock, which may have been changed since. */
  readonly ageMs: number;
}

export interface SpoolListener {
  /** Records of dead processes were found. */
  resume(): void;
  /** The disk takes records again after a failure. */
  recovered(): void;
}

const maxSegmentBytes = 4 * 2 ** 20;
const minSegmentBytes = 2 ** 16;
const retryMs = 1000;
const lookMs = 60_000;
const syncMs = 1000;

/**
 * The write-ahead log of the outbox, in a directory that several processes may share: each writes files of its own, and
 * adopts those of dead ones. Never throws: while the disk fails it takes nothing, and logs that.
 */
export class Spool {
  /** Resolves when the files are found that dead processes had left at the start. */
  readonly firstLook: Promise<void>;
  readonly #options: SpoolOptions;
  readonly #directory: string;
  readonly #report: Report;
  readonly #runtime: Runtime;
  readonly #lock: OwnerLock;
  readonly #segments: SegmentSet;
  readonly #room: DirectoryRoom;
  readonly #timers = new Map<'retry' | 'look' | 'sync', Timer>();
  #listener: SpoolListener | undefined;
  #state: 'works' | 'fails' | 'refused' | 'closed' = 'works';
  #paths = 0;
  /** Files of dead processes that are this one's by now, and not opened yet. */
  readonly #adopted: SegmentFile[] = [];
  #isCommitDue = false;
  #checkedAt = Number.NEGATIVE_INFINITY;

  constructor(options: SpoolOptions, report: Report, runtime: Runtime) {
    const { maxBytes, fsync } = options;
    this.#options = options;
    this.#directory = resolve(options.directory);
    this.#report = report;
    this.#runtime = runtime;
    this.#lock = new OwnerLock(this.#directory);
    const segmentBytes = Math.min(maxSegmentBytes, Math.max(minSegmentBytes, Math.floor(maxBytes / 16)));
    this.#room = new DirectoryRoom(this.#directory, this.#lock.owner, maxBytes, runtime);
    this.#segments = new SegmentSet(() => this.#nextPath(), segmentBytes, fsync);
    this.#tryDisk(() => this.#enter());
    this.firstLook = this.#lookForOrphans();
  }

  get works(): boolean {
    return this.#state === 'works';
  }

  listen(listener: SpoolListener): void {
    this.#listener = listener;
  }

  /**
   * Takes a record, which is on the disk after the next {@link commit}: at the end of this turn of the event loop at
   * the latest. `full`: the files have reached their maximum. `undefined`: the disk fails, so the record is in memory
   * only.
   */
  append(record: Encoded): SpoolPosition | 'full' | undefined {
    if (!this.works) return undefined;
    const bytes = recordBytes(record);
    const appended = this.#tryDisk(() => {
      const own = this.#segments.bytes + totalBytes(this.#adopted);
      return this.#room.has(own, bytes) ? this.#segments.append(record, bytes, Date.now()) : 'full';
    });
    if (appended !== undefined && appended !== 'full') this.#commitSoon();
    return appended;
  }

  /** The record has its final verdict. */
  forget(position: SpoolPosition): void {
    if (this.#state === 'closed') return;
    this.#segments.settle(position);
    this.#commitSoon();
  }

  /** Writes all that was taken and forgotten since the last time. */
  commit(): void {
    this.#isCommitDue = false;
    if (!this.works || this.#segments.isClean) return;
    this.#tryDisk(() => {
      this.#checkDirectory();
      this.#segments.write();
    });
    if (this.#options.fsync === 'interval') this.#in('sync', syncMs, () => this.#tryDisk(() => this.#segments.sync()));
  }

  /** Opens the next file that a dead process left; `undefined` if there is none with records. */
  nextOrphans(): AdoptedSegment | undefined {
    for (let file = this.#adopted.shift(); file !== undefined; file = this.#adopted.shift()) {
      const { path } = file;
      const adopted = this.#tryDisk(() => this.#open(path));
      if (adopted !== undefined && adopted.unsettled.length > 0) return adopted;
    }
    return undefined;
  }

  /** `undefined` if the record is damaged or gone. */
  read({ segment, offset }: SpoolPosition): ReadRecord | 'disk_fails' | undefined {
    try {
      const record = segment.read(offset);
      return record && { id: record.id, bytes: record.bytes, ageMs: Math.max(0, Date.now() - record.madeAt) };
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return undefined;
      this.#failed(error);
      return 'disk_fails';
    }
  }

  /** Leaves what is there to the next process. */
  close(): void {
    this.commit();
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    guarded(() => this.#segments.close());
    guarded(() => this.#lock.release());
  }

  #enter(): void {
    prepare(this.#directory);
    this.#lock.acquire();
    this.#room.measureOthers();
  }

  #nextPath(): string {
    this.#paths += 1;
    return join(this.#directory, segmentName(this.#lock.owner, this.#paths, this.#options.format));
  }

  #commitSoon(): void {
    if (this.#isCommitDue) return;
    this.#isCommitDue = true;
    queueMicrotask(() => {
      if (this.#isCommitDue) this.commit();
    });
  }

  #open(path: string): AdoptedSegment | undefined {
    const adopted = this.#segments.adopt(path);
    if (adopted === undefined) {
      const sentence = 'A file in spoolDirectory was written by another version of this package. It is left untouched.';
      this.#report.notice('spool_version', sentence);
    } else if (adopted.damaged > 0) {
      this.#report.accepted(adopted.damaged);
      this.#report.lost(adopted.damaged, 'spool_damaged');
    }
    return adopted;
  }

  /** Now and every minute: a process that is replaced may die after its successor has started. */
  async #lookForOrphans(): Promise<void> {
    if (this.#state === 'closed' || this.#state === 'refused') return;
    this.#in('look', lookMs, () => void this.#lookForOrphans());
    const owners = this.#tryDisk(() => {
      this.#lock.acquire(); // it may have been deleted when the directory was cleaned up
      return [...list(this.#directory).owners].filter((owner) => owner !== this.#lock.owner);
    });
    const dead = await deadAmong(owners ?? [], this.#directory);
    if (!this.works) return;
    if (dead.size > 0) this.#tryDisk(() => this.#adopt(dead));
    if (this.#adopted.length === 0) return;
    this.#tryDisk(() => this.#room.measureOthers()); // what was theirs is ours now
    this.#listener?.resume();
  }

  #adopt(dead: ReadonlySet<string>): void {
    this.#lock.acquire(); // without it, other processes would adopt the files from this one
    this.#adopted.push(...adoptFiles(this.#directory, dead, this.#options.format, () => this.#nextPath()));
  }

  /** Checks for deleted files now and then, since writing to one succeeds as long as it is open. */
  #checkDirectory(): void {
    const now = this.#runtime.now();
    if (now - this.#checkedAt < retryMs) return;
    this.#checkedAt = now;
    if (this.#segments.isOpenGone) throw Object.assign(new Error('deleted'), { code: 'ENOENT' });
    this.#lock.acquire();
  }

  /** @returns `undefined` if the disk fails */
  #tryDisk<T>(work: () => T): T | undefined {
    if (this.#state === 'refused' || this.#state === 'closed') return undefined;
    return guarded(work, (error) => this.#failed(error));
  }

  #failed(error: unknown): void {
    if (error instanceof RefusedDirectory) {
      this.#state = 'refused';
      this.#report.notice('spool', `spoolDirectory is not used: ${error.message}. Records are kept in memory only.`);
      return;
    }
    this.#state = 'fails';
    guarded(() => this.#segments.close());
    const code = errorCode(error);
    if (code === 'ENOENT') guarded(() => this.#segments.dropGone());
    const consequence = 'Until it can, records are kept in memory only, and lost if the process dies.';
    this.#report.notice('spool', `spoolDirectory cannot be used (${code}). ${consequence}`);
    this.#in('retry', retryMs, () => this.#recover());
  }

  #recover(): void {
    const isBack = this.#tryDisk(() => {
      this.#enter();
      this.#segments.dropGone();
      this.#segments.write();
      this.#segments.open();
      return true;
    });
    if (isBack !== true) return;
    this.#state = 'works';
    this.#report.notice('spool_back', 'spoolDirectory can be used again.');
    this.#listener?.recovered();
    void this.#lookForOrphans();
  }

  /** Sets a timer, unless one of this name is set. */
  #in(name: 'retry' | 'look' | 'sync', ms: number, run: () => void): void {
    if (this.#timers.has(name)) return;
    const timer = this.#runtime.timer(ms, () => {
      this.#timers.delete(name);
      run();
    });
    this.#timers.set(name, timer);
  }
}
