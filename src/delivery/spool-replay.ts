import type { Runtime, Timer } from '../runtime/runtime';
import type { Ledger } from './ledger';
import type { EncodedRecord } from './record';
import type { Sessions } from './single/sessions';
import type { Updates } from './single/updates';
import type { Segment } from './spool/segment';
import type { SpoolPosition } from './spool/segment-set';
import type { Spool } from './spool/spool';
import type { Survey } from './spool/survey';

/** Records of one segment that are to be read back, in the order of their offsets. */
interface SegmentCursor {
  readonly segment: Segment;
  readonly offsets: readonly number[];
  /** By which the ledger knows the records. */
  readonly epochs: readonly number[];
  /** When they were added, by the runtime's clock. Of those of a dead process, their entry says it. */
  readonly addedAt: readonly number[];
  /** Index of the first that was not read back. */
  next: number;
}

/** Where what was read back goes. */
export interface ReplayOutlet {
  readonly sessions: Pick<Sessions, 'push'>;
  readonly updates: Pick<Updates, 'replay'>;
  readonly closeBatch: () => void;
}

/** Of records of this process, which are added one by one. */
interface OwnCursor extends SegmentCursor {
  readonly offsets: number[];
  readonly epochs: number[];
  readonly addedAt: number[];
}

/** Records are read back until memory is full to this share, so that there is room for new ones. */
const replayShare = 0.5;
/** For so long at a time, so that the app's own work goes on in between. Files are adopted in the same turns. */
const turnMs = 1;
/** What could not be read is tried again after so long, or by a flush. */
const retryMs = 1000;

/**
 * Reads back the records that are in the spool only, as memory has room: those that memory had no room for, and then
 * those that dead processes left.
 */
export class SpoolReplay {
  readonly #spool: Spool;
  readonly #ledger: Ledger;
  readonly #outlet: ReplayOutlet;
  readonly #runtime: Runtime;
  #spilled: OwnCursor[] = [];
  #orphaned: SegmentCursor[] = [];
  /** Updates that dead processes left. */
  #updates: SpoolPosition[] = [];
  /** Those that could not be read. The others are not kept waiting for them. */
  #postponed: SegmentCursor[] = [];
  #records = 0;
  #takesOrphans = true;
  /** Settles when there is nothing left to read, or no room. */
  #replaying: Promise<void> | undefined;
  #retry: Timer | undefined;

  constructor(spool: Spool, ledger: Ledger, outlet: ReplayOutlet, runtime: Runtime) {
    this.#spool = spool;
    this.#ledger = ledger;
    this.#outlet = outlet;
    this.#runtime = runtime;
    spool.listen(this);
  }

  /** Records that are in the spool only, and that this process is to deliver. */
  get records(): number {
    return this.#records;
  }

  /** Keeps a record in the spool only, unless the disk fails just now. @returns whether it is on the disk */
  spill(record: EncodedRecord, position: SpoolPosition): boolean {
    this.#spool.commit();
    if (!position.segment.holds(position.offset)) return false;
    let last = this.#spilled.at(-1);
    if (last?.segment !== position.segment) {
      last = { segment: position.segment, offsets: [], epochs: [], addedAt: [], next: 0 };
      this.#spilled.push(last);
    }
    last.offsets.push(position.offset);
    last.epochs.push(this.#ledger.spill(record));
    last.addedAt.push(this.#runtime.now());
    this.#records += 1;
    this.resume(); // memory may be empty, if the record is longer than the share that it would have to fit in
    return true;
  }

  /** A file of a dead process is this one's now. */
  adopted(segment: Segment, { unsettled: offsets, updates }: Pick<Survey, 'unsettled' | 'updates'>): void {
    if (!this.#takesOrphans) return;
    if (offsets.length > 0) {
      const epoch = this.#ledger.adopt(offsets.length);
      this.#orphaned.push({ segment, offsets, epochs: offsets.map(() => epoch), addedAt: [], next: 0 });
      this.#records += offsets.length;
    }
    for (const offset of updates) this.#updates.push({ segment, offset });
    this.resume();
  }

  /** Reads on in the next turn of the event loop, if there is room. */
  resume(): void {
    this.#replaying ??= this.#replay();
  }

  /** The disk takes records again after a failure. */
  recovered(): void {
    this.#ledger.spoolAgain();
    this.resume();
  }

  /** Resolves when the records of dead processes are read back, as far as they can be read and there is room. */
  async caughtUp(): Promise<void> {
    await this.#spool.caughtUp();
    if (this.#records + this.#updates.length > 0) this.resume();
    await this.#replaying;
  }

  /** Leaves the remaining records of dead processes to the next process. */
  refuseOrphans(): void {
    this.#takesOrphans = false;
    this.#updates = [];
    this.#leave(this.#orphaned.splice(0));
  }

  /** Leaves everything to the next process. */
  close(): void {
    this.refuseOrphans();
    this.#leave(this.#spilled.splice(0));
    this.#leave(this.#postponed.splice(0));
    this.#retry?.cancel();
    this.#retry = undefined;
  }

  #leave(cursors: readonly SegmentCursor[]): void {
    const epochs = cursors.flatMap(({ epochs, next }) => epochs.slice(next));
    this.#records -= epochs.length;
    this.#ledger.leaveInSpool(epochs);
  }

  async #replay(): Promise<void> {
    do await new Promise((resolve) => setImmediate(resolve));
    while (this.#replayTurn());
    this.#replaying = undefined;
  }

  /** @returns whether there may be more to read */
  #replayTurn(): boolean {
    const until = this.#runtime.now() + turnMs;
    if (!this.#replayNext()) return false;
    let mayGoOn = true;
    while (mayGoOn && this.#runtime.now() < until) mayGoOn = this.#replayNext();
    this.#outlet.closeBatch(); // these records have waited for long enough
    return mayGoOn;
  }

  /** @returns whether there was room, a record to read, and no failure of the disk */
  #replayNext(): boolean {
    if (!this.#ledger.fits(1, replayShare)) return false;
    const cursor = this.#nextCursor();
    const [offset, epoch] = [cursor?.offsets[cursor.next], cursor?.epochs[cursor.next]];
    if (cursor === undefined || offset === undefined || epoch === undefined) return this.#replayUpdate();
    const addedAt = cursor.addedAt[cursor.next];
    cursor.next += 1;
    const position = { segment: cursor.segment, offset };
    const record = this.#spool.read(position);
    if (record === 'disk_fails') {
      this.#postpone({
        ...cursor,
        offsets: [offset],
        epochs: [epoch],
        addedAt: addedAt === undefined ? [] : [addedAt],
      });
      return false;
    }
    this.#records -= 1;
    if (record === undefined) {
      this.#spool.forget(position);
      this.#ledger.unreadable(epoch);
    } else {
      const { ageMs } = record;
      this.#outlet.sessions.push(this.#ledger.enter(record, addedAt ?? this.#runtime.now() - ageMs, position, epoch));
    }
    return true;
  }

  /** After the records, so that none overtakes its event. @returns whether there was one, and no failure of the disk */
  #replayUpdate(): boolean {
    const position = this.#updates.shift();
    if (position === undefined) return false;
    const update = this.#spool.read(position);
    if (update === 'disk_fails') {
      this.#updates.push(position);
      this.#resumeLater();
      return false;
    }
    if (update === undefined) this.#spool.forget(position);
    else this.#outlet.updates.replay(update, position, this.#runtime.now() - update.ageMs);
    return true;
  }

  #postpone(one: SegmentCursor): void {
    this.#postponed.push({ ...one, next: 0 });
    this.#resumeLater();
  }

  #resumeLater(): void {
    this.#retry ??= this.#runtime.timer(retryMs, () => {
      this.#retry = undefined;
      this.resume();
    });
  }

  /** The records of this process come first, since a flush may wait for them. */
  #nextCursor(): SegmentCursor | undefined {
    for (const cursors of [this.#spilled, this.#orphaned, this.#postponed]) {
      while (cursors[0] !== undefined && cursors[0].next >= cursors[0].offsets.length) cursors.shift();
      if (cursors[0] !== undefined) return cursors[0];
    }
    return undefined;
  }
}
