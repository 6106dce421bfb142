import { onceLoaded } from './builtin-loaded';
import { sessionPrototype } from './http2-prototype';
import { listen, wrapMethod } from './intercept';
import { isOwnServer } from './own-servers';

/** The head of a request that a server of this process has got. */
export interface ServerRequest {
  readonly method: string | undefined;
  /** As it was sent, with the query. */
  readonly target: string | undefined;
  /** @param name in lower case */
  readonly header: (name: string) => string | undefined;
  /** What handlers get, and frameworks write on; HTTP/2 has none yet. */
  readonly request: object | undefined;
}

const start = 'http.server.request.start';

interface IncomingRequest {
  readonly method?: string;
  readonly url?: string;
  readonly rawHeaders: readonly string[];
}

/**
 * Calls back as a server of `node:http`, `node:https` or `node:http2` has got the head of a request, synchronously and before the
 * app's own listeners, in their asynchronous context. Adds no listener to anything. Returns the function that stops it.
 */
export function tapServerRequests(onRequest: (request: ServerRequest) => void): () => void {
  const unlisten = listen<{ request: IncomingRequest; server?: object }>(start, ({ request, server }) => {
    if (isOwnServer(server)) return;
    const { method, url: target, rawHeaders } = request;
    onRequest({ method, target, header: (name) => rawHeader(rawHeaders, name), request });
  });
  let unwrap = (): void => {};
  const stopLooking = onceLoaded('http2', () => {
    unwrap = tapServerStreams(onRequest);
  });
  return () => {
    unlisten();
    stopLooking();
    unwrap();
  };
}

/** Sessions of both ends have one class, which has its `emit` from `EventEmitter`; Node calls it with each stream of a server. */
function tapServerStreams(onRequest: (request: ServerRequest) => void): () => void {
  const prototype = sessionPrototype();
  if (prototype === undefined) return () => undefined;
  return wrapMethod(prototype, 'emit', {
    before: (session, [event, , headers]) => {
      if (event !== 'stream' || (session as { readonly type?: number }).type !== serverSession) return;
      const fields = headers as Readonly<Record<string, string | readonly string[] | undefined>>;
      const header = (name: string): string | undefined => {
        const value = fields[name];
        return typeof value === 'object' ? value.join(', ') : value;
      };
      onRequest({ method: header(':method'), target: header(':path'), header, request: undefined });
    },
  });
}

/** `http2.constants.NGHTTP2_SESSION_SERVER` */
const serverSession = 0;

/** Without `headers`, which would make an object of all of them. */
function rawHeader(raw: readonly string[], name: string): string | undefined {
  for (let index = 0; index < raw.length; index += 2) {
    const each = raw[index];
    if (each?.length === name.length && each.toLowerCase() === name) return raw[index + 1];
  }
  return undefined;
}
