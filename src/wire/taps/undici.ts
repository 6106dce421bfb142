import { mayBeModelCall } from '../apis/paths';
import type { CallObserver } from '../call-observer';
import { pairsOf, pickHeaders, requestHeadersOf, retryCountOf } from '../http/headers';
import type { Recorder } from '../http/recording';
import { listen, shadow } from './intercept';

/** What undici 5 to 8 (Node's own `fetch` is one of them) publish about a request. */
interface UndiciRequest {
  readonly method: string;
  readonly path: string;
  readonly origin?: unknown;
  readonly upgrade?: unknown;
  /** undici 5: the raw lines. Later: a list in which names and values alternate. */
  readonly headers?: unknown;
}
interface UndiciResponse {
  readonly statusCode: number;
  readonly headers: unknown;
}
interface Chunk {
  readonly request: object;
  readonly chunk: unknown;
}

/**
 * Observes the global `fetch` and every copy of undici in the process. `fetch` itself is never touched, so references that were
 * taken before, open connections and replaced dispatchers are all covered. Returns the function that stops it.
 */
export function tapUndici(calls: () => CallObserver): () => void {
  const recorders = new WeakMap<object, Recorder>();
  const stops: (() => void)[] = [];
  const on = <M>(event: string, onMessage: (message: M) => void): void => {
    stops.push(listen(`undici:request:${event}`, onMessage));
  };
  let listensToChunks = false;
  const listenToChunks = (): void => {
    if (listensToChunks) return;
    listensToChunks = true;
    on<Chunk>('bodyChunkSent', ({ request, chunk }) => recorders.get(request)?.requestChunk(chunk));
    on<Chunk>('bodyChunkReceived', ({ request, chunk }) => recorders.get(request)?.responseChunk(chunk));
  };

  on<{ request: UndiciRequest }>('create', ({ request }) => {
    if (!mayBeModelCall(request.method, request.path, request.origin) || request.upgrade) return;
    const header = (name: string): unknown => headerOf(request.headers, name);
    const recorder = calls().startRecording({
      url: /^https?:/.test(request.path) ? request.path : `${String(request.origin)}${request.path}`,
      retryCount: retryCountOf(header),
      headers: requestHeadersOf(header),
    });
    recorders.set(request, recorder);
    if (publishesChunks(request)) listenToChunks();
    else shadowChunks(request, recorder);
  });
  on<{ request: object; response: UndiciResponse }>('headers', ({ request, response: { statusCode, headers } }) => {
    if (statusCode < 200) return;
    const pairs = Array.isArray(headers) ? pairsOf(headers) : Object.entries(headers ?? {});
    recorders.get(request)?.responseHead(statusCode, pickHeaders(pairs));
  });
  on<{ request: object }>('trailers', ({ request }) => recorders.get(request)?.done('end'));
  on<{ request: object; error: unknown }>('error', ({ request, error }) =>
    recorders.get(request)?.done('error', error),
  );

  return () => {
    for (const stop of stops) stop();
  };
}

const publishingClasses = new WeakMap<object, boolean>();

/** Decided by the class's source, not by a version: one process can hold several undicis. */
function publishesChunks(request: object): boolean {
  const prototype: object = Object.getPrototypeOf(request);
  let publishes = publishingClasses.get(prototype);
  if (publishes === undefined) {
    const onData: unknown = Reflect.get(prototype, 'onData') ?? Reflect.get(prototype, 'onResponseData');
    publishes = String(onData).includes('bodyChunkReceived');
    publishingClasses.set(prototype, publishes);
  }
  return publishes;
}

/** `onError` is never shadowed: that would put a frame of ours into the errors that the app sees. */
function shadowChunks(request: object, recorder: Recorder): void {
  shadow(request, 'onBodySent', (chunk) => recorder.requestChunk(chunk));
  for (const name of ['onData', 'onResponseData']) shadow(request, name, (chunk) => recorder.responseChunk(chunk));
}

/** @param name in lower case */
function headerOf(headers: unknown, name: string): unknown {
  if (typeof headers === 'string') {
    const line = headers.split('\r\n').find((each) => each.toLowerCase().startsWith(`${name}:`));
    return line?.slice(name.length + 1).trim();
  }
  if (!Array.isArray(headers)) return undefined;
  for (const [each, value] of pairsOf(headers)) if (each.toLowerCase() === name) return value;
  return undefined;
}
