import { isList, type JsonObject, objectOf } from '../../../json/json';
import type { CallRow, Order, Page, SessionRow } from '../../page-api';
import { callCursor, cursorText, sessionCursor } from '../cursor';
import { maxModelsOfSession, pageSize } from '../figures';
import { parsed } from '../lines';
import { sessionNameOf, userOf } from '../row-of';
import type { Columns, Value } from './binding';
import type { Connection } from './connection';
import type { Where } from './where';

// Lists are read in two steps, the second of which reads the wide columns of one page only.

export const text = (value: Value | undefined): string => (typeof value === 'string' ? value : '');
export const number = (value: Value | undefined): number => (typeof value === 'number' ? value : 0);

/** Columns have the names of the row's members. */
export function callRow({ n: _, endTime: __, size: ___, tools, ...row }: Columns): CallRow {
  return { ...row, tools: textsIn(tools) } as unknown as CallRow;
}

const textsIn = (json: Value | undefined): readonly string[] => {
  const value = parsed(text(json));
  return isList(value) ? value.filter((each) => typeof each === 'string') : [];
};

export const wideRow = 'SELECT e.*, c.preview, c.answer, c.tools FROM events e JOIN contents c USING (n)';

export function pageOfCalls(
  connection: Connection,
  where: Where,
  limit: number,
  { order, cursor }: { readonly order: Order; readonly cursor: string | undefined },
): Page<CallRow> {
  const [direction, isAfter] = order === 'oldest' ? ['ASC', '>'] : ['DESC', '<'];
  const after = callCursor(cursor);
  const size = pageSize(limit);
  const found = connection.all(
    `WITH page AS MATERIALIZED (
       SELECT n FROM events e WHERE ${where.sql} ${after === undefined ? '' : `AND (startTime, n) ${isAfter} (?, ?)`}
       ORDER BY startTime ${direction}, n ${direction} LIMIT ?
     ) ${wideRow} WHERE e.n IN (SELECT n FROM page) ORDER BY e.startTime ${direction}, e.n ${direction}`,
    ...where.values,
    ...(after === undefined ? [] : [after.time, after.key]),
    size + 1,
  );
  const rows = found.slice(0, size);
  const last = rows.at(-1);
  const next = found.length > size && last !== undefined;
  return {
    rows: rows.map(callRow),
    next: next ? cursorText({ time: number(last['startTime']), key: number(last['n']) }) : null,
  };
}

/** @param where `undefined` for all sessions, also those without events */
export function pageOfSessions(
  connection: Connection,
  where: Where | undefined,
  limit: number,
  cursor: string | undefined,
): Page<SessionRow> {
  const after = sessionCursor(cursor);
  const size = pageSize(limit);
  const found = connection.all(
    `SELECT id, lastTime, startTime, start FROM sessions
     WHERE ${where === undefined ? 'TRUE' : `id IN (SELECT sessionId FROM events e WHERE ${where.sql})`}
     ${after === undefined ? '' : 'AND (lastTime, id) < (?, ?)'} ORDER BY lastTime DESC, id DESC LIMIT ?`,
    ...(where?.values ?? []),
    ...(after === undefined ? [] : [after.time, after.key]),
    size + 1,
  );
  const rows = found.slice(0, size).map((columns) => sessionRow(connection, columns));
  const last = rows.at(-1);
  const next = found.length > size && last !== undefined;
  return { rows, next: next ? cursorText({ time: last.lastTime, key: last.id }) : null };
}

const sums = `
  SELECT count(*) AS events, count(*) FILTER (WHERE kind = 'model') AS calls, count(error) AS errors,
    count(*) FILTER (WHERE problems > 0) AS problems, min(startTime) AS firstTime, total(totalTokens) AS totalTokens,
    total(cost) AS cost, json_group_array(DISTINCT model) AS models
  FROM events WHERE sessionId = ?`;

export function sessionRow(connection: Connection, { id, lastTime, startTime, start }: Columns): SessionRow {
  const figures = connection.get(sums, text(id)) ?? {};
  const begun = startOf(start);
  /** The first that there is, in the order of the events. */
  const first = (column: string, condition: string, from = 'events e'): string =>
    text(
      connection.get(
        `SELECT ${column} AS value FROM ${from} WHERE e.sessionId = ? AND ${condition} ORDER BY e.startTime, e.n LIMIT 1`,
        text(id),
      )?.['value'],
    );
  return {
    id: text(id),
    name: sessionNameOf(begun) || first('name', "kind = 'session' AND name <> ''"),
    user: userOf(begun?.['user_properties']) || first('user', "user <> ''"),
    firstTime: number(figures['firstTime'] ?? startTime),
    lastTime: number(lastTime),
    calls: number(figures['calls']),
    events: number(figures['events']),
    errors: number(figures['errors']),
    problems: number(figures['problems']),
    totalTokens: number(figures['totalTokens']),
    cost: number(figures['cost']),
    models: textsIn(figures['models']).filter(Boolean).sort().slice(0, maxModelsOfSession),
    preview: first('c.preview', "c.preview <> ''", 'events e JOIN contents c USING (n)'),
  };
}

export const startOf = (start: Value | undefined): JsonObject | null =>
  typeof start === 'string' ? objectOf(parsed(start)) : null;
