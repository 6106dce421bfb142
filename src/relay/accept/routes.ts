import type { Api, EntryKind } from '../queue/queue-entry';

/** One of HoneyHive's routes, as a request names it. */
export interface Route {
  readonly kind: EntryKind;
  readonly api: Api;
  readonly method: 'POST' | 'PUT';
  /** Of the event, where it stands in the path. */
  readonly id?: string;
}

const routes: Readonly<Record<string, Route>> = {
  '/events/model/batch': { kind: 'event', api: 'model', method: 'POST' },
  '/v1/events/batch': { kind: 'event', api: 'v1', method: 'POST' },
  '/session/start': { kind: 'session', api: 'model', method: 'POST' },
  '/v1/sessions': { kind: 'session', api: 'v1', method: 'POST' },
  '/events': { kind: 'update', api: 'model', method: 'PUT' },
};

const updatePrefix = '/v1/events/';

/** `undefined` if HoneyHive has no such route. */
export function routeAt(path: string): Route | undefined {
  if (Object.hasOwn(routes, path)) return routes[path];
  const id = path.startsWith(updatePrefix) ? path.slice(updatePrefix.length) : '';
  if (id === '' || id.includes('/')) return undefined;
  try {
    return { kind: 'update', api: 'v1', method: 'PUT', id: decodeURIComponent(id) };
  } catch {
    return undefined;
  }
}
