import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { modelEventSchema, v1EventSchema, validate } from '../../../src/inspector';
import type { CallRow, KeptCall, SessionRow } from '../../../src/inspector/page-api';
import type { JsonObject } from '../../../src/json/json';
import { matches, rowOf, sessionRowOf, totalsOf } from './fixture-rows';

/** What the page's tests run against: its address, where events are posted, too. */
export interface Inspector {
  readonly url: string;
  close(): Promise<void>;
}

const folder = join(__dirname, '../../../dist/inspector/page');
const types = { html: 'text/html', js: 'text/javascript', css: 'text/css' } as const;

/** As the real server has it. */
export const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** A small stand-in for the command's server, with the built page and the API over a list in memory. */
export async function startFixture(port = 0): Promise<Inspector> {
  const kept = new Kept();
  const server = createServer((request, response) => {
    void answer(kept, request, response);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  kept.url = url;
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

class Kept {
  url = '';
  readonly calls = new Map<string, KeptCall>();
  readonly starts = new Map<string, JsonObject>();
  readonly followers = new Set<ServerResponse>();
  #seq = 0;

  add(format: CallRow['format'], records: readonly JsonObject[]): void {
    const schema = format === 'v1' ? v1EventSchema : modelEventSchema;
    const rows = records.map((record) => {
      this.#seq += 1;
      const problems = validate(schema, record);
      const row = rowOf(record, format, this.#seq, problems.length);
      this.calls.set(row.id, { row, record, problems });
      return row;
    });
    this.send('rows', { rows, sessions: [...new Set(rows.map(({ sessionId }) => sessionId))] });
  }

  send(event: string, data: unknown): void {
    for (const follower of this.followers) follower.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  rows(query: URLSearchParams): readonly CallRow[] {
    return [...this.calls.values()].filter((call) => matches(call, query)).map(({ row }) => row);
  }

  sessions(rows: readonly CallRow[]): readonly SessionRow[] {
    const ids = [...new Set(rows.map(({ sessionId }) => sessionId))].filter((id) => id !== '');
    return ids
      .map((id) =>
        sessionRowOf(
          id,
          this.starts.get(id),
          rows.filter(({ sessionId }) => sessionId === id),
        ),
      )
      .sort((one, other) => other.lastTime - one.lastTime);
  }
}

async function answer(kept: Kept, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', kept.url);
  if (request.method === 'POST') return receive(kept, pathname, request, response);
  if (request.method === 'DELETE') {
    kept.calls.clear();
    kept.send('reset', {});
    return sendJson(response, {});
  }
  if (pathname === '/api/live') {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hello\n\n');
    kept.followers.add(response);
    response.on('close', () => kept.followers.delete(response));
    return;
  }
  if (pathname.startsWith('/api/')) return sendJson(response, read(kept, pathname, searchParams));
  const name = pathname === '/' ? 'index.html' : pathname.replace('/assets/', '');
  const type = types[name.split('.').pop() as keyof typeof types];
  response
    .writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'content-security-policy': policy })
    .end(readFileSync(join(folder, name)));
}

function sendJson(response: ServerResponse, body: unknown): void {
  response
    .writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' })
    .end(JSON.stringify(body ?? { error: 'not kept' }));
}

async function receive(kept: Kept, path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = JSON.parse(Buffer.concat(chunks).toString());
  if (path === '/events/model/batch') kept.add('model', body.model_events);
  else if (path === '/v1/events/batch') kept.add('v1', body.events);
  else {
    const session = body.session ?? body;
    kept.starts.set(session.session_id, session);
    kept.send('rows', { rows: [], sessions: [session.session_id] });
  }
  sendJson(response, { success: true });
}

const pageOf = <T>(rows: readonly T[], query: URLSearchParams) => {
  const [start, limit] = [Number(query.get('cursor') ?? 0), Number(query.get('limit') ?? 100)];
  const end = start + limit;
  return { rows: rows.slice(start, end), next: end < rows.length ? String(end) : null };
};

function read(kept: Kept, path: string, query: URLSearchParams): unknown {
  const [, , list, id] = path.split('/').map(decodeURIComponent);
  const rows = kept.rows(query);
  switch (list) {
    case 'status':
      return { version: '0', receiverUrl: kept.url, where: 'memory', kept: kept.calls.size, capped: false, note: null };
    case 'sessions':
      return id === undefined ? pageOf(kept.sessions(rows), query) : sessionOf(kept, id, rows);
    case 'calls':
      return id === undefined
        ? pageOf(
            rows.toSorted((one, other) => other.startTime - one.startTime),
            query,
          )
        : kept.calls.get(id);
    case 'totals':
      return totalsOf(rows, kept.sessions(rows).length);
    default:
      return facetsOf(rows);
  }
}

function sessionOf(kept: Kept, id: string, rows: readonly CallRow[]): unknown {
  const own = rows.filter(({ sessionId }) => sessionId === id).sort((one, other) => one.startTime - other.startTime);
  const start = kept.starts.get(id);
  return own.length === 0 && start === undefined
    ? undefined
    : { session: sessionRowOf(id, start, own), start: start ?? null, rows: own };
}

function facetsOf(rows: readonly CallRow[]): unknown {
  const facet = (of: (row: CallRow) => readonly string[]) => {
    const counts = new Map<string, number>();
    for (const value of rows.flatMap(of)) if (value !== '') counts.set(value, (counts.get(value) ?? 0) + 1);
    return [...counts].map(([value, count]) => ({ value, count })).sort((one, other) => other.count - one.count);
  };
  return {
    users: facet(({ user }) => [user]),
    models: facet(({ model }) => [model]),
    providers: facet(({ provider }) => [provider]),
    tools: facet(({ tools }) => tools),
  };
}
