import { guarded } from '../../runtime/guarded';
import type { Runtime } from '../../runtime/runtime';
import type { Steps } from '../../runtime/steps';
import { errorCode } from '../error-code';
import { type Directory, lockName, type SegmentFile, unreadyLockName } from './directory';
import { isAbsence, removeFile } from './disk';
import { lifeOf, type OwnerLock } from './owner-lock';
import type { Segment } from './segment';
import type { SegmentSet } from './segment-set';
import type { Survey } from './survey';

/** Work in steps is done for so long in one turn of the event loop, of which others take their slices, too. */
const turnMs = 1;

/** The files of dead processes: makes them this process's, and finds out what they hold. What fails is kept for later. */
export class Adoption {
  readonly #directory: Directory;
  readonly #lock: OwnerLock;
  readonly #segments: SegmentSet;
  /** Of the records that can be sent from here. */
  readonly #format: string;
  /** This process's by now, but not surveyed. */
  readonly #unsurveyed = new Set<Segment>();
  /** How many could not be made this process's. */
  #left = 0;
  #problem: string | undefined;

  constructor(directory: Directory, lock: OwnerLock, segments: SegmentSet, format: string) {
    this.#directory = directory;
    this.#lock = lock;
    this.#segments = segments;
    this.#format = format;
  }

  /** How many files of dead processes are known whose records are not. */
  get unread(): number {
    return this.#left + this.#unsurveyed.size;
  }

  /** The code of the last error, if the last attempt has left something to be done. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** @returns the owners whose process is dead. @throws the system's error */
  async dead(): Promise<ReadonlySet<string>> {
    this.#problem = undefined;
    const dead = new Set<string>();
    for (const owner of this.#directory.list().owners) {
      const life = owner === this.#lock.owner ? 'running' : await lifeOf(owner, this.#directory);
      if (life === 'dead') dead.add(owner);
      if (life === 'unknown') this.#problem = 'unknown';
    }
    return dead;
  }

  /**
   * Adopts the files of these owners. They are listed only now that their owners are known to be dead, so that none are
   * added later. An own file that is not known is one of which the system said that it could not be renamed, or made.
   * @throws the system's error, when nothing is done
   */
  *take(dead: ReadonlySet<string>): Steps<void> {
    this.#lock.acquire(); // without it, other processes would adopt the files from this one
    const { owner: self } = this.#lock;
    const { segments } = this.#directory.list();
    const known = this.#segments.paths;
    this.#left = 0;
    for (const file of segments) {
      yield;
      const isOurs = file.owner === self;
      if (file.format === this.#format && (isOurs ? !known.has(file.path) : dead.has(file.owner)))
        this.#adopt(file, isOurs);
    }
    const { disk } = this.#directory;
    for (const owner of dead)
      for (const lock of [lockName(owner), unreadyLockName(owner)])
        guarded(() => removeFile(disk, this.#directory.pathOf(lock))); // one that stays harms none
  }

  /** Finds out what the adopted files hold; `undefined` if a file is of another version. */
  *survey(onFound: (segment: Segment, found: Survey | undefined) => void): Steps<void> {
    for (const segment of this.#unsurveyed) {
      try {
        const found = yield* segment.survey();
        this.#unsurveyed.delete(segment);
        if (segment.unsettled === 0 && found !== undefined) this.#segments.settled(segment);
        onFound(segment, found);
      } catch (error) {
        if (isAbsence(error) && guarded(() => segment.isGone) === true) {
          this.#unsurveyed.delete(segment);
          guarded(() => this.#segments.dropGone());
        } else this.#problem = errorCode(error);
      }
    }
  }

  #adopt(file: SegmentFile, isOurs: boolean): void {
    try {
      this.#unsurveyed.add(this.#segments.adopt(file, isOurs));
    } catch (error) {
      if (!isAbsence(error)) this.#left += 1; // else another process was faster
      this.#problem = errorCode(error);
    }
  }
}

/** Does the work in as many turns of the event loop as it takes; stops between two of them when that is over. */
export async function inTurns(work: Steps<void>, runtime: Runtime, isOver: () => boolean): Promise<void> {
  for (;;) {
    const until = runtime.now() + turnMs;
    do if (work.next().done === true) return;
    while (runtime.now() < until);
    await new Promise((resolve) => setImmediate(resolve));
    if (isOver()) return void work.return();
  }
}
