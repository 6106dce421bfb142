import type { Status } from '../page-api';
import type { Store } from '../store/store';
import { queryOf } from './filter-of';
import type { Live } from './live';

/** What the API answers from. */
export interface ApiSources {
  readonly store: Store;
  readonly live: Live;
  readonly status: () => Status;
}

export interface ApiAnswer {
  readonly status: number;
  readonly value: unknown;
}

/** Answers a request of the page; `/api/live`, which never ends, is answered elsewhere. */
export function apiAnswer({ store, live, status }: ApiSources, method: string, url: URL): ApiAnswer {
  const { pathname, searchParams } = url;
  if (method === 'DELETE' && pathname === '/api/kept') {
    store.clear();
    live.reset();
    return found({});
  }
  if (method !== 'GET') return refusal(405, 'Only GET is served here.');
  if (pathname === '/api/status') return found(status());
  const [, kind, id] = /^\/api\/(calls|sessions)\/(.*)$/.exec(pathname) ?? [];
  if (kind !== undefined && id !== undefined) return one(store, kind, id);
  return listed(store, pathname, searchParams);
}

function one(store: Store, kind: string, encoded: string): ApiAnswer {
  const id = decoded(encoded);
  if (id === undefined) return refusal(400, 'The id is not encoded as it should be.');
  const kept = kind === 'calls' ? store.call(id) : store.session(id);
  return kept === undefined ? refusal(404, 'It is not kept, or no longer.') : found(kept);
}

function listed(store: Store, pathname: string, parameters: URLSearchParams): ApiAnswer {
  const query = queryOf(parameters);
  if (typeof query === 'string') return refusal(400, query);
  const { filter, limit, cursor } = query;
  switch (pathname) {
    case '/api/sessions':
      return found(store.sessions(filter, limit, cursor));
    case '/api/calls':
      return found(store.calls(filter, limit, parameters.get('order') === 'oldest' ? 'oldest' : 'newest', cursor));
    case '/api/totals':
      return found(store.totals(filter));
    case '/api/facets':
      return found(store.facets(filter));
    default:
      return refusal(404, 'There is no such route.');
  }
}

const found = (value: unknown): ApiAnswer => ({ status: 200, value });
const refusal = (status: number, message: string): ApiAnswer => ({ status, value: { message } });

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
