import type { LossReason } from '../observability/loss-reason';
import { LinkedList } from '../runtime/linked-list';
import { Departures } from './flush-barrier';
import type { Note } from './http/outcome';
import type { EncodedRecord, Report, Verdict } from './record';
import type { Item } from './send/send-queue';
import type { Place, Returned, Spool } from './spool/spool';

/**
 * The books of the outbox: every record that enters leaves exactly once, as delivered or as lost for a reason, and is pending
 * until then. Nothing else reports anything.
 */
export class Ledger {
  readonly #report: Report;
  readonly #departures = new Departures();
  readonly #pending = new LinkedList<Item>();
  /** Records whose first verdict, that they wait for another try, was given. */
  readonly #parked = new WeakSet<Item>();
  readonly #said = new Set<string>();
  readonly #spool: Spool | undefined;
  #bytes = 0;
  #kept = 0;

  constructor(report: Report, spool: Spool | undefined) {
    this.#report = report;
    this.#spool = spool;
  }

  get records(): number {
    return this.#pending.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get pending(): readonly Item[] {
    return [...this.#pending];
  }

  /** Records that were given up here, and lie on the disk for the next process. */
  get kept(): number {
    return this.#kept;
  }

  /** A record that is not taken. */
  refuse(reason: LossReason, onVerdict: EncodedRecord['onVerdict']): void {
    this.#report.lost(1, reason);
    onVerdict?.(reason);
  }

  enter({ id, bytes, onVerdict }: EncodedRecord, addedAt: number, place: Place | undefined): Item {
    const ticket = this.#departures.enter();
    const links = { list: undefined, older: undefined, newer: undefined };
    const item: Item = { id, bytes, onVerdict, addedAt, ticket, place, ...links };
    this.#add(item);
    return item;
  }

  /** A record that is on the disk only. Answers the ticket that it returns with. */
  spilled({ onVerdict }: EncodedRecord): number {
    onVerdict?.('parked');
    return this.#departures.enter();
  }

  /** A record that was on the disk only. @param ticket `undefined`: it was not accepted here */
  returned({ id, bytes }: Returned, place: Place, addedAt: number, ticket: number | undefined): Item {
    if (ticket === undefined) this.#report.accepted(1);
    const links = { list: undefined, older: undefined, newer: undefined };
    const own = ticket ?? this.#departures.enter();
    const item: Item = { id, bytes, onVerdict: undefined, addedAt, ticket: own, place, ...links };
    this.#add(item);
    return item;
  }

  /** A record that was on the disk only, and cannot be read any more. */
  vanished(ticket: number | undefined): void {
    if (ticket === undefined) this.#report.accepted(1);
    this.#report.lost(1, 'spool_damaged');
    if (ticket !== undefined) this.#departures.leave(ticket);
  }

  /** Records that stay on the disk, for the next process. */
  keep(tickets: readonly number[]): void {
    this.#kept += tickets.length;
    for (const ticket of tickets) this.#departures.leave(ticket);
  }

  /** The same record in fewer bytes. */
  replace(item: Item, bytes: Buffer): Item {
    this.#remove(item);
    const shorter = { ...item, bytes };
    this.#add(shorter);
    if (this.#parked.has(item)) this.#parked.add(shorter);
    return shorter;
  }

  /** They wait for another try. */
  parked(items: readonly Item[]): void {
    for (const item of items) {
      if (this.#parked.has(item)) continue;
      this.#parked.add(item);
      item.onVerdict?.('parked');
    }
  }

  delivered(items: readonly Item[]): void {
    if (items.length === 0) return;
    this.#settle(items);
    this.#report.delivered(items.length);
    this.#tell(items, 'delivered');
  }

  lost(items: readonly Item[], reason: LossReason, detail?: string): void {
    if (items.length === 0) return;
    this.#settle(items);
    this.#report.lost(items.length, reason, detail);
    this.#tell(items, reason);
  }

  /** They have had their last try in this process: what is on the disk waits there for the next one, the rest is lost. */
  giveUp(items: readonly Item[], reason: LossReason): void {
    this.#spool?.commit();
    const kept = items.filter((item) => item.list !== undefined && this.isSafe(item));
    const lost = items.filter((item) => !this.isSafe(item));
    for (const item of kept) this.#remove(item);
    this.#kept += kept.length;
    this.#tell(kept, 'parked');
    this.lost(lost, reason);
  }

  /** Has the disk take what it did not take while it failed. */
  respool(): void {
    for (const item of this.#pending) {
      if (this.isSafe(item)) continue;
      const place = this.#spool?.append(item);
      if (place === 'full') return;
      item.place = place;
    }
  }

  /** Whether it survives this process. */
  isSafe({ place }: Item): boolean {
    return place !== undefined && this.#spool?.holds(place) === true;
  }

  /** Calls `run` once, when every record that is pending now has left. Answers how to stop watching. */
  watch(run: () => void): () => void {
    return this.#departures.watch(run);
  }

  say({ key, sentence }: Note): void {
    this.#report.notice(key, sentence);
  }

  sayOnce(note: Note): void {
    if (this.#said.has(note.key)) return;
    this.#said.add(note.key);
    this.say(note);
  }

  /** Their verdict is final. */
  #settle(items: readonly Item[]): void {
    for (const item of items) {
      // Forgotten twice, it would count for another record of its file.
      if (item.place !== undefined && item.list !== undefined) this.#spool?.forget(item.place);
      this.#remove(item);
    }
  }

  #add(item: Item): void {
    this.#pending.add(item);
    this.#bytes += item.bytes.length;
  }

  #remove(item: Item): void {
    if (item.list === undefined) return;
    this.#pending.remove(item);
    this.#bytes -= item.bytes.length;
  }

  #tell(items: readonly Item[], verdict: Verdict): void {
    for (const item of items) {
      if (!this.#parked.has(item)) item.onVerdict?.(verdict);
      this.#departures.leave(item.ticket);
    }
  }
}
