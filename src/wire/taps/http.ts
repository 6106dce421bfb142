import { ClientRequest, type IncomingMessage } from 'node:http';
import { guarded } from '../../runtime/guarded';
import { logFailure } from '../log-failure';
import { listen, pairsOf, shadow } from './listen';
import { type Observer, pickHeaders, retryCountOf, type Sink } from './sink';

/**
 * Listens to `node:http` and `node:https`, however their functions were imported, and so to node-fetch, axios, got and the AWS
 * SDK. Returns the function that stops it.
 */
export function tapHttp(sink: Sink): () => void {
  const observers = new WeakMap<ClientRequest, Observer>();

  const observerOf = (request: ClientRequest): Observer | undefined => {
    const known = observers.get(request);
    if (known !== undefined || !sink.match(request.method, request.path) || request.method === 'CONNECT') return known;
    const observer = sink.open({
      method: request.method,
      url: urlOf(request),
      retryCount: retryCountOf((name) => request.getHeader(name)),
    });
    observers.set(request, observer);
    if (lacksErrorEvent) {
      shadow(request, 'emit', (name, error) => {
        if (name === 'error') observer.done(request.aborted ? 'aborted' : 'error', error);
      });
    }
    return observer;
  };

  const stops = [
    listen<{ request: ClientRequest }>('http.client.request.created', ({ request }) => {
      const observer = observerOf(request);
      if (observer === undefined) return;
      shadowed.add(request);
      for (const name of bodyMethods) {
        shadow(request, name, (chunk, encoding) => tellChunk(observer, chunk, encoding));
      }
    }),
    listen<{ request: ClientRequest; response: IncomingMessage }>('http.client.response.finish', (message) => {
      const observer = observerOf(message.request);
      if (observer !== undefined) watchResponse(message.response, message.request, observer);
    }),
    listen<{ request: ClientRequest; error: unknown }>('http.client.request.error', ({ request, error }) =>
      observers.get(request)?.done(request.aborted ? 'aborted' : 'error', error),
    ),
  ];
  if (lacksCreatedEvent) stops.push(tapPrototype(observerOf));
  return () => {
    for (const stop of stops) stop();
  };
}

const bodyMethods = ['write', 'end'] as const;

/** Requests whose own methods tell already, so that the prototype's keep quiet about them. */
const shadowed = new WeakSet<ClientRequest>();

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
/** Where `http.client.request.created` may be missing; nothing else says that a request is there before its body is written. */
const lacksCreatedEvent = major < 22 || (major === 22 && minor < 13) || (major === 23 && minor < 3);
/** Where `http.client.request.error` may be missing. Told twice does no harm: only the first end counts. */
const lacksErrorEvent = (major === 20 && minor < 19) || major === 21 || (major === 22 && minor < 10);

/** For Node 20: the methods of the class, since nothing tells of its objects in time. */
function tapPrototype(observerOf: (request: ClientRequest) => Observer | undefined): () => void {
  const prototype = ClientRequest.prototype;
  const restores = bodyMethods.map((name) => {
    const own = Object.getOwnPropertyDescriptor(prototype, name);
    const method = prototype[name] as (...args: unknown[]) => unknown;
    // A method in an object literal has its name and no `prototype`, as the one that it stands for.
    const { [name]: value } = {
      [name](this: ClientRequest, ...args: readonly unknown[]): unknown {
        guarded(() => {
          const observer = shadowed.has(this) ? undefined : observerOf(this);
          if (observer !== undefined) tellChunk(observer, args[0], args[1]);
        }, logFailure);
        return Reflect.apply(method, this, args);
      },
    };
    Object.defineProperty(value, 'length', { value: method.length });
    Object.defineProperty(prototype, name, { configurable: true, writable: true, value });
    return () => {
      if (prototype[name] !== value) return; // somebody has put theirs on top of ours
      if (own === undefined) Reflect.deleteProperty(prototype, name);
      else Object.defineProperty(prototype, name, own);
    };
  });
  return () => {
    for (const restore of restores) restore();
  };
}

function tellChunk(observer: Observer, chunk: unknown, encoding: unknown): void {
  if (!chunk || typeof chunk === 'function') return;
  observer.request(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : undefined);
}

function watchResponse(response: IncomingMessage, request: ClientRequest, observer: Observer): void {
  observer.head(response.statusCode ?? 0, pickHeaders(pairsOf(response.rawHeaders)));
  shadow(response, 'push', (chunk) => {
    if (chunk === null) observer.done('end');
    else observer.response(chunk);
  });
  shadow(response, '_destroy', (error) => {
    // After `abort()` the error is the same as when the server hangs up.
    observer.done(!error || request.aborted ? 'aborted' : 'error', error);
  });
}

function urlOf(request: ClientRequest): string {
  if (/^https?:/.test(request.path)) return request.path;
  return `${request.protocol}//${String(request.getHeader('host') ?? request.host)}${request.path}`;
}
