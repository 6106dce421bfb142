import { type JsonObject, objectOf, stringify } from '../../../json/json';
import { updated } from '../../merged';
import type { CallRow } from '../../page-api';
import { parsed } from '../lines';
import { sessionTimeOf } from '../row-of';
import { searchedText } from '../searched-text';
import { type Arrived, earlyLimits, type Limits } from '../store';
import { take } from '../taken';
import type { Value } from './binding';
import type { Connection } from './connection';
import { number, startOf, text } from './rows';

/** What the text of an event takes on the disk: itself, and its index. */
const bytesPerText = 5;

/** What is written in one transaction, and what is counted beside it. */
export class Writing {
  readonly #connection: Connection;
  /** Sessions whose times are to be looked at again. */
  readonly #unsettled = new Set<string>();
  #seq: number;
  #events: number;
  #bytes: number;
  #capped: boolean;

  constructor(connection: Connection) {
    this.#connection = connection;
    const state = connection.get('SELECT seq, events, bytes, capped FROM state') ?? {};
    this.#seq = number(state['seq']);
    this.#events = number(state['events']);
    this.#bytes = number(state['bytes']);
    this.#capped = number(state['capped']) > 0;
  }

  event(arrived: Arrived): CallRow {
    const taken = take(arrived, (id) => this.earlyOf(id));
    const seq = this.#next();
    const row: CallRow = { ...taken.row, seq };
    this.#dropEarly(row.id);
    const before = this.#connection.get('SELECT n FROM events WHERE id = ?', row.id);
    if (before !== undefined) this.dropEvent(number(before['n']));
    const n = before === undefined ? seq : number(before['n']);
    this.#insert(n, row, { json: taken.json, arrived: taken.arrived });
    this.#touch(row.sessionId);
    return row;
  }

  #insert(n: number, row: CallRow, { json, arrived }: { readonly json: string; readonly arrived: Arrived }): void {
    const { tools, preview, answer, ...figures } = row;
    const searched = searchedText(arrived.record);
    const size = Buffer.byteLength(json) + bytesPerText * Buffer.byteLength(searched);
    this.#put('events', { n, ...figures, endTime: row.startTime + row.duration, size });
    this.#put('contents', {
      n,
      preview,
      answer,
      tools: JSON.stringify(tools),
      violations: JSON.stringify(arrived.problems),
      arrivedAt: arrived.at,
      text: searched,
      record: json,
    });
    for (const tool of tools) this.#put('tools', { n, tool });
    this.#connection.run('INSERT INTO search (rowid, text) VALUES (?, ?)', n, searched);
    this.#events += 1;
    this.#bytes += size;
  }

  /** Without its session being any older. */
  dropEvent(n: number): void {
    const { sessionId, size } = this.#connection.get('SELECT sessionId, size FROM events WHERE n = ?', n) ?? {};
    for (const table of ['events', 'contents', 'tools']) this.#connection.run(`DELETE FROM ${table} WHERE n = ?`, n);
    this.#connection.run('DELETE FROM search WHERE rowid = ?', n);
    this.#unsettled.add(text(sessionId));
    this.#events -= 1;
    this.#bytes -= number(size);
  }

  startOf(id: string): JsonObject | undefined {
    return startOf(this.#connection.get('SELECT start FROM sessions WHERE id = ?', id)?.['start']) ?? undefined;
  }

  start(id: string, start: JsonObject): void {
    this.#dropEarly(id);
    this.#dropSizeOfStart(id);
    const json = stringify(start);
    const size = Buffer.byteLength(json);
    this.#next();
    this.#touch(id);
    this.#connection.run(
      'UPDATE sessions SET start = ?, startTime = ?, size = ? WHERE id = ?',
      json,
      sessionTimeOf(start) ?? 0,
      size,
      id,
    );
    this.#bytes += size;
  }

  earlyOf(id: string): JsonObject | undefined {
    const content = this.#connection.get('SELECT content FROM early WHERE id = ?', id)?.['content'];
    return content === undefined ? undefined : objectOf(parsed(text(content)));
  }

  early(id: string, update: JsonObject): void {
    const content = stringify({ ...updated(this.earlyOf(id) ?? {}, update), event_id: id });
    if (content.length > earlyLimits.bytes) return;
    this.#connection.run('INSERT OR REPLACE INTO early VALUES (?, ?, ?)', id, this.#next(), content);
    this.#connection.run(
      'DELETE FROM early WHERE id IN (SELECT id FROM early ORDER BY seq DESC LIMIT -1 OFFSET ?)',
      earlyLimits.count,
    );
  }

  /** Forgets what is too much, and writes down what has been counted. */
  finish(limits: Limits): void {
    this.#settle();
    while (this.#events > limits.events || this.#bytes > limits.bytes) if (!this.#forgetOldest()) break;
    this.#connection.run(
      'UPDATE state SET seq = ?, events = ?, bytes = ?, capped = ?',
      this.#seq,
      this.#events,
      this.#bytes,
      Number(this.#capped),
    );
  }

  /** A whole session or an event without one; of the only session one event. */
  #forgetOldest(): boolean {
    const [oldest, other] = this.#connection.all(
      `SELECT * FROM (SELECT id AS session, NULL AS n, touched FROM sessions WHERE id <> '' ORDER BY touched LIMIT 2)
       UNION ALL
       SELECT * FROM (SELECT NULL, n, seq FROM events WHERE sessionId = '' ORDER BY seq LIMIT 2)
       ORDER BY touched LIMIT 2`,
    );
    if (oldest === undefined) return false;
    const session = text(oldest['session']);
    const events =
      oldest['n'] === null
        ? this.#connection.all(
            `SELECT n FROM events WHERE sessionId = ? ORDER BY n LIMIT ${other === undefined ? 1 : -1}`,
            session,
          )
        : [oldest];
    if (other === undefined && events.length === 0) return false;
    for (const { n } of events) this.dropEvent(number(n));
    if (session !== '' && other !== undefined) {
      this.#dropSizeOfStart(session);
      this.#connection.run('UPDATE sessions SET start = NULL, size = 0 WHERE id = ?', session);
      this.#unsettled.add(session);
    }
    this.#settle();
    this.#capped = true;
    return true;
  }

  #dropSizeOfStart(id: string): void {
    this.#bytes -= number(this.#connection.get('SELECT size FROM sessions WHERE id = ?', id)?.['size']);
  }

  #dropEarly(id: string): void {
    this.#connection.run('DELETE FROM early WHERE id = ?', id);
  }

  #touch(session: string): void {
    this.#connection.run(
      `INSERT INTO sessions (id, touched, lastTime, startTime, size) VALUES (?, ?, 0, 0, 0)
       ON CONFLICT (id) DO UPDATE SET touched = excluded.touched`,
      session,
      this.#seq,
    );
    this.#unsettled.add(session);
  }

  /** A session is as long as its events; without any it is there if it was started. */
  #settle(): void {
    for (const id of this.#unsettled) {
      this.#connection.run(
        `UPDATE sessions SET lastTime = coalesce((SELECT max(endTime) FROM events WHERE sessionId = sessions.id), startTime)
         WHERE id = ?`,
        id,
      );
      this.#connection.run(
        'DELETE FROM sessions WHERE id = ? AND start IS NULL AND NOT EXISTS (SELECT 1 FROM events WHERE sessionId = sessions.id)',
        id,
      );
    }
    this.#unsettled.clear();
  }

  #put(table: string, columns: Readonly<Record<string, Value>>): void {
    const names = Object.keys(columns);
    this.#connection.run(`INSERT INTO ${table} (${names}) VALUES (${names.map(() => '?')})`, ...Object.values(columns));
  }

  #next(): number {
    this.#seq += 1;
    return this.#seq;
  }
}
