import type { JsonObject } from '../../../json/json';
import type { CallRow, Order, Page, SessionRow } from '../../page-api';
import { callCursor, cursorText, sessionCursor } from '../cursor';
import { maxModelsOfSession, pageSize } from '../figures';
import { sessionNameOf, sessionTimeOf, userOf } from '../row-of';

/** A row and its number by arrival, which stays when it is replaced. */
export interface Numbered {
  readonly n: number;
  readonly row: CallRow;
}

export const byStart = (one: Numbered, other: Numbered): number =>
  one.row.startTime - other.row.startTime || one.n - other.n;

/** @param matching in any order */
export function pageOfCalls(
  matching: readonly Numbered[],
  limit: number,
  order: Order,
  cursor: string | undefined,
): Page<CallRow> {
  const sign = order === 'oldest' ? 1 : -1;
  const after = callCursor(cursor);
  const isAfter = ({ row, n }: Numbered): boolean =>
    after === undefined || sign * (row.startTime - after.time || n - after.key) > 0;
  const sorted = matching.filter(isAfter).sort((one, other) => sign * byStart(one, other));
  const found = sorted.slice(0, pageSize(limit));
  const last = found.at(-1);
  return {
    rows: found.map(({ row }) => row),
    next:
      last !== undefined && sorted.length > found.length ? cursorText({ time: last.row.startTime, key: last.n }) : null,
  };
}

/** The last active first. */
export function pageOfSessions(
  sessions: readonly SessionRow[],
  limit: number,
  cursor: string | undefined,
): Page<SessionRow> {
  const after = sessionCursor(cursor);
  const isAfter = ({ lastTime, id }: SessionRow): boolean =>
    after === undefined || lastTime < after.time || (lastTime === after.time && id < after.key);
  const sorted = sessions
    .filter(isAfter)
    .sort((one, other) => other.lastTime - one.lastTime || (one.id < other.id ? 1 : -1));
  const rows = sorted.slice(0, pageSize(limit));
  const last = rows.at(-1);
  return {
    rows,
    next: last !== undefined && sorted.length > rows.length ? cursorText({ time: last.lastTime, key: last.id }) : null,
  };
}

/** @param events all of the session, by their start */
export function sessionRowOf(id: string, start: JsonObject | undefined, events: readonly Numbered[]): SessionRow {
  const rows = events.map(({ row }) => row);
  const startTime = (start === undefined ? null : sessionTimeOf(start)) ?? 0;
  const models = new Set(rows.map(({ model }) => model).filter((model) => model !== ''));
  return {
    id,
    name:
      sessionNameOf(start ?? null) || (rows.find(({ kind, name }) => kind === 'session' && name !== '')?.name ?? ''),
    user: userOf(start?.['user_properties']) || (rows.find(({ user }) => user !== '')?.user ?? ''),
    firstTime: rows[0]?.startTime ?? startTime,
    lastTime:
      rows.length === 0 ? startTime : rows.reduce((last, row) => Math.max(last, row.startTime + row.duration), 0),
    calls: rows.filter(({ kind }) => kind === 'model').length,
    events: rows.length,
    errors: rows.filter(({ error }) => error !== null).length,
    problems: rows.filter(({ problems }) => problems > 0).length,
    totalTokens: sumOf(rows, 'totalTokens'),
    cost: sumOf(rows, 'cost'),
    models: [...models].sort().slice(0, maxModelsOfSession),
    preview: rows.find(({ preview }) => preview !== '')?.preview ?? '',
  };
}

type Amount = 'promptTokens' | 'completionTokens' | 'cachedTokens' | 'reasoningTokens' | 'totalTokens' | 'cost';

export const sumOf = (rows: readonly CallRow[], amount: Amount): number =>
  rows.reduce((sum, row) => sum + (row[amount] ?? 0), 0);
