import type { LiveRows } from '../../page-api';
import { storeOf, useStore } from './store';

export type Connection = 'connecting' | 'live' | 'lost';

export const connection = storeOf<Connection>('connecting');

/** Counts what has changed; what shows kept events reads them again when it grows. */
export const revision = storeOf(0);

/** At which revision each changed; those that are not in it, and all before `all`, changed then. */
const changes = { all: 0, calls: new Map<string, number>(), sessions: new Map<string, number>() };

/** More than these are forgotten, and count as changed. */
const maxChanges = 10_000;

/** Grows when this call or session has changed, and not with others. */
export function useRevisionOf(kind: 'calls' | 'sessions', id: string): number {
  useStore(revision);
  return Math.max(changes.all, changes[kind].get(id) ?? 0);
}

const firstRetryMs = 500;
const longestRetryMs = 10_000;

/**
 * Follows the server's events while the page is seen: a browser has but six connections to a server, for all its tabs. What was missed
 * in between is read again by then.
 */
export function followLive(): void {
  let source: EventSource | undefined;
  let retryMs = firstRetryMs;
  let wasLost = false;
  const lose = (): void => {
    wasLost = true;
    connection.set('lost');
    // The browser tries again by itself, unless the answer was no stream.
    if (source?.readyState !== EventSource.CLOSED) return;
    source = undefined;
    setTimeout(connect, retryMs);
    retryMs = Math.min(retryMs * 2, longestRetryMs);
  };
  const connect = (): void => {
    if (source !== undefined || document.hidden) return;
    source = new EventSource('/api/live');
    source.addEventListener('open', () => {
      retryMs = firstRetryMs;
      connection.set('live');
      if (wasLost) changed(undefined);
      wasLost = false;
    });
    source.addEventListener('rows', ({ data }: MessageEvent<string>) => changed(JSON.parse(data) as LiveRows));
    source.addEventListener('reset', () => changed(undefined));
    source.addEventListener('error', lose);
  };
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) return connect();
    source?.close();
    source = undefined;
    wasLost = true;
  });
  connect();
}

function changed(live: LiveRows | undefined): void {
  const now = revision.get() + 1;
  if (live === undefined || changes.calls.size > maxChanges || changes.sessions.size > maxChanges) {
    changes.all = now;
    changes.calls.clear();
    changes.sessions.clear();
  }
  for (const { id } of live?.rows ?? []) changes.calls.set(id, now);
  for (const id of live?.sessions ?? []) changes.sessions.set(id, now);
  revision.set(now);
}
