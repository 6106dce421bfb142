import { randomUUID } from 'node:crypto';
import { isJsonObject, isList, type JsonObject, objectOf, stringify } from '../../../json/json';
import { list, text } from '../../json';
import { startedAgain, updated } from '../../merged';
import type { CallRow, Facets, Filter, KeptCall, KeptSession, Order, Page, SessionRow, Totals } from '../../page-api';
import { grouped } from '../../terminal/grouped';
import { eventLine, eventOf, parsed } from '../lines';
import { matcherOf, takesEmptySessions } from '../matches';
import { idOf, rowOf } from '../row-of';
import { wordsOf } from '../searched-text';
import { type Arrived, earlyLimits, type Limits, maxSessionRows, type Store } from '../store';
import { take } from '../taken';
import { facetOf, totalsOf } from './counted';
import { hasWords } from './has-words';
import { type Entry, HeldLines } from './held';
import { byStart, pageOfCalls, pageOfSessions, sessionRowOf } from './listed';
import type { Place, Texts } from './texts';

/** What lies beside a store's own lines. */
interface Beside {
  /** Its own lines, and those of others that run at the same time. */
  readonly all: (own: Iterable<JsonObject>) => Iterable<JsonObject>;
  readonly onClose: () => void;
}

const nothingBeside: Beside = { all: (own) => own, onClose: () => undefined };

/** Rows in memory, records as lines in a file, or in memory, too. */
export class FileStore implements Store {
  note: string | null = null;
  readonly #texts: Texts;
  readonly #limits: Limits;
  readonly #beside: Beside;
  readonly #held: HeldLines;
  /** Lines that a later version may be able to read: they stay. */
  readonly #unread: { place: Place }[] = [];
  #capped = false;

  constructor(texts: Texts, limits: Limits, beside: Beside = nothingBeside) {
    this.#texts = texts;
    this.#limits = limits;
    this.#beside = beside;
    this.#held = new HeldLines((place) => texts.release(place));
  }

  get where(): string {
    return this.#texts.where;
  }

  get capped(): boolean {
    return this.#capped;
  }

  /** Takes in a line that is there already. @returns whether it could be read */
  recall(line: string, place: Place): boolean {
    const known = parsed(line);
    if (isJsonObject(known) && this.#apply(known, place)) return true;
    this.#unread.push({ place });
    return false;
  }

  /** Adds what another store keeps, which may be removed then. */
  takeOver(other: FileStore): void {
    for (const line of other.all()) {
      const { session, update } = line;
      const event = eventOf(line);
      if (event !== undefined) this.addEvents([event]);
      else if (isJsonObject(session)) this.addSession(session);
      else if (isJsonObject(update)) this.update(update);
    }
    const unread = other.#unread.map(({ place }) => other.#texts.read(place));
    this.#unread.push(...this.#texts.append(unread).map((place) => ({ place })));
    this.#texts.flush();
  }

  addEvents(events: readonly Arrived[]): readonly CallRow[] {
    const merged = new Set<string>();
    const taken = events.map((event) =>
      take(event, (id) => {
        const early = merged.has(id) ? undefined : this.#held.early.get(id)?.object;
        merged.add(id);
        return early;
      }),
    );
    const lines = taken.map(({ arrived, id }) => stringify(eventLine(arrived, id)));
    const places = this.#texts.append(lines);
    const rows = taken.map(({ row }, index) => this.#held.putEvent(row, places[index] ?? nowhere));
    this.#tidy();
    return rows;
  }

  addSession(session: JsonObject): void {
    const id = idOf(session['session_id']) ?? randomUUID();
    const before = this.#held.starts.get(id)?.object;
    const early = this.#held.early.get(id)?.object;
    const start = before === undefined ? { ...session, session_id: id } : startedAgain(before, session);
    this.#addStart(id, early === undefined ? start : updated(start, early));
  }

  update(update: JsonObject): CallRow | undefined {
    const id = idOf(update['event_id']);
    if (id === undefined) return undefined;
    const start = this.#held.starts.get(id)?.object;
    if (start !== undefined) this.#addStart(id, updated(start, update));
    const event = this.#eventOf(this.#held.events.get(id));
    if (event !== undefined) return this.addEvents([{ ...event, id, record: updated(event.record, update) }])[0];
    if (start === undefined) this.#addEarly(id, updated(this.#held.early.get(id)?.object ?? {}, update));
    return undefined;
  }

  sessions(filter: Filter, limit: number, cursor?: string): Page<SessionRow> {
    const ids = new Set(this.#matching(filter).map(({ row }) => row.sessionId));
    if (takesEmptySessions(filter)) {
      for (const id of this.#held.starts.keys()) if ((filter.session ?? id) === id) ids.add(id);
    }
    const all = grouped([...this.#held.events.values()].sort(byStart), ({ row }) => row.sessionId);
    const rows = [...ids].map((id) => sessionRowOf(id, this.#held.starts.get(id)?.object, all.get(id) ?? []));
    return pageOfSessions(rows, limit, cursor);
  }

  has(id: string): boolean {
    return this.#held.events.has(id) || this.#held.starts.has(id);
  }

  startOf(id: string): JsonObject | undefined {
    return this.#held.starts.get(id)?.object;
  }

  calls(filter: Filter, limit: number, order: Order, cursor?: string): Page<CallRow> {
    return pageOfCalls(this.#matching(filter), limit, order, cursor);
  }

  call(id: string): KeptCall | undefined {
    const entry = this.#held.events.get(id);
    const event = this.#eventOf(entry);
    return entry === undefined || event === undefined
      ? undefined
      : { row: entry.row, record: event.record, problems: event.problems };
  }

  session(id: string): KeptSession | undefined {
    const events = this.#matching({ session: id }).sort(byStart);
    const start = this.#held.starts.get(id)?.object;
    if (start === undefined && events.length === 0) return undefined;
    return {
      session: sessionRowOf(id, start, events),
      start: start ?? null,
      rows: events.slice(0, maxSessionRows).map(({ row }) => row),
    };
  }

  totals(filter: Filter): Totals {
    return totalsOf(
      this.#matching(filter)
        .sort(byStart)
        .map(({ row }) => row),
    );
  }

  facets(filter: Filter): Facets {
    const { user, model, provider, tool, ...others } = filter;
    const lists = {
      ...(user && { user }),
      ...(model && { model }),
      ...(provider && { provider }),
      ...(tool && { tool }),
    };
    const matching = this.#matching(others);
    const facet = (own: keyof typeof lists, valuesOf: (row: CallRow) => readonly string[]) => {
      const { [own]: _, ...rest } = lists;
      const isMatch = matcherOf(rest);
      return facetOf(matching.flatMap(({ row }) => (isMatch(row) ? valuesOf(row) : [])));
    };
    return {
      users: facet('user', (row) => [row.user]),
      models: facet('model', (row) => [row.model]),
      providers: facet('provider', (row) => [row.provider]),
      tools: facet('tool', ({ tools }) => tools),
    };
  }

  all(): Iterable<JsonObject> {
    return this.#beside.all(this.#own());
  }

  *#own(): Iterable<JsonObject> {
    for (const { object } of this.#held.starts.values()) yield { session: object };
    for (const { place } of [...this.#held.events.values()]) yield objectOf(parsed(this.#texts.read(place)));
    for (const { object } of this.#held.early.values()) yield { update: object };
  }

  count(): number {
    return this.#held.events.size;
  }

  clear(): void {
    this.#texts.clear();
    this.#held.clear();
    this.#unread.length = 0;
    this.#capped = false;
  }

  close(): void {
    this.#texts.close();
    this.#beside.onClose();
  }

  /** Writes anew what is needed of the lines. */
  compact(): void {
    const { starts, events, early } = this.#held;
    const order: { place: Place }[] = [...this.#unread, ...starts.values(), ...events.values(), ...early.values()];
    const places = this.#texts.keepOnly(order.map(({ place }) => place));
    for (const [index, one] of order.entries()) one.place = places[index] ?? one.place;
    // The lines are in the order of arrival, which is not that in which they would be forgotten.
    this.#appendStale({ order: this.#held.order(), capped: this.#capped });
  }

  #addStart(id: string, start: JsonObject): void {
    const [place = nowhere] = this.#texts.append([stringify({ session: start })]);
    this.#held.putStart(id, start, place);
    this.#tidy();
  }

  #addEarly(id: string, update: JsonObject): void {
    const early = { ...update, event_id: id };
    const line = stringify({ update: early });
    if (line.length > earlyLimits.bytes) return;
    const [place = nowhere] = this.#texts.append([line]);
    this.#held.putEarly(id, early, place);
  }

  /** The same lines are written by the methods above. */
  #apply(line: JsonObject, place: Place): boolean {
    const { session, update, forgotten, order, capped } = line;
    const event = eventOf(line);
    if (event !== undefined) {
      const id = idOf(event.id) ?? idOf(event.record['event_id']) ?? randomUUID();
      this.#held.putEvent(rowOf(event, id, stringify(event.record)), place);
    } else if (isJsonObject(session)) this.#held.putStart(idOf(session['session_id']) ?? randomUUID(), session, place);
    else if (isJsonObject(update)) this.#held.putEarly(idOf(update['event_id']) ?? '', update, place);
    else if (isJsonObject(forgotten)) {
      for (const id of list(forgotten['events'])) this.#held.dropEvent(text(id) ?? '');
      for (const id of list(forgotten['sessions'])) this.#held.dropStart(text(id) ?? '');
      this.#texts.release(place);
      this.#capped = true;
    } else if (isList(order)) {
      this.#held.reorder(order.filter((key) => typeof key === 'string'));
      this.#capped ||= capped === true;
      this.#texts.release(place);
    } else return false;
    return true;
  }

  /** Forgets what is too much, and lets the file not grow by what is forgotten. */
  #tidy(): void {
    const events: string[] = [];
    const sessions: string[] = [];
    while (this.#held.events.size > this.#limits.events || this.#held.bytes > this.#limits.bytes) {
      const oldest = this.#held.oldest();
      if (oldest === undefined) break;
      for (const id of oldest.events) {
        this.#held.dropEvent(id);
        events.push(id);
      }
      if (oldest.session !== undefined) {
        this.#held.dropStart(oldest.session);
        sessions.push(oldest.session);
      }
    }
    if (events.length + sessions.length > 0) {
      this.#capped = true;
      this.#appendStale({ forgotten: { events, sessions } });
    }
    if (this.#texts.isMostlyStale) this.compact();
  }

  /** A line about others, of which nothing is left when these are written anew. */
  #appendStale(line: JsonObject): void {
    for (const place of this.#texts.append([stringify(line)])) this.#texts.release(place);
  }

  #eventOf(entry: Entry | undefined): Arrived | undefined {
    return entry === undefined ? undefined : eventOf(objectOf(parsed(this.#texts.read(entry.place))));
  }

  #matching(filter: Filter): Entry[] {
    const isMatch = matcherOf(filter);
    const words = wordsOf(filter.text ?? '');
    const found = [...this.#held.events.values()].filter(({ row }) => isMatch(row));
    return words.length === 0 ? found : found.filter(({ place }) => hasWords(this.#texts.read(place), words));
  }
}

const nowhere: Place = { at: 0, length: 0 };
