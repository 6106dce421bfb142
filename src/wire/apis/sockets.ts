import type { OpenSession } from '../sockets/socket-calls';

interface SocketApi {
  /** How the paths of its sockets end. */
  readonly path: RegExp;
  /** Loads what reads its messages, with the first of its sockets. */
  readonly load: () => OpenSession;
}

/** The APIs that are spoken over WebSockets. */
const socketApis: readonly SocketApi[] = [
  {
    path: /\/realtime$/,
    load: () => (require('./realtime/session') as typeof import('./realtime/session')).realtimeSession,
  },
  {
    path: /\/responses$/,
    load: () => (require('./realtime/responses') as typeof import('./realtime/responses')).responsesSession,
  },
  {
    path: /BidiGenerateContent(?:Constrained)?$/,
    load: () => (require('./gemini-live/session') as typeof import('./gemini-live/session')).liveSession,
  },
];

/** Whether a socket at a path could be one of a model. Asked for every request of the process, so it makes no more than it must. */
export function mayBeModelSocket(path: string): boolean {
  return path.includes('/re') || path.includes('Bidi') ? socketApiAt(path) !== undefined : false;
}

/** @param path with or without its query */
export function socketApiAt(path: string): SocketApi | undefined {
  const query = path.indexOf('?');
  const plain = (query === -1 ? path : path.slice(0, query)).replace(/\/$/, '');
  return socketApis.find((api) => api.path.test(plain));
}
