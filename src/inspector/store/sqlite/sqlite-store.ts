import { randomUUID } from 'node:crypto';
import { type JsonObject, objectOf } from '../../../json/json';
import { startedAgain, updated } from '../../merged';
import type { CallRow, Facets, Filter, KeptCall, KeptSession, Order, Page, SessionRow, Totals } from '../../page-api';
import { eventLine, parsed } from '../lines';
import { takesEmptySessions } from '../matches';
import { idOf } from '../row-of';
import { type Arrived, type Limits, maxSessionRows, type Store } from '../store';
import type { Binding, Columns } from './binding';
import { Connection } from './connection';
import { callRow, number, pageOfCalls, pageOfSessions, sessionRow, startOf, text, wideRow } from './rows';
import { facetsOf, totalsOf } from './totals';
import { whereOf } from './where';
import { Writing } from './writing';

/** Everything in a database; nothing of it in memory. Several processes may have it open at once. */
export class SqliteStore implements Store {
  readonly note = null;
  readonly where: string;
  readonly #connection: Connection;
  readonly #limits: Limits;

  /** @throws a `FutureVersionError`, and errors of SQLite and of the disk */
  constructor(path: string, binding: Binding, limits: Limits) {
    this.where = path;
    this.#connection = new Connection(path, binding);
    this.#limits = limits;
  }

  get capped(): boolean {
    return number(this.#connection.get('SELECT capped FROM state')?.['capped']) > 0;
  }

  addEvents(events: readonly Arrived[]): readonly CallRow[] {
    return this.#write((writing) => events.map((event) => writing.event(event)));
  }

  addSession(session: JsonObject): void {
    const id = idOf(session['session_id']) ?? randomUUID();
    this.#write((writing) => {
      const [before, early] = [writing.startOf(id), writing.earlyOf(id)];
      const start = before === undefined ? { ...session, session_id: id } : startedAgain(before, session);
      writing.start(id, early === undefined ? start : updated(start, early));
    });
  }

  update(update: JsonObject): CallRow | undefined {
    const id = idOf(update['event_id']);
    if (id === undefined) return undefined;
    return this.#write((writing) => {
      const start = writing.startOf(id);
      if (start !== undefined) writing.start(id, updated(start, update));
      const event = this.#arrived(id);
      if (event !== undefined) return writing.event({ ...event, id, record: updated(event.record, update) });
      if (start === undefined) writing.early(id, update);
      return undefined;
    });
  }

  sessions(filter: Filter, limit: number, cursor?: string): Page<SessionRow> {
    const isAll = takesEmptySessions(filter) && filter.session === undefined;
    return this.#connection.reading(() => {
      if (!takesEmptySessions(filter) || isAll) {
        return pageOfSessions(this.#connection, isAll ? undefined : whereOf(filter), limit, cursor);
      }
      const found = this.#sessionRow(filter.session ?? '');
      return { rows: found === undefined || cursor !== undefined ? [] : [found], next: null };
    });
  }

  calls(filter: Filter, limit: number, order: Order, cursor?: string): Page<CallRow> {
    return pageOfCalls(this.#connection, whereOf(filter), limit, { order, cursor });
  }

  call(id: string): KeptCall | undefined {
    return this.#connection.reading(() => {
      const columns = this.#connection.get(`${wideRow} WHERE e.id = ?`, id);
      const event = this.#arrived(id);
      if (columns === undefined || event === undefined) return undefined;
      return { row: callRow(columns), record: event.record, problems: event.problems };
    });
  }

  session(id: string): KeptSession | undefined {
    return this.#connection.reading(() => {
      const session = this.#sessionRow(id);
      if (session === undefined) return undefined;
      const rows = this.#connection.all(
        `${wideRow} WHERE e.sessionId = ? ORDER BY e.startTime, e.n LIMIT ?`,
        id,
        maxSessionRows,
      );
      return { session, start: this.startOf(id) ?? null, rows: rows.map(callRow) };
    });
  }

  has(id: string): boolean {
    const isEvent = 'SELECT 1 AS found FROM events WHERE id = ?';
    return this.#connection.get(isEvent, id) !== undefined || this.startOf(id) !== undefined;
  }

  startOf(id: string): JsonObject | undefined {
    return startOf(this.#connection.get('SELECT start FROM sessions WHERE id = ?', id)?.['start']) ?? undefined;
  }

  totals(filter: Filter): Totals {
    return this.#connection.reading(() => totalsOf(this.#connection, filter));
  }

  facets(filter: Filter): Facets {
    return this.#connection.reading(() => facetsOf(this.#connection, filter));
  }

  /** One by one: a record may have many megabytes, and others arrive meanwhile. */
  *all(): Iterable<JsonObject> {
    const starts =
      'SELECT id AS key, start AS json FROM sessions WHERE start IS NOT NULL AND id > ? ORDER BY id LIMIT 1';
    for (const { json } of this.#oneByOne(starts, '')) yield { session: parsed(text(json)) };
    const events = `${arrivedColumns}, e.n AS key FROM events e JOIN contents c USING (n) WHERE n > ? ORDER BY n LIMIT 1`;
    for (const columns of this.#oneByOne(events, 0)) yield eventLine(arrivedIn(columns), text(columns['id']));
    const early = 'SELECT id AS key, content AS json FROM early WHERE id > ? ORDER BY id LIMIT 1';
    for (const { json } of this.#oneByOne(early, '')) yield { update: parsed(text(json)) };
  }

  count(): number {
    return number(this.#connection.get('SELECT events FROM state')?.['events']);
  }

  /** The pages, too, since those still have what was asked and answered. */
  clear(): void {
    this.#connection.writing(() => {
      for (const table of ['events', 'contents', 'tools', 'sessions', 'early'])
        this.#connection.exec(`DELETE FROM ${table}`);
      this.#connection.exec("INSERT INTO search (search) VALUES ('delete-all')");
      this.#connection.exec('UPDATE state SET events = 0, bytes = 0, capped = 0');
    });
    this.#connection.exec('VACUUM');
    this.#connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  close(): void {
    this.#connection.close();
  }

  #write<T>(work: (writing: Writing) => T): T {
    return this.#connection.writing(() => {
      const writing = new Writing(this.#connection);
      const result = work(writing);
      writing.finish(this.#limits);
      return result;
    });
  }

  #arrived(id: string): Arrived | undefined {
    const columns = this.#connection.get(
      `${arrivedColumns} FROM events e JOIN contents c USING (n) WHERE e.id = ?`,
      id,
    );
    return columns === undefined ? undefined : arrivedIn(columns);
  }

  #sessionRow(id: string): SessionRow | undefined {
    const columns = this.#connection.get('SELECT id, lastTime, startTime, start FROM sessions WHERE id = ?', id);
    return columns === undefined ? undefined : sessionRow(this.#connection, columns);
  }

  *#oneByOne(sql: string, before: string | number): Generator<Columns> {
    let key = before;
    for (;;) {
      const columns = this.#connection.get(sql, key);
      if (columns === undefined) return;
      key = columns['key'] ?? key;
      yield columns;
    }
  }
}

const arrivedColumns = 'SELECT e.id, e.format, c.arrivedAt AS at, c.violations AS problems, c.record';

const arrivedIn = ({ id, format, at, problems, record }: Columns): Arrived => ({
  format: format === 'model' ? 'model' : 'v1',
  record: objectOf(parsed(text(record))),
  problems: (parsed(text(problems)) ?? []) as readonly string[],
  at: number(at),
  id: text(id),
});
