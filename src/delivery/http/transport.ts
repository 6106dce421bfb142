import { setMaxListeners } from 'node:events';
import {
  type Agent,
  type ClientRequest,
  request as httpRequest,
  type IncomingMessage,
  validateHeaderValue,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import { context } from '@opentelemetry/api';
import { contextWithoutTracing } from '../../runtime/suppress-tracing';
import type { Send } from '../destination';
import { errorCode } from '../error-code';
import { agentFor, type TlsOptions } from './agent';
import { decoded } from './compression';
import type { Answer } from './outcome';
import { type Failure, type Post, type PostRequest, Sender, type SenderOptions } from './sender';

export interface TransportOptions extends SenderOptions {
  readonly tls?: TlsOptions | undefined;
  /** Connects instead of our own agent and the environment's proxy. */
  readonly agent?: Agent | undefined;
  /** Sends instead of `node:http`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

export interface Transport {
  /** Sends one batch. Never rejects, and settles by the request timeout whatever the network does. */
  readonly send: Send;
  /** Closes every connection. */
  close(): void;
}

const maxAnswerBytes = 2 ** 20;

/**
 * Posts batches to one address.
 * @throws TypeError if a header cannot be sent; its message does not hold the value
 */
export function createTransport(options: TransportOptions): Transport {
  for (const [name, value] of Object.entries(options.headers)) validateHeaderValue(name, value);
  const closing = new AbortController();
  setMaxListeners(0, closing.signal); // one for every tunnel that is being opened
  const post = options.fetch === undefined ? overNode(options, closing.signal) : overFetch(options.fetch);
  const sender = new Sender(options, post);
  return {
    send: (batch, signal) => context.with(contextWithoutTracing, () => sender.send(batch, signal)),
    close: () => closing.abort(),
  };
}

function overNode({ agent: ofApp, tls, requestTimeoutMs }: TransportOptions, closing: AbortSignal): Post {
  let agent = ofApp;
  const ownAgent = (url: URL): Agent => {
    const own = agentFor(url, { tls, timeoutMs: requestTimeoutMs, signal: closing });
    closing.addEventListener('abort', () => own.destroy());
    return own;
  };
  return async (request) => {
    try {
      agent ??= ownAgent(request.url);
      const result = await exchange(request, agent);
      if ('status' in result || result.isStale !== true) return result;
      // The server closed this idle connection as we used it. The others are as old, so only a new one is safe.
      for (const socket of Object.values(agent.freeSockets).flatMap((sockets) => sockets ?? [])) socket.destroy();
      return await exchange(request, agent);
    } catch (error) {
      return { code: errorCode(error) }; // no usable proxy, or the app's agent is for another protocol
    }
  };
}

/** `isStale`: a kept-alive connection died before a byte of the answer arrived. */
type Result = Answer | (Failure & { readonly isStale?: boolean });

function exchange({ url, headers, body, signal }: PostRequest, agent: Agent): Promise<Result> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve({ code: 'ETIMEDOUT' }); // while the key or the agent was awaited
    const length = body.reduce((sum, { length }) => sum + length, 0);
    const open = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = open(url, { method: 'POST', agent, headers: { ...headers, 'content-length': length } });
    const abort = (): void => void request.destroy();
    const settle = (result: Result): void => {
      signal.removeEventListener('abort', abort);
      resolve(result);
    };
    signal.addEventListener('abort', abort);
    let bytesBefore = 0;
    let isAnswered = false;
    request.once('socket', (socket) => {
      bytesBefore = socket.bytesRead;
      socket.unref(); // a flush holds the process by its timer; a server that never answers must not
    });
    request.once('response', async (response) => {
      isAnswered = true;
      const { statusCode: status = 0, socket } = response;
      // Behind a load balancer a connection leads to one machine: the next attempt is to reach another.
      if (status === 502 || status === 503 || status === 504) response.once('end', () => socket.destroy());
      const text = await textOf(response, response.headers['content-encoding'], signal);
      settle({ status, headers: headersOf(response), body: text });
    });
    request.on('error', (error) => {
      if (isAnswered) return;
      const isStale = request.reusedSocket && !signal.aborted && request.socket?.bytesRead === bytesBefore;
      settle({ code: signal.aborted ? 'ETIMEDOUT' : errorCode(error), isStale });
    });
    // Some requests end without an error, such as after a 101.
    request.once('close', () => {
      if (!isAnswered) settle({ code: 'ECONNRESET' });
    });
    write(request, body);
  });
}

/** Corked, so that the pieces leave together without being copied into one. */
function write(request: ClientRequest, body: readonly Buffer[]): void {
  request.cork();
  for (const piece of body) request.write(piece);
  request.end();
  request.uncork();
}

const headersOf = ({ headers }: IncomingMessage): Answer['headers'] =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]));

const overFetch =
  (fetch: typeof globalThis.fetch): Post =>
  async ({ url, headers, body, signal }) => {
    try {
      const response = await fetch(url.href, {
        method: 'POST',
        headers: { ...headers },
        body: Buffer.concat(body),
        signal,
        redirect: 'manual',
      });
      const text = await textOf(response.body ?? [], undefined, signal);
      return { status: response.status, headers: Object.fromEntries(response.headers), body: text };
    } catch (error) {
      return { code: signal.aborted ? 'ETIMEDOUT' : errorCode(error) };
    }
  };

type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** '' if the body is cut, too long, or late: it must not undo the status. Never rejects. */
function textOf(body: Chunks, encoding: string | undefined, signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    // A socket reports its end later than the deadline allows.
    signal.addEventListener('abort', () => resolve(''), { once: true });
    collect(body).then(
      (bytes) => resolve(decoded(bytes, encoding, maxAnswerBytes)),
      () => resolve(''),
    );
  });
}

/** @throws if the body is cut, or too long */
async function collect(body: Chunks): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > maxAnswerBytes) throw new RangeError('The answer is too long.');
  }
  return Buffer.concat(chunks);
}
