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
import { untraced } from '../../runtime/suppress-tracing';
import type { Send } from '../send/send-loop';
import { agentFor, type TlsOptions } from './agent';
import { decoded } from './compression';
import type { Answer } from './outcome';
import { type Failure, type Post, type Request, Sender, type SenderOptions } from './sender';

export interface TransportOptions extends SenderOptions {
  readonly tls?: TlsOptions | undefined;
  /** Connects in place of our own agent and the environment's proxy. */
  readonly agent?: Agent | undefined;
  /** Sends in place of `node:http`. */
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
    send: (batch, signal) => context.with(untraced, () => sender.send(batch, signal)),
    close: () => closing.abort(),
  };
}

function overNode({ agent: given, tls, requestTimeoutMs }: TransportOptions, closing: AbortSignal): Post {
  let made = given;
  const make = (url: URL): Agent => {
    const agent = agentFor(url, { tls, timeoutMs: requestTimeoutMs, signal: closing });
    closing.addEventListener('abort', () => agent.destroy());
    return agent;
  };
  return async (request) => {
    try {
      made ??= make(request.url);
      const agent = made;
      const result = await exchange(request, agent);
      if (!('isStale' in result)) return result;
      // The server closed idle connections just when we used one. The others are as old: only a new one is safe.
      for (const socket of Object.values(agent.freeSockets).flatMap((sockets) => sockets ?? [])) socket.destroy();
      return await exchange(request, agent);
    } catch (error) {
      return { code: codeOf(error) }; // no usable proxy, or an agent of the app's for another protocol
    }
  };
}

/** A kept connection died before a byte of an answer came over it. */
interface Stale extends Failure {
  readonly isStale: true;
}

function exchange({ url, headers, body, signal }: Request, agent: Agent): Promise<Answer | Failure | Stale> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve({ code: 'ETIMEDOUT' }); // while the key or the agent were awaited
    const length = body.reduce((sum, { length }) => sum + length, 0);
    const open = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = open(url, { method: 'POST', agent, headers: { ...headers, 'content-length': length } });
    const abort = (): void => void request.destroy();
    const settle = (result: Answer | Failure | Stale): void => {
      signal.removeEventListener('abort', abort);
      resolve(result);
    };
    signal.addEventListener('abort', abort);
    let bytesBefore = 0;
    let isAnswered = false;
    request.once('socket', (socket) => {
      bytesBefore = socket.bytesRead;
      // A server that never answers must not hold the process: whoever waits for a flush does, by its timer.
      socket.unref();
    });
    request.once('response', async (response) => {
      isAnswered = true;
      // Behind a balancer a connection leads to one machine: the next try is to find another.
      const { socket } = response;
      if (isSick(response.statusCode)) response.once('end', () => socket.destroy());
      settle({ status: response.statusCode ?? 0, headers: headersOf(response), body: await textOf(response, signal) });
    });
    request.on('error', (error) => {
      if (isAnswered) return;
      const isStale = request.reusedSocket && !signal.aborted && request.socket?.bytesRead === bytesBefore;
      const code = signal.aborted ? 'ETIMEDOUT' : codeOf(error);
      settle(isStale ? { code, isStale } : { code });
    });
    // Not every end comes with an error: 101, for one.
    request.once('close', () => {
      if (!isAnswered) settle({ code: 'ECONNRESET' });
    });
    write(request, body);
  });
}

const isSick = (status: number | undefined): boolean => status === 502 || status === 503 || status === 504;

/** Corked, so that the pieces leave together without being joined. */
function write(request: ClientRequest, body: readonly Buffer[]): void {
  request.cork();
  for (const piece of body) request.write(piece);
  request.end();
  request.uncork();
}

const headersOf = ({ headers }: IncomingMessage): Answer['headers'] =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]));

/** '' if the body is cut, too long or too late: a torn body must not undo the status. */
function textOf(response: IncomingMessage, signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length > maxAnswerBytes) response.destroy();
    });
    response.once('end', () =>
      resolve(decoded(Buffer.concat(chunks), response.headers['content-encoding'], maxAnswerBytes)),
    );
    response.on('error', () => resolve(''));
    response.once('close', () => resolve(''));
    // The socket tells of its end later than the deadline may be kept.
    signal.addEventListener('abort', () => resolve(''), { once: true });
  });
}

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
      return { status: response.status, headers: Object.fromEntries(response.headers), body: await readText(response) };
    } catch (error) {
      return { code: signal.aborted ? 'ETIMEDOUT' : codeOf(error) };
    }
  };

async function readText({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of body ?? []) {
      length += chunk.length;
      if (length > maxAnswerBytes) return '';
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString();
  } catch {
    return ''; // the status counts all the same
  }
}

/** Never the message: it may name what was sent. */
function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'UNKNOWN';
  const { code, cause }: { code?: unknown; cause?: unknown } = error;
  return typeof code === 'string' ? code : codeOf(cause);
}
