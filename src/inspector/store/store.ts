import type { JsonObject } from '../../json/json';
import type { CallRow, Facets, Filter, KeptCall, KeptSession, Order, Page, SessionRow, Totals } from '../page-api';

/** An event that was received. */
export interface Arrived {
  readonly format: CallRow['format'];
  readonly record: JsonObject;
  /** The violations of its schema. */
  readonly problems: readonly string[];
  /** When it came, in milliseconds since the epoch. */
  readonly at: number;
  /** What it is kept as. Default: its own id. Another store has given it one, or that of the record is taken. */
  readonly id?: string;
}

/**
 * What an inspector keeps. What a method has taken when it returns survives the end of the process, unless it is kept in memory.
 *
 * Events are in the order in which they began, and of those that began together in the order of arrival. A cursor holds while others
 * arrive; one that is none starts at the first page. Methods throw what the disk or the database throws.
 */
export interface Store {
  /** A path, or `memory`. */
  readonly where: string;
  /** A sentence about what the user should know; `null` if all is well. */
  readonly note: string | null;
  /** Whether older events had to go. */
  readonly capped: boolean;
  /** A later event with the same id replaces an earlier one in its place; an update that came before its event is merged. */
  addEvents(events: readonly Arrived[]): readonly CallRow[];
  /** A session that was started before only gets the new members of its metadata and of its user's properties. */
  addSession(session: JsonObject): void;
  /**
   * Adds the members of an update's objects to those of the event or session, and sets its other fields. One that comes before what it
   * updates waits for it.
   *
   * @returns the event as it is now, if it updates one
   */
  update(update: JsonObject): CallRow | undefined;
  /**
   * Sessions with an event that matches, the last active first; their figures are of all their events. Sessions without events are
   * among them where nothing else than the session is filtered by.
   */
  sessions(filter: Filter, limit: number, cursor?: string): Page<SessionRow>;
  /** Whether there is an event or a session of this id. */
  has(id: string): boolean;
  /** What a session was started with, if it was. */
  startOf(id: string): JsonObject | undefined;
  calls(filter: Filter, limit: number, order: Order, cursor?: string): Page<CallRow>;
  call(id: string): KeptCall | undefined;
  /** Also of the id '', if there are events without a session. */
  session(id: string): KeptSession | undefined;
  totals(filter: Filter): Totals;
  facets(filter: Filter): Facets;
  /** All that is kept, also by others that run, as `importLines` takes it in. */
  all(): Iterable<JsonObject>;
  /** How many events. */
  count(): number;
  clear(): void;
  close(): void;
}

/** How much is kept. Whole sessions go, those first in which nothing has happened for longest; an event without one goes alone. */
export interface Limits {
  readonly events: number;
  /** On the disk, about. */
  readonly bytes: number;
}

export const defaultLimits: Limits = { events: 100_000, bytes: 2 * 2 ** 30 };

/** Updates that wait for what they update: so many, of so many bytes each. */
export const earlyLimits = { count: 1000, bytes: 2 ** 20 };

/** Of the rows of a session. */
export const maxSessionRows = 10_000;
