import { listen, pairsOf, shadow } from './listen';
import { type Observer, pickHeaders, retryCountOf, type Sink } from './sink';

/** What undici 5 to 8 (Node's own `fetch` is one of them) publish about a request. */
interface UndiciRequest {
  readonly method: string;
  readonly path: string;
  readonly origin?: unknown;
  readonly upgrade?: unknown;
  /** undici 5: the raw lines. Later: names and values in turn. */
  readonly headers?: unknown;
}
interface UndiciResponse {
  readonly statusCode: number;
  readonly headers: unknown;
}

/**
 * Listens to the global `fetch` and to every copy of undici in the process. `fetch` itself is never touched, so references that
 * were taken before, open connections and replaced dispatchers are all covered. Returns the function that stops it.
 */
export function tapUndici(sink: Sink): () => void {
  const observers = new WeakMap<object, Observer>();
  const stops: (() => void)[] = [];
  const on = <M>(event: string, tell: (message: M) => void): void => {
    stops.push(listen(`undici:request:${event}`, tell));
  };
  let hearsChunks = false;
  const hearChunks = (): void => {
    if (hearsChunks) return;
    hearsChunks = true;
    on<{ request: object; chunk: unknown }>('bodyChunkSent', (m) => observers.get(m.request)?.request(m.chunk));
    on<{ request: object; chunk: unknown }>('bodyChunkReceived', (m) => observers.get(m.request)?.response(m.chunk));
  };

  on<{ request: UndiciRequest }>('create', ({ request }) => {
    if (!sink.match(request.method, request.path)) return;
    if (request.method === 'CONNECT' || request.upgrade) return;
    const observer = sink.open({
      method: request.method,
      url: /^https?:/.test(request.path) ? request.path : `${String(request.origin)}${request.path}`,
      retryCount: retryCountOf(headersOf(request.headers)),
    });
    observers.set(request, observer);
    if (publishesChunks(request)) hearChunks();
    else shadowChunks(request, observer);
  });
  on<{ request: object; response: UndiciResponse }>('headers', ({ request, response }) => {
    if (response.statusCode < 200) return;
    observers.get(request)?.head(response.statusCode, pickHeaders(headerPairs(response.headers)));
  });
  on<{ request: object }>('trailers', ({ request }) => observers.get(request)?.done('end'));
  on<{ request: object; error: unknown }>('error', (m) => observers.get(m.request)?.done('error', m.error));

  return () => {
    for (const stop of stops) stop();
  };
}

const knownPrototypes = new WeakMap<object, boolean>();

/** Judged by the class's source, not by a version: one process can hold several undicis. */
function publishesChunks(request: object): boolean {
  const prototype: object = Object.getPrototypeOf(request);
  let known = knownPrototypes.get(prototype);
  if (known === undefined) {
    const onData: unknown = Reflect.get(prototype, 'onData') ?? Reflect.get(prototype, 'onResponseData');
    known = String(onData).includes('bodyChunkReceived');
    knownPrototypes.set(prototype, known);
  }
  return known;
}

/** `onError` is never shadowed: it would put a frame of ours into the errors that the app sees. */
function shadowChunks(request: object, observer: Observer): void {
  shadow(request, 'onBodySent', (chunk) => observer.request(chunk));
  shadow(request, 'onData', (chunk) => observer.response(chunk));
  shadow(request, 'onResponseData', (chunk) => observer.response(chunk));
}

const headerPairs = (headers: unknown): Iterable<readonly [string, unknown]> =>
  Array.isArray(headers) ? pairsOf(headers) : Object.entries(headers ?? {});

/** A request's headers by name in lower case; looked through only when one is asked for. */
function headersOf(headers: unknown): (name: string) => unknown {
  if (typeof headers === 'string') {
    return (name) => {
      const line = headers.split('\r\n').find((each) => each.toLowerCase().startsWith(`${name}:`));
      return line?.slice(name.length + 1).trim();
    };
  }
  if (!Array.isArray(headers)) return () => undefined;
  return (name) => {
    const at = headers.findIndex((each, i) => i % 2 === 0 && String(each).toLowerCase() === name);
    return at === -1 ? undefined : headers[at + 1];
  };
}
