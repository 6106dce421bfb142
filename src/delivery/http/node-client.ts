import { type Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { errorCode } from '../error-code';
import { agentFor, type TlsOptions } from './agent';
import { textOf } from './answer-text';
import type { Answer } from './outcome';
import type { Failure, PostRequest } from './post-request';

export interface NodeClientOptions {
  readonly tls?: TlsOptions | undefined;
  /** Connects instead of our own agent and the environment's proxy. */
  readonly agent?: Agent | undefined;
  /** Of opening a tunnel through a proxy. */
  readonly requestTimeoutMs: number;
}

/** Makes requests with `node:http` and `node:https`. */
export class NodeClient {
  readonly #options: NodeClientOptions;
  readonly #closing: AbortSignal;
  #agent: Agent | undefined;

  /** @param closing closes every connection of our own agent when it aborts */
  constructor(options: NodeClientOptions, closing: AbortSignal) {
    this.#options = options;
    this.#closing = closing;
    this.#agent = options.agent;
  }

  /** Never rejects, and gives up when the request's signal aborts. */
  async post(request: PostRequest): Promise<Answer | Failure> {
    try {
      this.#agent ??= this.#ownAgent(request.url);
      const result = await exchange(request, this.#agent);
      if ('status' in result || result.isStale !== true) return result;
      // The server closed this idle connection as we used it. The others are as old, so only a new one is safe.
      for (const sockets of Object.values(this.#agent.freeSockets))
        for (const socket of sockets ?? []) socket.destroy();
      return await exchange(request, this.#agent);
    } catch (error) {
      return { code: errorCode(error) }; // no usable proxy, or the app's agent is for another protocol
    }
  }

  #ownAgent(url: URL): Agent {
    const { tls, requestTimeoutMs } = this.#options;
    const agent = agentFor(url, { tls, timeoutMs: requestTimeoutMs, signal: this.#closing });
    this.#closing.addEventListener('abort', () => agent.destroy());
    return agent;
  }
}

/** `isStale`: a kept-alive connection died before a byte of the answer arrived. */
type Result = Answer | (Failure & { readonly isStale?: boolean });

function exchange({ method, url, headers, body, signal }: PostRequest, agent: Agent): Promise<Result> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve({ code: 'ETIMEDOUT' }); // while the key or the agent was awaited
    const length = body.reduce((sum, { length }) => sum + length, 0);
    const open = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = open(url, { method, agent, headers: { ...headers, 'content-length': length } });
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
    request.cork(); // so that the pieces leave together, without being copied into one
    for (const piece of body) request.write(piece);
    request.end();
    request.uncork();
  });
}

const headersOf = ({ headers }: IncomingMessage): Answer['headers'] =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]));
