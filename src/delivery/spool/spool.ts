import * as fs from 'node:fs';
import { resolve } from 'node:path';
import { guarded } from '../../runtime/guarded';
import type { Runtime } from '../../runtime/runtime';
import { errorCode } from '../error-code';
import type { Report } from '../record';
import { Adoption, inTurns } from './adoption';
import { Directory, RefusedDirectory, segmentName } from './directory';
import { DirectoryRoom } from './directory-room';
import { type Disk, isAbsence } from './disk';
import { type Entry, recordBytes } from './entry';
import { OwnerLock } from './owner-lock';
import type { Segment } from './segment';
import { type Fsync, SegmentSet, type SpoolPosition } from './segment-set';
import type { Survey } from './survey';
import { Timers } from './timers';

export interface SpoolOptions {
  readonly directory: string;
  /** Of all files in it, those of other processes included. */
  readonly maxBytes: number;
  readonly fsync: Fsync;
  /** Which endpoint the records are encoded for. Records of another format are left to processes that can send them. */
  readonly format: string;
}

/** A record or an update that was read back. */
export interface ReadEntry extends Entry {
  /** By the wall clock, which may have been changed since. */
  readonly ageMs: number;
}

export interface SpoolListener {
  /** A file of a dead process is this one's now, with this in it. */
  adopted(segment: Segment, found: Pick<Survey, 'unsettled' | 'updates'>): void;
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
  readonly #directory: Directory;
  readonly #report: Report;
  readonly #runtime: Runtime;
  readonly #lock: OwnerLock;
  readonly #segments: SegmentSet;
  readonly #room: DirectoryRoom;
  readonly #adoption: Adoption;
  readonly #timers: Timers<'recover' | 'look' | 'look again' | 'sync'>;
  #listener: SpoolListener | undefined;
  #state: 'works' | 'fails' | 'refused' | 'closed' = 'works';
  #paths = 0;
  #looking: Promise<void> | undefined;
  #lookAgainMs = retryMs;
  #isCommitDue = false;
  #checkedAt = Number.NEGATIVE_INFINITY;

  constructor(options: SpoolOptions, report: Report, runtime: Runtime, disk: Disk = fs) {
    const { maxBytes, fsync, format } = options;
    this.#options = options;
    this.#directory = new Directory(resolve(options.directory), disk);
    this.#report = report;
    this.#runtime = runtime;
    this.#timers = new Timers(runtime);
    this.#lock = new OwnerLock(this.#directory);
    const segmentBytes = Math.min(maxSegmentBytes, Math.max(minSegmentBytes, Math.floor(maxBytes / 16)));
    this.#room = new DirectoryRoom(this.#directory, this.#lock.owner, maxBytes, runtime);
    this.#segments = new SegmentSet(() => this.#nextPath(), segmentBytes, fsync, disk);
    this.#adoption = new Adoption(this.#directory, this.#lock, this.#segments, format);
    this.#tryDisk(() => this.#enter());
    this.firstLook = this.#look();
  }

  get works(): boolean {
    return this.#state === 'works';
  }

  /** How many files of dead processes are known that could not be read yet. */
  get unreadFiles(): number {
    return this.#adoption.unread;
  }

  listen(listener: SpoolListener): void {
    this.#listener = listener;
  }

  /**
   * Takes a record, which is on the disk after the next {@link commit}: at the end of this turn of the event loop at
   * the latest. `full`: the files have reached their maximum. `undefined`: the disk fails, so the record is in memory
   * only.
   * @param addedAt by the runtime's clock
   */
  append(record: Entry, addedAt = this.#runtime.now()): SpoolPosition | 'full' | undefined {
    if (!this.works) return undefined;
    const bytes = recordBytes(record);
    const appended = this.#tryDisk(() => {
      const madeAt = Date.now() - (this.#runtime.now() - addedAt);
      return this.#room.has(this.#segments.bytes, bytes) ? this.#segments.append(record, bytes, madeAt) : 'full';
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
    if (this.#options.fsync === 'interval')
      this.#timers.in(syncMs, 'sync', () => this.#tryDisk(() => this.#segments.sync()));
  }

  /** Commits, also if the disk has failed just now: for a process that may end. */
  save(): void {
    if (this.#state === 'fails') this.#recover();
    this.commit();
  }

  /** `undefined` if the record is damaged or gone. */
  read({ segment, offset }: SpoolPosition): ReadEntry | 'disk_fails' | undefined {
    try {
      const read = segment.read(offset);
      const now = Date.now();
      return read && { ...read, ageMs: read.madeAt < now ? now - read.madeAt : 0 };
    } catch (error) {
      if (isAbsence(error) && guarded(() => segment.isGone) === true) return undefined;
      this.#unreadable(error);
      return 'disk_fails';
    }
  }

  /** Resolves when the files of dead processes have been read; tries those again that could not be. */
  async caughtUp(): Promise<void> {
    await this.#looking;
    if (this.#state === 'fails') this.#recover();
    if (this.#adoption.problem !== undefined) void this.#look();
    await this.#looking;
  }

  /** Leaves what is there to the next process. */
  close(): void {
    if (this.#state === 'closed') return;
    this.save();
    this.#state = 'closed';
    this.#timers.cancel();
    guarded(() => this.#segments.close());
    this.#segments.clearUp();
    guarded(() => this.#lock.release());
  }

  #enter(): void {
    this.#directory.prepare();
    this.#lock.acquire();
    this.#room.measureOthers();
  }

  #nextPath(): string {
    this.#paths += 1;
    return this.#directory.pathOf(segmentName(this.#lock.owner, this.#paths, this.#options.format));
  }

  #commitSoon(): void {
    if (this.#isCommitDue) return;
    this.#isCommitDue = true;
    queueMicrotask(() => {
      if (this.#isCommitDue) this.commit();
    });
  }

  /** Looks for files of dead processes, unless that is under way. Never rejects. */
  #look(): Promise<void> {
    this.#looking ??= this.#lookAndAdopt()
      .catch((error: unknown) => this.#failed(error))
      .finally(() => {
        this.#looking = undefined;
      });
    return this.#looking;
  }

  /** Now and every minute: a process that is replaced may die after its successor has started. */
  async #lookAndAdopt(): Promise<void> {
    if (!this.works) return;
    this.#timers.in(lookMs, 'look', () => void this.#look());
    this.#lock.acquire(); // it may have been deleted when the directory was cleaned up
    const dead = await this.#adoption.dead();
    const isOver = (): boolean => !this.works;
    if (isOver()) return;
    await inTurns(this.#adoption.take(dead), this.#runtime, isOver);
    if (isOver()) return;
    this.#room.measureOthers(); // what was theirs is ours now
    this.#segments.clearUp();
    await inTurns(
      this.#adoption.survey((segment, found) => this.#found(segment, found)),
      this.#runtime,
      isOver,
    );
    if (isOver()) return;
    this.#commitSoon();
    this.#lookAgain();
  }

  #found(segment: Segment, found: Survey | undefined): void {
    if (found === undefined) {
      const sentence = 'A file in spoolDirectory was written by another version of this package. It is left untouched.';
      this.#report.notice('spool_version', sentence);
      return;
    }
    if (found.damaged > 0) {
      this.#report.accepted(found.damaged);
      this.#report.lost(found.damaged, 'spool_damaged');
    }
    if (segment.unsettled > 0) this.#listener?.adopted(segment, found);
  }

  /** What could not be adopted is tried again soon, and later on less and less often. */
  #lookAgain(): void {
    const { problem, unread } = this.#adoption;
    if (unread > 0) this.#unreadable({ code: problem });
    if (problem !== undefined) this.#timers.in(this.#lookAgainMs, 'look again', () => void this.#look());
    this.#lookAgainMs = problem === undefined ? retryMs : Math.min(lookMs, 2 * this.#lookAgainMs);
  }

  #unreadable(error: unknown): void {
    const sentence = `A file in spoolDirectory cannot be read (${errorCode(error)}). Its records stay there; this is tried again.`;
    this.#report.notice('spool_unreadable', sentence);
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
    if (this.#state === 'refused' || this.#state === 'closed') return;
    if (error instanceof RefusedDirectory) {
      this.#state = 'refused';
      this.#report.notice('spool', `spoolDirectory is not used: ${error.message}. Records are kept in memory only.`);
      return;
    }
    this.#state = 'fails';
    guarded(() => this.#segments.close());
    if (isAbsence(error)) guarded(() => this.#segments.dropGone());
    const consequence = 'Until it can, records are kept in memory only, and lost if the process dies.';
    this.#report.notice('spool', `spoolDirectory cannot be used (${errorCode(error)}). ${consequence}`);
    this.#timers.in(retryMs, 'recover', () => this.#recover());
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
    void this.#look();
  }
}
