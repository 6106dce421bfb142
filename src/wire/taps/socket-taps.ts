import type { ClientRequest } from 'node:http';
import type { SocketOwner } from '../sockets/socket-recorder';
import { SocketRecorder } from '../sockets/socket-recorder';
import { UpgradeHead } from '../sockets/upgrade-head';
import { urlOf } from './http';
import { shadow } from './intercept';

/** What undici publishes about a request. */
export interface UndiciRequest {
  readonly path: string;
  readonly origin?: unknown;
  readonly upgrade?: unknown;
}

/**
 * Copies what passes over the connections of WebSockets. The methods through which bytes pass are shadowed of these connections
 * alone, once they are WebSockets.
 */
export class SocketTaps {
  readonly #owner: SocketOwner;
  readonly #open = new Set<SocketRecorder>();

  constructor(owner: SocketOwner) {
    this.#owner = owner;
  }

  /** A request that has just been written to its connection. */
  tapHttp(request: ClientRequest): void {
    if (String(request.getHeader('upgrade') ?? '').toLowerCase() !== 'websocket' || request.socket === null) return;
    this.#awaitUpgrade(request.socket, urlOf(request));
  }

  /** A request whose head is about to be written. */
  tapUndici(request: UndiciRequest, connection: object): void {
    // There are many streams in one connection of HTTP/2.
    if (Reflect.get(connection, 'alpnProtocol') === 'h2') return;
    this.#awaitUpgrade(connection, `${String(request.origin)}${request.path}`);
  }

  /** The head of the response shows whether the connection becomes a WebSocket. */
  #awaitUpgrade(connection: object, url: string): void {
    const head = new UpgradeHead();
    let recorder: SocketRecorder | undefined;
    const undo = shadow(connection, 'push', (chunk) => {
      if (recorder !== undefined) {
        recorder.received(chunk);
        return;
      }
      const read = head.read(chunk);
      if (read === 'more') return;
      if (read === 'refused') undo();
      else {
        recorder = this.#record(url, read.extensions, connection);
        recorder.received(read.rest);
      }
    });
  }

  /** Copies nothing from now on. */
  stop(): void {
    for (const recorder of this.#open) recorder.stop();
  }

  #record(url: string, extensions: string, connection: object): SocketRecorder {
    const onClosed = (): void => void this.#open.delete(recorder);
    const recorder: SocketRecorder = new SocketRecorder({ url, extensions, onClosed }, this.#owner);
    this.#open.add(recorder);
    shadow(connection, '_destroy', (error) => recorder.closed(error));
    for (const name of ['write', 'end']) {
      shadow(connection, name, (chunk, encoding) => {
        if (!chunk || typeof chunk === 'function') return; // `end` may have a callback alone
        recorder.sent(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : undefined);
      });
    }
    if (extensions !== '') shadow(connection, 'setNoDelay', () => noteSending(connection, recorder));
    return recorder;
  }
}

/**
 * `ws` has messages packed by another thread, and writes them in the context of the first one. It sets itself as a symbol on its
 * connection, just before it prepares that for use.
 */
function noteSending(connection: object, recorder: SocketRecorder): void {
  const symbol = Object.getOwnPropertySymbols(connection).find(({ description }) => description === 'websocket');
  const socket: unknown = symbol && Reflect.get(connection, symbol);
  if (typeof socket !== 'object' || socket === null) return;
  shadow(socket, 'send', (_data, options) => {
    if (!(typeof options === 'object' && options !== null && Reflect.get(options, 'fin') === false)) recorder.sending();
  });
}
