import type { Runtime } from '../runtime/runtime';
import type { Ledger } from './ledger';
import type { EncodedRecord } from './record';
import type { SendLoop } from './send/send-loop';
import type { SpoolPosition } from './spool/segment-set';
import type { Spool } from './spool/spool';

/** Records of one segment that are to be read back, in the order of their offsets. */
interface SegmentCursor {
  readonly segment: SpoolPosition['segment'];
  readonly offsets: number[];
  /** By which the ledger knows the records; none for those of a dead process. */
  readonly epochs: number[];
  /** Index of the first that was not read back. */
  next: number;
}

/** Records are read back until memory is full to this share, so that there is room for new ones. */
const replayShare = 0.5;
/** For so long at a time, so that the app's own work goes on in between. */
const turnMs = 2;

/**
 * Reads back the records that are in the spool only, as memory has room: those that memory had no room for, and then
 * those that dead processes left.
 */
export class SpoolReplay {
  readonly #spool: Spool;
  readonly #ledger: Ledger;
  readonly #sendLoop: SendLoop;
  readonly #runtime: Runtime;
  #spilled: SegmentCursor[] = [];
  #orphaned: SegmentCursor | undefined;
  #records = 0;
  #takesOrphans = true;
  /** Settles when there is nothing left to read, or no room. */
  #replaying: Promise<void> | undefined;

  constructor(spool: Spool, ledger: Ledger, sendLoop: SendLoop, runtime: Runtime) {
    this.#spool = spool;
    this.#ledger = ledger;
    this.#sendLoop = sendLoop;
    this.#runtime = runtime;
    spool.listen(this);
  }

  /** Records of this process that are in the spool only. */
  get records(): number {
    return this.#records;
  }

  /** Keeps a record in the spool only, unless the disk fails just now. @returns whether it is on the disk */
  spill(record: EncodedRecord, position: SpoolPosition): boolean {
    this.#spool.commit();
    if (!position.segment.holds(position.offset)) return false;
    let last = this.#spilled.at(-1);
    if (last?.segment !== position.segment) {
      last = { segment: position.segment, offsets: [], epochs: [], next: 0 };
      this.#spilled.push(last);
    }
    last.offsets.push(position.offset);
    last.epochs.push(this.#ledger.spill(record));
    this.#records += 1;
    this.resume(); // memory may be empty, if the record is longer than the share that it would have to fit in
    return true;
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

  /** Resolves when the records that dead processes had left at the start are read back, as far as there is room. */
  async caughtUp(): Promise<void> {
    await this.#spool.firstLook;
    await this.#replaying;
  }

  /** Leaves the remaining records of dead processes to the next process. */
  refuseOrphans(): void {
    this.#takesOrphans = false;
  }

  /** Leaves everything to the next process. */
  close(): void {
    this.#takesOrphans = false;
    this.#records = 0;
    this.#ledger.leaveInSpool(this.#spilled.flatMap(({ epochs, next }) => epochs.slice(next)));
    this.#spilled = [];
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
    this.#sendLoop.closeBatch(); // these records have waited for long enough
    return mayGoOn;
  }

  /** @returns whether there was room, a record to read, and no failure of the disk */
  #replayNext(): boolean {
    if (!this.#ledger.fits(1, replayShare)) return false;
    const cursor = this.#nextCursor();
    const offset = cursor?.offsets[cursor.next];
    if (cursor === undefined || offset === undefined) return false;
    const position = { segment: cursor.segment, offset };
    const record = this.#spool.read(position);
    if (record === 'disk_fails') return false;
    const ownEpoch = cursor.epochs[cursor.next];
    cursor.next += 1;
    if (ownEpoch !== undefined) this.#records -= 1;
    const epoch = ownEpoch ?? this.#ledger.adopt();
    if (record === undefined) {
      this.#spool.forget(position);
      this.#ledger.unreadable(epoch);
    } else {
      this.#sendLoop.push(this.#ledger.enter(record, this.#runtime.now() - record.ageMs, position, epoch));
    }
    return true;
  }

  /** The records of this process come first, since a flush may wait for them. */
  #nextCursor(): SegmentCursor | undefined {
    const isAtEnd = ({ next, offsets }: SegmentCursor): boolean => next >= offsets.length;
    while (this.#spilled[0] !== undefined && isAtEnd(this.#spilled[0])) this.#spilled.shift();
    if (this.#spilled[0] !== undefined || !this.#takesOrphans) return this.#spilled[0];
    if (this.#orphaned === undefined || isAtEnd(this.#orphaned)) {
      const orphans = this.#spool.nextOrphans();
      this.#orphaned = orphans && { segment: orphans.segment, offsets: [...orphans.unsettled], epochs: [], next: 0 };
    }
    return this.#orphaned;
  }
}
