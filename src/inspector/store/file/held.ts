import type { JsonObject } from '../../../json/json';
import type { CallRow } from '../../page-api';
import type { NewRow } from '../row-of';
import { earlyLimits } from '../store';
import type { Numbered } from './listed';
import type { Place } from './texts';

/** Its place changes when the lines are written anew. */
export interface Entry extends Numbered {
  place: Place;
}

interface Held {
  readonly object: JsonObject;
  place: Place;
}

/** What is forgotten together. */
export interface Unit {
  readonly session: string | undefined;
  readonly events: Set<string>;
}

/** What a store without a database knows of its lines. */
export class HeldLines {
  readonly events = new Map<string, Entry>();
  readonly starts = new Map<string, Held>();
  /** Updates of what has not come. */
  readonly early = new Map<string, Held>();
  bytes = 0;
  /** By the session's id, or that of an event without one. The one in which nothing has happened for longest comes first. */
  readonly #units = new Map<string, Unit>();
  readonly #release: (place: Place) => void;
  #seq = 0;
  #n = 0;

  constructor(release: (place: Place) => void) {
    this.#release = release;
  }

  putEvent(newRow: NewRow, place: Place): CallRow {
    this.dropEarly(newRow.id);
    const before = this.events.get(newRow.id);
    if (before !== undefined) this.#leave(before);
    this.#n += 1;
    const row = { ...newRow, seq: this.#nextSeq() };
    this.events.set(row.id, { n: before?.n ?? this.#n, row, place });
    this.bytes += place.length;
    this.#touch(row.sessionId || undefined, row.id);
    return row;
  }

  putStart(id: string, object: JsonObject, place: Place): void {
    this.dropEarly(id);
    this.#drop(this.starts, id);
    this.starts.set(id, { object, place });
    this.bytes += place.length;
    this.#nextSeq();
    this.#touch(id, undefined);
  }

  putEarly(id: string, object: JsonObject, place: Place): void {
    this.dropEarly(id);
    this.early.set(id, { object, place });
    this.bytes += place.length;
    for (const oldest of this.early.keys()) {
      if (this.early.size <= earlyLimits.count) break;
      this.dropEarly(oldest);
    }
  }

  dropEarly(id: string): void {
    this.#drop(this.early, id);
  }

  /** What is to be forgotten next: the oldest unit, or of the only one its oldest event; `undefined` if there is nothing. */
  oldest(): Unit | undefined {
    const [unit] = this.#units.values();
    if (unit === undefined || this.#units.size > 1) return unit;
    const entries = [...unit.events].map((id) => this.events.get(id)).filter((entry) => entry !== undefined);
    const oldest = entries.reduce<Entry | undefined>(
      (first, entry) => (first && first.n < entry.n ? first : entry),
      undefined,
    );
    return oldest === undefined ? undefined : { session: undefined, events: new Set([oldest.row.id]) };
  }

  /** The keys of what would be forgotten, in this order. */
  order(): readonly string[] {
    return [...this.#units.keys()];
  }

  reorder(keys: readonly string[]): void {
    for (const key of keys) {
      const unit = this.#units.get(key);
      if (unit === undefined) continue;
      this.#units.delete(key);
      this.#units.set(key, unit);
    }
  }

  dropEvent(id: string): void {
    const entry = this.events.get(id);
    if (entry !== undefined) this.#leave(entry);
    this.events.delete(id);
  }

  dropStart(id: string): void {
    this.#drop(this.starts, id);
    this.#tidy(unitOf(id));
  }

  clear(): void {
    for (const map of [this.events, this.starts, this.early, this.#units]) map.clear();
    this.bytes = 0;
  }

  /** Gives up the line of an event, and its place in its session. */
  #leave({ row, place }: Entry): void {
    this.bytes -= place.length;
    this.#release(place);
    const key = unitOf(row.sessionId || undefined, row.id);
    this.#units.get(key)?.events.delete(row.id);
    this.#tidy(key);
  }

  #drop(map: Map<string, Held>, id: string): void {
    const held = map.get(id);
    if (held === undefined) return;
    this.bytes -= held.place.length;
    this.#release(held.place);
    map.delete(id);
  }

  #touch(session: string | undefined, event: string | undefined): void {
    const key = unitOf(session, event);
    const unit = this.#units.get(key) ?? { session, events: new Set() };
    if (event !== undefined) unit.events.add(event);
    this.#units.delete(key);
    this.#units.set(key, unit);
  }

  #tidy(key: string): void {
    const unit = this.#units.get(key);
    if (unit?.events.size === 0 && !this.starts.has(unit.session ?? '')) this.#units.delete(key);
  }

  #nextSeq(): number {
    this.#seq += 1;
    return this.#seq;
  }
}

const unitOf = (session: string | undefined, event = ''): string =>
  session === undefined ? `event ${event}` : `session ${session}`;
