import type { ServerResponse } from 'node:http';
import type { CallRow } from '../page-api';
import { safeHeaders } from './assets';

/** At most five messages a second. */
const everyMs = 200;
const heartbeatMs = 15_000;
/** A page that reads no longer gets nothing more until it has read this. */
const maxUnread = 1_000_000;
/** More rows than a screen has are fetched again instead of sent. */
const maxRows = 200;

/** Tells open pages of what arrives, by server-sent events. */
export class Live {
  readonly #pages = new Set<ServerResponse>();
  readonly #rows = new Map<string, CallRow>();
  readonly #sessions = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #heartbeat: NodeJS.Timeout | undefined;

  open(response: ServerResponse): void {
    response.writeHead(200, { ...safeHeaders, 'content-type': 'text/event-stream' });
    response.write('retry: 1000\n\n');
    this.#pages.add(response);
    response.on('close', () => this.#left(response));
    this.#heartbeat ??= setInterval(() => this.#send(':\n\n'), heartbeatMs).unref();
  }

  /** Of several versions of a row, pages are told the last. */
  arrived(rows: readonly CallRow[], sessions: readonly string[] = []): void {
    if (this.#pages.size === 0) return;
    for (const row of rows) {
      this.#rows.delete(row.id);
      this.#rows.set(row.id, row);
      this.#sessions.add(row.sessionId);
    }
    for (const session of sessions) this.#sessions.add(session);
    this.#timer ??= setTimeout(() => this.#flush(), everyMs).unref();
  }

  /** Everything is to be fetched again. */
  reset(): void {
    this.#rows.clear();
    this.#sessions.clear();
    this.#send('event: reset\ndata: {}\n\n');
  }

  #flush(): void {
    this.#timer = undefined;
    const [rows, sessions] = [[...this.#rows.values()], [...this.#sessions]];
    this.#rows.clear();
    this.#sessions.clear();
    if (rows.length > maxRows) this.reset();
    else if (rows.length + sessions.length > 0) {
      this.#send(`event: rows\ndata: ${JSON.stringify({ rows, sessions })}\n\n`);
    }
  }

  #send(message: string): void {
    for (const page of this.#pages) {
      // It will fetch everything when it connects again.
      if (page.writableLength > maxUnread) page.destroy();
      else page.write(message);
    }
  }

  #left(page: ServerResponse): void {
    this.#pages.delete(page);
    if (this.#pages.size > 0) return;
    clearInterval(this.#heartbeat);
    this.#heartbeat = undefined;
  }
}
