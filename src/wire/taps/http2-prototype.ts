import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2';
import { wrapMethod } from './intercept';

/**
 * For Node versions without channels of HTTP/2 requests: wraps `request` of the sessions' class, which covers every session,
 * however `connect` was imported. `node:http2` must be loaded already. Returns the function that stops it.
 */
export function tapSessions(onRequest: (stream: ClientHttp2Stream) => void): () => void {
  const prototype = clientSessionPrototype();
  // A class that publishes what it does is observed by the channels.
  if (prototype === undefined || String(prototype.request).includes('publish')) return () => undefined;
  return wrapMethod(prototype, 'request', { after: (stream) => onRequest(stream as ClientHttp2Stream) });
}

/** Of the class that the sessions of clients and servers have in common. `node:http2` must be loaded already. */
export function sessionPrototype(): object | undefined {
  const ofClients = clientSessionPrototype();
  return ofClients === undefined ? undefined : (Object.getPrototypeOf(ofClients) as object);
}

/** Taken from a session that never connects, since the class is not exported. */
function clientSessionPrototype(): ClientHttp2Session | undefined {
  const { connect } = require('node:http2') as typeof import('node:http2');
  const { Duplex } = require('node:stream') as typeof import('node:stream');
  const nowhere = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
  const session = connect('http://localhost', { createConnection: () => nowhere });
  session.on('error', () => undefined);
  let prototype: object | null = Object.getPrototypeOf(session);
  while (prototype !== null && !Object.hasOwn(prototype, 'request')) prototype = Object.getPrototypeOf(prototype);
  session.destroy();
  nowhere.destroy();
  return (prototype as ClientHttp2Session | null) ?? undefined;
}
