import type { Runtime } from '../runtime/runtime';
import type { Ledger } from './ledger';
import type { EncodedRecord } from './record';
import type { Item } from './send/send-queue';
import type { Place, Spool } from './spool/spool';

/** Records of one file that are on the disk only, in the order of their places. */
interface Stretch {
  readonly segment: Place['segment'];
  readonly places: readonly number[];
  /** To leave the ledger with; none where the records were not accepted in this process. */
  readonly tickets: readonly number[] | undefined;
  /** The first that has not come in. */
  next: number;
}

/** A stretch that still grows. */
interface Spilled extends Stretch {
  readonly places: number[];
  readonly tickets: number[];
}

/** Whom records come in to. */
export interface Inside {
  readonly hasRoom: () => boolean;
  readonly push: (item: Item) => void;
  /** No more come for now. */
  readonly closeBatch: () => void;
}

/** Records are read for so long at a time: the app's own work goes on between. */
const turnMs = 2;

/** What is on the disk only, since memory had no room for it or a dead process left it: it comes in as room does. */
export class Backlog {
  readonly #spool: Spool;
  readonly #ledger: Ledger;
  readonly #inside: Inside;
  readonly #runtime: Runtime;
  #spilled: Spilled[] = [];
  #orphaned: Stretch | undefined;
  #records = 0;
  #scheduled = false;
  #isClosed = false;
  #takesOrphans = true;
  #waiters: (() => void)[] = [];

  constructor(spool: Spool, ledger: Ledger, inside: Inside, runtime: Runtime) {
    this.#spool = spool;
    this.#ledger = ledger;
    this.#inside = inside;
    this.#runtime = runtime;
  }

  /** Records that were accepted in this process. */
  get records(): number {
    return this.#records;
  }

  /** Takes a record that lies in the spool, unless the disk fails just now: answers whether it is there. */
  spill(record: EncodedRecord, place: Place): boolean {
    this.#spool.commit();
    if (!this.#spool.holds(place)) return false;
    let last = this.#spilled.at(-1);
    if (last?.segment !== place.segment) {
      last = { segment: place.segment, places: [], tickets: [], next: 0 };
      this.#spilled.push(last);
    }
    last.places.push(place.at);
    last.tickets.push(this.#ledger.spilled(record));
    this.#records += 1;
    this.resume(); // it may be too long for the room that is left, and alone
    return true;
  }

  /** There may be room, or more to bring in. */
  resume(): void {
    if (this.#scheduled || this.#isClosed) return;
    this.#scheduled = true;
    setImmediate(() => this.#turn());
  }

  /** Resolves when what was left by others at the start is in, as far as there was room for it. */
  async settled(): Promise<void> {
    await this.#spool.looked;
    if (this.#scheduled) await new Promise<void>((resolve) => this.#waiters.push(resolve));
  }

  /** Of what dead processes left, no more comes in: it is for the next one. */
  refuseOrphans(): void {
    this.#takesOrphans = false;
  }

  /** Nothing comes in any more. */
  close(): void {
    this.#isClosed = true;
    this.#records = 0;
    this.#ledger.keep(this.#spilled.flatMap(({ tickets, next }) => tickets.slice(next)));
    this.#spilled = [];
  }

  #turn(): void {
    const until = this.#runtime.now() + turnMs;
    let isMore = true;
    let came = false;
    while (isMore && this.#inside.hasRoom() && this.#runtime.now() < until) {
      isMore = !this.#isClosed && this.#bringIn();
      came ||= isMore;
    }
    // They have waited for long enough.
    if (came) this.#inside.closeBatch();
    this.#scheduled = false;
    if (isMore && this.#inside.hasRoom()) {
      this.resume();
      return;
    }
    for (const resolve of this.#waiters.splice(0)) resolve();
  }

  /** Answers whether there was anything to bring in. */
  #bringIn(): boolean {
    const stretch = this.#nextStretch();
    const at = stretch?.places[stretch.next];
    if (stretch === undefined || at === undefined) return false;
    const place = { segment: stretch.segment, at };
    const record = this.#spool.read(place);
    if (record === 'later') return false;
    const ticket = stretch.tickets?.[stretch.next];
    stretch.next += 1;
    if (ticket !== undefined) this.#records -= 1;
    if (record === undefined) {
      this.#spool.forget(place);
      this.#ledger.vanished(ticket);
    } else {
      const addedAt = this.#runtime.now() - record.ageMs;
      this.#inside.push(this.#ledger.returned(record, place, addedAt, ticket));
    }
    return true;
  }

  /** What was accepted here comes first: somebody may wait for it. */
  #nextStretch(): Stretch | undefined {
    const isOpen = ({ next, places }: Stretch): boolean => next < places.length;
    while (this.#spilled[0] !== undefined && !isOpen(this.#spilled[0])) this.#spilled.shift();
    if (this.#spilled[0] !== undefined || !this.#takesOrphans) return this.#spilled[0];
    if (this.#orphaned === undefined || !isOpen(this.#orphaned)) {
      const orphans = this.#spool.nextOrphans();
      this.#orphaned = orphans && {
        segment: orphans.segment,
        places: orphans.unsettled,
        tickets: undefined,
        next: 0,
      };
    }
    return this.#orphaned;
  }
}
