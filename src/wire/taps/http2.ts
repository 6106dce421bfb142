import type { ClientHttp2Stream, Http2Session } from 'node:http2';
import { guarded } from '../../runtime/guarded';
import { mayBeModelCall } from '../apis/paths';
import type { CallObserver } from '../call-observer';
import { pairsOf, pickHeaders, requestHeadersOf, retryCountOf } from '../http/headers';
import type { Recorder } from '../http/recording';
import { logFailure } from '../log-failure';
import { onceLoaded } from './builtin-loaded';
import { tapSessions } from './http2-prototype';
import { listen, shadow } from './intercept';
import { nodeMajor, nodeMinor } from './node-version';

type Headers = Readonly<Record<string, unknown>>;

/** A request that is recorded, and how far its response has come. */
interface Call {
  readonly recorder: Pick<Recorder, 'requestChunk' | 'responseHead' | 'responseChunk' | 'done'>;
  readonly session: Http2Session | undefined;
  hasHead: boolean;
  /** The response's body has ended, and was not broken off. */
  hasEnded: boolean;
  isClosed: boolean;
}

/** Where the channels of `node:http2` may be missing; tests show that later versions have them. */
const mayLackEvents =
  nodeMajor < 22 || (nodeMajor === 22 && nodeMinor < 23) || nodeMajor === 23 || (nodeMajor === 24 && nodeMinor < 21);

/**
 * Observes `node:http2`, and so the AWS SDK's own handler, without loading it. Sessions of undici are left out: undici publishes
 * their requests itself. Returns the function that stops it.
 */
export function tapHttp2(calls: () => CallObserver): () => void {
  const known = new WeakMap<object, Call>();

  const start = (stream: ClientHttp2Stream, headers: Headers): Call | undefined => {
    const path = String(headers[':path'] ?? '/');
    const method = String(headers[':method'] ?? 'GET');
    if (!mayBeModelCall(method, path, headers[':authority']) || known.has(stream) || isOfUndici(stream.session))
      return undefined;
    const url = `${String(headers[':scheme'] ?? 'https')}://${String(headers[':authority'] ?? headers['host'])}${path}`;
    const recorder = recorderOf(calls(), url, (name) => headers[name]);
    const call: Call = { recorder, session: stream.session, hasHead: false, hasEnded: false, isClosed: false };
    known.set(stream, call);
    shadow(stream, 'push', (chunk) => {
      if (chunk === null) endBody(call, stream);
      else recorder.responseChunk(chunk);
    });
    return call;
  };
  const on = <M extends { readonly stream: ClientHttp2Stream }>(
    event: string,
    onMessage: (call: Call, message: M) => void,
  ) =>
    listen<M>(`http2.client.stream.${event}`, (message) => {
      const call = known.get(message.stream);
      if (call !== undefined) onMessage(call, message);
    });

  const stops = [
    listen<{ stream: ClientHttp2Stream; headers: unknown }>('http2.client.stream.created', ({ stream, headers }) => {
      const call = start(stream, headersOf(headers));
      if (call !== undefined && !publishesBody(stream)) shadowBody(stream, call.recorder);
    }),
    on<BodyChunks>('bodyChunkSent', ({ recorder }, chunks) => recordBody(recorder, chunks)),
    on<{ stream: ClientHttp2Stream; headers: Headers }>('finish', (call, { headers }) => recordHead(call, headers)),
    on<{ stream: ClientHttp2Stream; error: unknown }>('error', ({ recorder }, { error }) =>
      recorder.done('error', error),
    ),
    on('close', (call, { stream }) => close(call, stream)),
  ];
  if (mayLackEvents) {
    stops.push(
      onceLoaded('http2', () => {
        const stopSessions = tapSessions((stream) => {
          const call = start(stream, stream.sentHeaders ?? {});
          if (call === undefined) return;
          shadowBody(stream, call.recorder);
          shadowEvents(stream, call);
        });
        stops.push(stopSessions);
      }),
    );
  }
  return () => {
    for (const stop of stops) stop();
  };
}

function recorderOf(calls: CallObserver, url: string, header: (name: string) => unknown): Call['recorder'] {
  if (isDuplex.test(url)) {
    const { DuplexRecorder } = require('../sockets/duplex-recorder') as typeof import('../sockets/duplex-recorder');
    return new DuplexRecorder(url, calls);
  }
  return calls.startRecording({ url, retryCount: retryCountOf(header), headers: requestHeadersOf(header) });
}

/** Both sides speak at the same time, in several calls. */
const isDuplex = /\/invoke-with-bidirectional-stream$/;

/** undici sets a symbol of its own on each session, whose value is the client that dispatches requests. */
const isOfUndici = (session: object | undefined): boolean =>
  Object.getOwnPropertySymbols(session ?? {}).some((symbol) => {
    const value: unknown = symbol.description === 'client' ? Reflect.get(session ?? {}, symbol) : undefined;
    return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'dispatch') === 'function';
  });

/** Newer versions of Node take a list in which names and values alternate, too. */
const headersOf = (headers: unknown): Headers =>
  Array.isArray(headers)
    ? Object.fromEntries([...pairsOf(headers)].map(([name, value]) => [name.toLowerCase(), value]))
    : ((headers ?? {}) as Headers);

interface Written {
  readonly chunk: unknown;
  readonly encoding: string;
}

interface BodyChunks {
  readonly stream: ClientHttp2Stream;
  /** `data` is a list of chunks with their encodings; of chunks alone, if all are bytes and Node has just taken them out of it. */
  readonly writev: boolean;
  readonly data: unknown;
  readonly encoding: string;
}

function recordBody(recorder: Call['recorder'], { writev, data, encoding }: Omit<BodyChunks, 'stream'>): void {
  for (const each of writev ? (data as readonly object[]) : [{ chunk: data, encoding }]) {
    const { chunk, encoding: name } = 'chunk' in each ? (each as Written) : { chunk: each, encoding: 'buffer' };
    // Streams name the encoding of bytes, too.
    recorder.requestChunk(chunk, name === 'buffer' ? undefined : (name as BufferEncoding));
  }
}

function recordHead(call: Call, headers: Headers): void {
  call.hasHead = true;
  call.recorder.responseHead(Number(headers[':status'] ?? 0), pickHeaders(Object.entries(headers)));
}

/** The body of a destroyed stream ends, too; its error comes next. */
function endBody(call: Call, stream: ClientHttp2Stream): void {
  if (!stream.destroyed) call.hasEnded = true;
  if (call.isClosed) close(call, stream);
}

/** What broke a stream, and whether it was its session, is known only after its `close`. */
function close(call: Call, stream: ClientHttp2Stream): void {
  call.isClosed = true;
  if (call.hasEnded && !stream.rstCode) finish(call, stream);
  else process.nextTick(() => guarded(() => finish(call, stream), logFailure));
}

/** The code `CANCEL` of HTTP/2: this side, or the other, no longer needs the stream. */
const cancelled = 8;

function finish({ recorder, session, hasHead, hasEnded }: Call, { rstCode, destroyed }: ClientHttp2Stream): void {
  // A connection that breaks cancels its streams, though the app did not.
  if (rstCode) recorder.done(rstCode === cancelled && !session?.destroyed ? 'aborted' : 'error');
  else if (hasEnded) recorder.done(hasHead ? 'end' : 'error');
  else if (destroyed) recorder.done('aborted');
}

let streamsPublishBody: boolean | undefined;

/** Decided by the class's source: the channel of bodies is younger than the one of streams. */
function publishesBody(stream: object): boolean {
  streamsPublishBody ??= sourcesOf(stream).some((source) => source.includes('BodyChunkSent'));
  return streamsPublishBody;
}

/** Of the methods of its classes, whose names can be symbols. */
function sourcesOf(object: object): readonly string[] {
  const prototype: object | null = Object.getPrototypeOf(object);
  if (prototype === null) return [];
  const own = Reflect.ownKeys(prototype).map((key): unknown => Object.getOwnPropertyDescriptor(prototype, key)?.value);
  return [...own.filter((value) => typeof value === 'function').map(String), ...sourcesOf(prototype)];
}

function shadowBody(stream: ClientHttp2Stream, recorder: Call['recorder']): void {
  shadow(stream, '_write', (data, encoding) =>
    recordBody(recorder, { writev: false, data, encoding: String(encoding) }),
  );
  shadow(stream, '_writev', (data) => recordBody(recorder, { writev: true, data, encoding: '' }));
}

/** In place of the channels. Listeners would start the flow of the body, or swallow an error. */
function shadowEvents(stream: ClientHttp2Stream, call: Call): void {
  shadow(stream, 'emit', (event, value) => {
    if (event === 'response') recordHead(call, value as Headers);
    else if (event === 'error') call.recorder.done('error', value);
    else if (event === 'close') close(call, stream);
  });
}
