import type { ClientRequest, IncomingMessage } from 'node:http';
import { mayBeModelSocket } from '../apis/sockets';
import type { CallObserver } from '../call-observer';
import type { SocketRecorder } from '../sockets/socket-recorder';
import { urlOf } from './http';
import { listen, shadow, unshadow } from './intercept';

/** What undici publishes about a request. */
interface UndiciRequest {
  readonly path: string;
  readonly origin?: unknown;
  readonly upgrade?: unknown;
}

/** A connection of `node:net` or `node:tls`. */
interface Connection {
  readonly alpnProtocol?: unknown;
}

/**
 * Observes WebSockets at the addresses of model APIs: those of `ws` and of all else that upgrades a request of `node:http`, and
 * the global `WebSocket`, which is undici's. Of these connections alone, the methods through which bytes pass are shadowed, to copy
 * them. Returns the function that stops it.
 */
export function tapWebSockets(calls: CallObserver): () => void {
  const open = new Set<SocketRecorder>();
  const record = (url: string, extensions: string, connection: object): SocketRecorder => {
    // Loaded with the first such connection.
    const { SocketRecorder: Recorder } =
      require('../sockets/socket-recorder') as typeof import('../sockets/socket-recorder');
    const recorder: SocketRecorder = new Recorder(
      { url, extensions, onClosed: () => void open.delete(recorder) },
      calls,
    );
    open.add(recorder);
    shadow(connection, '_destroy', (error) => recorder.closed(error));
    for (const name of ['write', 'end']) shadow(connection, name, (...args) => recordSent(recorder, args));
    return recorder;
  };
  const stops = [
    listen<{ request: ClientRequest }>('http.client.request.start', ({ request }) => {
      if (request.method !== 'GET' || !mayBeModelSocket(request.path) || !isUpgrade(request)) return;
      shadow(request, 'emit', (event, response, connection, head) => {
        if (event !== 'upgrade') return;
        const extensions = String((response as IncomingMessage).headers['sec-websocket-extensions'] ?? '');
        const recorder = record(urlOf(request), extensions, connection as object);
        shadow(connection as object, 'push', (chunk) => recorder.received(chunk));
        recorder.received(head);
      });
    }),
    listen<{ request: UndiciRequest; socket: Connection }>('undici:client:sendHeaders', ({ request, socket }) => {
      if (request.upgrade !== 'websocket' || !mayBeModelSocket(request.path)) return;
      if (socket.alpnProtocol === 'h2') return; // which has many streams in one connection
      awaitUpgrade(socket, (extensions) => record(`${String(request.origin)}${request.path}`, extensions, socket));
    }),
  ];
  return () => {
    for (const stop of stops) stop();
    for (const recorder of open) recorder.stop();
  };
}

const isUpgrade = (request: ClientRequest): boolean =>
  String(request.getHeader('upgrade') ?? '').toLowerCase() === 'websocket';

/** undici tells nobody the head of the response, so it is read as it passes. */
function awaitUpgrade(connection: object, onUpgrade: (extensions: string) => SocketRecorder): void {
  const { UpgradeHead } = require('../sockets/upgrade-head') as typeof import('../sockets/upgrade-head');
  const head = new UpgradeHead();
  let recorder: SocketRecorder | undefined;
  shadow(connection, 'push', (chunk) => {
    if (recorder !== undefined) {
      recorder.received(chunk);
      return;
    }
    const read = head.read(chunk);
    if (read === 'more') return;
    if (read === 'refused') unshadow(connection, 'push');
    else {
      recorder = onUpgrade(read.extensions);
      recorder.received(read.rest);
    }
  });
}

/** @param args of `write` or `end`, whose first one may be a callback */
function recordSent(recorder: SocketRecorder, [chunk, encoding]: readonly unknown[]): void {
  if (!chunk || typeof chunk === 'function') return;
  recorder.sent(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : undefined);
}
