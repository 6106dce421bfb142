import type { ClientHttp2Stream, Http2Session } from 'node:http2';
import { guarded } from '../../runtime/guarded';
import { logFailure } from '../log-failure';
import { onceHttp2IsLoaded } from './http2-loaded';
import { tapSessions } from './http2-prototype';
import { listen, shadow } from './listen';
import { type Observer, pickHeaders, retryCountOf, type Sink } from './sink';

type Headers = Readonly<Record<string, unknown>>;

interface Call {
  readonly observer: Observer;
  readonly session: Http2Session | undefined;
  hasHead: boolean;
  /** The answer's body has ended, by itself. */
  hasEnded: boolean;
  isClosed: boolean;
}

/**
 * Listens to `node:http2`, and so to the AWS SDK's own handler, without loading it. Sessions of undici are left out: undici tells
 * of their requests itself. Returns the function that stops it.
 */
export function tapHttp2(sink: Sink): () => void {
  const calls = new WeakMap<object, Call>();

  const open = (stream: ClientHttp2Stream, headers: Headers): Call | undefined => {
    const path = String(headers[':path'] ?? '/');
    const method = String(headers[':method'] ?? 'GET');
    if (!sink.match(method, path) || calls.has(stream) || isOfUndici(stream.session)) return undefined;
    const url = `${String(headers[':scheme'] ?? 'https')}://${String(headers[':authority'] ?? headers['host'])}${path}`;
    const observer = sink.open({ method, url, retryCount: retryCountOf((name) => headers[name]) });
    const call: Call = { observer, session: stream.session, hasHead: false, hasEnded: false, isClosed: false };
    calls.set(stream, call);
    shadow(stream, 'push', (chunk) => {
      if (chunk === null) endBody(call, stream);
      else observer.response(chunk);
    });
    return call;
  };
  const on = <M extends { readonly stream: ClientHttp2Stream }>(
    event: string,
    tell: (call: Call, message: M) => void,
  ) =>
    listen<M>(`http2.client.stream.${event}`, (message) => {
      const call = calls.get(message.stream);
      if (call !== undefined) tell(call, message);
    });

  const stops = [
    listen<{ stream: ClientHttp2Stream; headers: unknown }>('http2.client.stream.created', (message) => {
      const call = open(message.stream, headersOf(message.headers));
      if (call !== undefined && !publishesBody(message.stream)) shadowBody(message.stream, call.observer);
    }),
    on<BodyChunk>('bodyChunkSent', ({ observer }, chunk) => tellBody(observer, chunk)),
    on<{ stream: ClientHttp2Stream; headers: Headers }>('finish', (call, { headers }) => tellHead(call, headers)),
    on<{ stream: ClientHttp2Stream; error: unknown }>('error', ({ observer }, { error }) =>
      observer.done('error', error),
    ),
    on('close', (call, { stream }) => close(call, stream)),
  ];
  if (mayLackEvents) {
    let stopSessions: (() => void) | undefined;
    const stopWaiting = onceHttp2IsLoaded(() => {
      stopSessions = tapSessions((stream) => {
        const call = open(stream, stream.sentHeaders ?? {});
        if (call === undefined) return;
        shadowBody(stream, call.observer);
        shadowEvents(stream, call);
      });
    });
    stops.push(stopWaiting, () => stopSessions?.());
  }
  return () => {
    for (const stop of stops) stop();
  };
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
/** Where the channels of `node:http2` may be missing: later versions were seen to have them. */
const mayLackEvents = major < 22 || (major === 22 && minor < 23) || major === 23 || (major === 24 && minor < 21);

/** undici sets a symbol of its own on each session, whose value is the client that dispatches requests. */
const isOfUndici = (session: object | undefined): boolean =>
  Object.getOwnPropertySymbols(session ?? {}).some((symbol) => {
    const value: unknown = symbol.description === 'client' ? Reflect.get(session ?? {}, symbol) : undefined;
    return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'dispatch') === 'function';
  });

/** Newer versions of Node take a list of names and values in turn. */
function headersOf(headers: unknown): Headers {
  if (!Array.isArray(headers)) return (headers ?? {}) as Headers;
  return Object.fromEntries(
    headers.flatMap((name, i) => (i % 2 === 0 ? [[String(name).toLowerCase(), headers[i + 1]]] : [])),
  );
}

interface BodyChunk {
  readonly stream: ClientHttp2Stream;
  /** `data` is a list of chunks with their encodings. */
  readonly writev: boolean;
  readonly data: unknown;
  readonly encoding: string;
}

function tellBody(observer: Observer, { writev, data, encoding }: Omit<BodyChunk, 'stream'>): void {
  const chunks = writev ? (data as readonly { chunk: unknown; encoding: string }[]) : [{ chunk: data, encoding }];
  for (const each of chunks) observer.request(each.chunk, encodingOf(each.encoding));
}

/** Streams say `buffer` of bytes. */
const encodingOf = (encoding: unknown): BufferEncoding | undefined =>
  typeof encoding === 'string' && encoding !== 'buffer' ? (encoding as BufferEncoding) : undefined;

function tellHead(call: Call, headers: Headers): void {
  call.hasHead = true;
  call.observer.head(Number(headers[':status'] ?? 0), pickHeaders(Object.entries(headers)));
}

/** Being destroyed ends the body, too: then the error is told next. */
function endBody(call: Call, stream: ClientHttp2Stream): void {
  if (!stream.destroyed) call.hasEnded = true;
  if (call.isClosed) close(call, stream);
}

/** What broke a stream, and whether it was its session, is known only after its close has been told. */
function close(call: Call, stream: ClientHttp2Stream): void {
  call.isClosed = true;
  if (call.hasEnded && !stream.rstCode) judge(call, stream);
  else process.nextTick(() => guarded(() => judge(call, stream), logFailure));
}

/** The stream's error code by which somebody lets go of it. */
const cancelled = 8;

function judge({ observer, session, hasHead, hasEnded }: Call, { rstCode, destroyed }: ClientHttp2Stream): void {
  // A connection that breaks lets go of its streams in the app's name.
  if (rstCode) observer.done(rstCode === cancelled && !session?.destroyed ? 'aborted' : 'error');
  else if (hasEnded) observer.done(hasHead ? 'end' : 'error');
  else if (destroyed) observer.done('aborted');
}

let knownToPublish: boolean | undefined;

/** Judged by the class's source: the channel of bodies is younger than the one of streams. */
function publishesBody(stream: object): boolean {
  knownToPublish ??= sourcesOf(stream).some((source) => source.includes('BodyChunkSent'));
  return knownToPublish;
}

function* methodsOf(object: object): Generator<unknown> {
  for (let at: object | null = Object.getPrototypeOf(object); at !== null; at = Object.getPrototypeOf(at)) {
    for (const key of Reflect.ownKeys(at)) yield Object.getOwnPropertyDescriptor(at, key)?.value;
  }
}

const sourcesOf = (object: object): readonly string[] =>
  [...methodsOf(object)].filter((value) => typeof value === 'function').map(String);

function shadowBody(stream: ClientHttp2Stream, observer: Observer): void {
  shadow(stream, '_write', (data, encoding) => tellBody(observer, { writev: false, data, encoding: String(encoding) }));
  shadow(stream, '_writev', (data) => tellBody(observer, { writev: true, data, encoding: '' }));
}

/** What the channels would tell. Listeners would start the flow of the body, or swallow an error. */
function shadowEvents(stream: ClientHttp2Stream, call: Call): void {
  shadow(stream, 'emit', (event, value) => {
    if (event === 'response') tellHead(call, value as Headers);
    else if (event === 'error') call.observer.done('error', value);
    else if (event === 'close') close(call, stream);
  });
}
