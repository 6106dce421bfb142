import type { ClientRequest, IncomingMessage } from 'node:http';
import { mayBeModelCall } from '../apis/paths';
import type { CallObserver } from '../call-observer';
import { pairsOf, pickHeaders, requestHeadersOf, retryCountOf } from '../http/headers';
import type { Recorder } from '../http/recording';
import { onceLoaded } from './builtin-loaded';
import { listen, shadow, wrapMethod } from './intercept';
import { nodeMajor, nodeMinor } from './node-version';

/** Where `http.client.request.created` may be missing; no other channel announces a request before its body is written. */
const lacksCreatedEvent = nodeMajor < 22 || (nodeMajor === 22 && nodeMinor < 13) || (nodeMajor === 23 && nodeMinor < 3);
/** Where `http.client.request.error` may be missing. Where it is not, the second report of an error is ignored. */
const lacksErrorEvent =
  (nodeMajor === 20 && nodeMinor < 19) || nodeMajor === 21 || (nodeMajor === 22 && nodeMinor < 10);

const bodyMethods = ['write', 'end'] as const;

/** Requests whose own methods are shadowed, so that those of the class must not record a chunk again. */
const shadowed = new WeakSet<ClientRequest>();

/**
 * Observes `node:http` and `node:https`, however their functions were imported, and so node-fetch, axios, got and the AWS SDK.
 * Returns the function that stops it.
 */
export function tapHttp(calls: () => CallObserver): () => void {
  const recorders = new WeakMap<ClientRequest, Recorder>();

  const recorderOf = (request: ClientRequest): Recorder | undefined => {
    const known = recorders.get(request);
    if (known !== undefined || !mayBeModelCall(request.method, request.path, request.host)) return known;
    const header = (name: string): unknown => request.getHeader(name);
    const recorder = calls().startRecording({
      url: urlOf(request),
      retryCount: retryCountOf(header),
      headers: requestHeadersOf(header),
    });
    recorders.set(request, recorder);
    if (lacksErrorEvent) {
      shadow(request, 'emit', (name, error) => {
        if (name === 'error') recordError(recorder, request, error);
      });
    }
    return recorder;
  };

  const stops = [
    listen<{ request: ClientRequest }>('http.client.request.created', ({ request }) => {
      const recorder = recorderOf(request);
      if (recorder === undefined) return;
      shadowed.add(request);
      for (const name of bodyMethods) shadow(request, name, (...args) => recordChunk(recorder, args));
    }),
    listen<{ request: ClientRequest; response: IncomingMessage }>('http.client.response.finish', (message) => {
      const recorder = recorderOf(message.request);
      if (recorder !== undefined) recordResponse(message.response, message.request, recorder);
    }),
    listen<{ request: ClientRequest; error: unknown }>('http.client.request.error', ({ request, error }) =>
      recordError(recorders.get(request), request, error),
    ),
  ];
  if (lacksCreatedEvent) {
    // Which `node:http` and `node:https` load; they are not there yet themselves.
    const unwatch = onceLoaded('_http_client', () => {
      const { ClientRequest: Request } = require('node:_http_client') as typeof import('node:http');
      const before = (request: unknown, args: readonly unknown[]): void => {
        if (!(request instanceof Request) || shadowed.has(request)) return;
        const recorder = recorderOf(request);
        if (recorder !== undefined) recordChunk(recorder, args);
      };
      stops.push(...bodyMethods.map((name) => wrapMethod(Request.prototype, name, { before })));
    });
    stops.push(unwatch);
  }
  return () => {
    for (const stop of stops) stop();
  };
}

/** @param args of `write` or `end`, whose first one may be a callback */
function recordChunk(recorder: Recorder, [chunk, encoding]: readonly unknown[]): void {
  if (!chunk || typeof chunk === 'function') return;
  recorder.requestChunk(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : undefined);
}

function recordError(recorder: Recorder | undefined, request: ClientRequest, error: unknown): void {
  recorder?.done(request.aborted ? 'aborted' : 'error', error);
}

function recordResponse(response: IncomingMessage, request: ClientRequest, recorder: Recorder): void {
  recorder.responseHead(response.statusCode ?? 0, pickHeaders(pairsOf(response.rawHeaders)));
  shadow(response, 'push', (chunk) => {
    if (chunk === null) recorder.done('end');
    else recorder.responseChunk(chunk);
  });
  shadow(response, '_destroy', (error) => {
    // After `abort()` the error is the same as when the server hangs up.
    recorder.done(!error || request.aborted ? 'aborted' : 'error', error);
  });
}

export function urlOf(request: ClientRequest): string {
  if (/^https?:/.test(request.path)) return request.path;
  return `${request.protocol}//${String(request.getHeader('host') ?? request.host)}${request.path}`;
}
