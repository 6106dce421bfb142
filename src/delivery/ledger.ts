import type { LossReason } from '../diagnostics';
import { LinkedList } from '../linked-list';
import { Departures } from './departures';
import type { Note } from './outcome';
import type { Item } from './queue';
import type { EncodedRecord, Report, Verdict } from './record';

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
  #bytes = 0;

  constructor(report: Report) {
    this.#report = report;
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

  /** A record that is not taken. */
  refuse(reason: LossReason, onVerdict: EncodedRecord['onVerdict']): void {
    this.#report.lost(1, reason);
    onVerdict?.(reason);
  }

  enter({ id, bytes, onVerdict }: EncodedRecord, addedAt: number): Item {
    const ticket = this.#departures.enter();
    const item: Item = { id, bytes, onVerdict, addedAt, ticket, list: undefined, older: undefined, newer: undefined };
    this.#add(item);
    return item;
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
    for (const item of items) this.#remove(item);
    this.#report.delivered(items.length);
    this.#tell(items, 'delivered');
  }

  lost(items: readonly Item[], reason: LossReason, detail?: string): void {
    if (items.length === 0) return;
    for (const item of items) this.#remove(item);
    this.#report.lost(items.length, reason, detail);
    this.#tell(items, reason);
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
