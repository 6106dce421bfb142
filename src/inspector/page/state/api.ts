import type { CallRow, Facets, Filter, KeptCall, KeptSession, Page, SessionRow, Status, Totals } from '../../page-api';
import { filterQuery } from './location';

const pageSize = 100;

/** Rejects with a sentence for the reader. */
async function read<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await fetch(path, { headers: { accept: 'application/json' }, ...(signal && { signal }) }).catch(
    (error: unknown) => {
      if (signal?.aborted) throw error;
      throw new Error('The inspector does not answer. Is it still running?');
    },
  );
  if (response.status === 404) throw new Error('This is not kept any more.');
  if (response.status === 401 || response.status === 403)
    throw new Error('The inspector wants its token: open the address that it printed in the terminal.');
  if (!response.ok) throw new Error(`The inspector answered ${response.status}: ${await messageOf(response)}`);
  return (await response.json()) as T;
}

/** What the server says, which it says in JSON. */
async function messageOf(response: Response): Promise<string> {
  const text = await response.text();
  try {
    return String((JSON.parse(text) as { readonly message?: unknown }).message);
  } catch {
    return text.slice(0, 300);
  }
}

function listPath(path: string, filter: Filter, more: Readonly<Record<string, string | null>> = {}): string {
  const query = filterQuery(filter);
  for (const [name, value] of Object.entries(more)) if (value !== null) query.set(name, value);
  return `${path}?${query}`;
}

const paging = (cursor: string | null) => ({ cursor, limit: String(pageSize) });

export const readSessions = (filter: Filter, cursor: string | null, signal?: AbortSignal): Promise<Page<SessionRow>> =>
  read(listPath('/api/sessions', filter, paging(cursor)), signal);

export const readCalls = (filter: Filter, cursor: string | null, signal?: AbortSignal): Promise<Page<CallRow>> =>
  read(listPath('/api/calls', filter, { ...paging(cursor), order: 'newest' }), signal);

/** How many calls after one are looked at. */
const laterCalls = '3';

/** The model calls of a session that started after this one. */
export const readLaterCalls = ({ sessionId, startTime }: CallRow, signal?: AbortSignal): Promise<Page<CallRow>> =>
  read(
    listPath(
      '/api/calls',
      { session: sessionId, kind: ['model'], from: startTime + 0.001 },
      { limit: laterCalls, order: 'oldest' },
    ),
    signal,
  );

/** Those of a session that match; more than these are not asked for. */
const maxMatches = '2000';

/** The ids of what matches in a session; `undefined` where that is not known of all. */
export async function readMatches(
  filter: Filter,
  session: string,
  signal?: AbortSignal,
): Promise<ReadonlySet<string> | undefined> {
  const path = listPath('/api/calls', { ...filter, session }, { limit: maxMatches, order: 'oldest' });
  const { rows, next } = await read<Page<CallRow>>(path, signal);
  return next === null ? new Set(rows.map(({ id }) => id)) : undefined;
}

export const readCall = (id: string, signal?: AbortSignal): Promise<KeptCall> =>
  read(`/api/calls/${encodeURIComponent(id)}`, signal);

export const readSession = (id: string, signal?: AbortSignal): Promise<KeptSession> =>
  read(`/api/sessions/${encodeURIComponent(id)}`, signal);

export const readTotals = (filter: Filter, signal?: AbortSignal): Promise<Totals> =>
  read(listPath('/api/totals', filter), signal);

export const readFacets = (filter: Filter, signal?: AbortSignal): Promise<Facets> =>
  read(listPath('/api/facets', filter), signal);

export const readStatus = (signal?: AbortSignal): Promise<Status> => read('/api/status', signal);

export async function emptyStore(): Promise<void> {
  const response = await fetch('/api/kept', { method: 'DELETE' });
  if (!response.ok) throw new Error(`The inspector answered ${response.status}.`);
}
