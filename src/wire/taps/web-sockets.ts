import type { ClientRequest } from 'node:http';
import { mayBeModelSocket } from '../apis/paths';
import type { CallObserver } from '../call-observer';
import { listen } from './intercept';
import type { SocketTaps, UndiciRequest } from './socket-taps';

/**
 * Observes WebSockets at the addresses of model APIs: those of `ws` and of all else that upgrades a request of `node:http`, and
 * the global `WebSocket`, which is undici's. Returns the function that stops it.
 */
export function tapWebSockets(calls: () => CallObserver): () => void {
  let taps: SocketTaps | undefined;
  // Loaded with the first such request.
  const loaded = (): SocketTaps => {
    taps ??= new (require('./socket-taps') as typeof import('./socket-taps')).SocketTaps(calls());
    return taps;
  };
  const stops = [
    listen<{ request: ClientRequest }>('http.client.request.start', ({ request }) => {
      if (request.method === 'GET' && mayBeModelSocket(request.path)) loaded().tapHttp(request);
    }),
    listen<{ request: UndiciRequest; socket: object }>('undici:client:sendHeaders', ({ request, socket }) => {
      if (request.upgrade === 'websocket' && mayBeModelSocket(request.path)) loaded().tapUndici(request, socket);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
    taps?.stop();
  };
}
