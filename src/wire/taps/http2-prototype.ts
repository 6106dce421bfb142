import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2';
import { Duplex } from 'node:stream';
import { guarded } from '../../runtime/guarded';
import { logFailure } from '../log-failure';

type Request = ClientHttp2Session['request'];

/**
 * For Node versions that do not tell of HTTP/2 requests: puts a method in front of `request` of the sessions' class, which covers
 * every session, however `connect` was imported. `node:http2` must be loaded already. Returns the function that stops it.
 */
export function tapSessions(tell: (stream: ClientHttp2Stream) => void): () => void {
  const prototype = sessionPrototype();
  // Where the class itself publishes what it does, the channels have told.
  if (prototype === undefined || String(prototype.request).includes('publish')) return () => undefined;
  const own = prototype.request;
  // A method in an object literal has its name and no `prototype`, as the one that it stands for.
  const { request } = {
    request(this: ClientHttp2Session, ...args: Parameters<Request>): ClientHttp2Stream {
      const stream = Reflect.apply(own, this, args) as ClientHttp2Stream;
      guarded(() => tell(stream), logFailure);
      return stream;
    },
  };
  Object.defineProperty(request, 'length', { value: own.length });
  Object.defineProperty(prototype, 'request', { configurable: true, writable: true, value: request });
  return () => {
    // Unless somebody has put theirs on top of ours.
    if (prototype.request === request) {
      Object.defineProperty(prototype, 'request', { configurable: true, writable: true, value: own });
    }
  };
}

/** Got at by a session that never connects, since the class is not exported. */
function sessionPrototype(): ClientHttp2Session | undefined {
  const { connect } = require('node:http2') as typeof import('node:http2');
  const nowhere = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
  const session = connect('http://localhost', { createConnection: () => nowhere });
  session.on('error', () => undefined);
  let prototype: object | null = Object.getPrototypeOf(session);
  while (prototype !== null && !Object.hasOwn(prototype, 'request')) prototype = Object.getPrototypeOf(prototype);
  session.destroy();
  nowhere.destroy();
  return (prototype as ClientHttp2Session | null) ?? undefined;
}
