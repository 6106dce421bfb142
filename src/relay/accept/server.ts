import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { systemRuntime } from '../../runtime/runtime';
import type { RelayMetrics } from '../metrics';
import type { RelayLog } from '../relay-log';
import type { Access } from './access';
import { RefusedRequest } from './entries-of';
import { type Answer, refusalAnswer } from './intake';
import type { BodyReader } from './request-body';

/** What answers the requests to one path. */
export interface Handler {
  readonly method: string;
  /** Whether it is answered without a token. */
  readonly isOpen?: boolean;
  /** Of the body; any, where it is absent. */
  readonly contentTypes?: readonly string[];
  /** @throws RefusedRequest */
  handle(body: Buffer, request: IncomingMessage): Answer | Promise<Answer>;
  /** A refusal in the form that its clients read. */
  refuse?(refusal: RefusedRequest, request: IncomingMessage): Answer;
}

export interface ServerLimits {
  readonly maxConnections: number;
  /** For the head of a request. */
  readonly headTimeoutMs: number;
  /** For a request as a whole. */
  readonly requestTimeoutMs: number;
}

export interface ServerParts {
  readonly handlerAt: (path: string) => Handler | undefined;
  readonly access: Access;
  readonly bodies: BodyReader;
  readonly metrics: RelayMetrics;
  readonly log: RelayLog;
}

/** Longer than load balancers keep a connection, so that they and not the relay close one that is idle. */
const keepAliveMs = 75_000;
const lookMs = 1000;
/** A client that is still sending when it is refused has so long to read why. */
const lingerMs = 1000;

/** Takes requests over HTTP, within limits. */
export class RelayServer {
  readonly #parts: ServerParts;
  readonly #server: Server;
  #isEnding = false;

  constructor(parts: ServerParts, limits: ServerLimits) {
    this.#parts = parts;
    const { headTimeoutMs: headersTimeout, requestTimeoutMs: requestTimeout } = limits;
    const options = {
      headersTimeout,
      requestTimeout,
      connectionsCheckingInterval: lookMs,
      keepAliveTimeout: keepAliveMs,
    };
    this.#server = createServer(options, (request, response) => void this.#answer(request, response));
    this.#server.maxConnections = limits.maxConnections;
    this.#server.on('drop', () => parts.metrics.connectionsRefused.add());
    this.#server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => this.#unreadable(error, socket));
  }

  /** @returns the port. @throws the system's error */
  listen(port: number, host: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, () => resolve((this.#server.address() as AddressInfo).port));
    });
  }

  /** Takes no more connections, and ends those that are open when their request is answered, or after so long. */
  async close(timeoutMs: number): Promise<void> {
    this.#isEnding = true;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    const timer = setTimeout(() => this.#server.closeAllConnections(), timeoutMs);
    await closed;
    clearTimeout(timer);
  }

  /** Never rejects. */
  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const start = systemRuntime.now();
    const { metrics } = this.#parts;
    const [path = ''] = (request.url ?? '').split('?');
    const handler = this.#parts.handlerAt(path);
    try {
      this.#send(response, await this.#handle(handler, request));
      if (request.method !== 'GET') metrics.acceptSeconds.observe((systemRuntime.now() - start) / 1000);
    } catch (error) {
      if (request.destroyed && !request.complete) return; // it was cut off, and none reads an answer
      metrics.refused.add();
      const refusal = error instanceof RefusedRequest ? error : this.#failed(error);
      this.#send(response, (handler?.refuse ?? refusalAnswer)(refusal, request));
      this.#linger(request);
    }
  }

  async #handle(handler: Handler | undefined, request: IncomingMessage): Promise<Answer> {
    if (handler === undefined) throw new RefusedRequest(404, 'There is no such route.');
    if (request.method !== handler.method) throw new RefusedRequest(405, `Only ${handler.method} is served here.`);
    if (handler.isOpen !== true) this.#parts.access.check(request.headers);
    const { contentTypes } = handler;
    if (contentTypes?.includes(contentTypeOf(request)) === false) {
      throw new RefusedRequest(415, `The content type must be ${contentTypes.join(' or ')}.`);
    }
    return this.#parts.bodies.read(request, async (body) => handler.handle(body, request));
  }

  #failed(error: unknown): RefusedRequest {
    // The name alone: a message may quote the request.
    this.#parts.log('error', 'request_failed', { error: error instanceof Error ? error.name : typeof error });
    return new RefusedRequest(
      503,
      'The relay has failed to take this request. Nothing is lost if it is made again.',
      2,
    );
  }

  #send(response: ServerResponse, { status, headers, body }: Answer): void {
    if (response.destroyed) return;
    const closes = this.#isEnding ? { connection: 'close' } : {};
    response.writeHead(status, { ...headers, ...closes, 'content-length': Buffer.byteLength(body) });
    response.end(body);
  }

  /** What is still being sent is read and dropped for a while: a client that is busy sending does not read the answer. */
  #linger(request: IncomingMessage): void {
    if (request.complete) return;
    request.resume();
    const timer = setTimeout(() => request.destroy(), lingerMs);
    request.once('close', () => clearTimeout(timer));
  }

  /** No request could be read: it is none, or it has not come in time. */
  #unreadable({ code }: NodeJS.ErrnoException, socket: Socket): void {
    if (code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const isLate = code === 'ERR_HTTP_REQUEST_TIMEOUT';
    const isLong = code === 'HPE_HEADER_OVERFLOW';
    const [status, message] = isLate
      ? ['408 Request Timeout', 'The request was not sent in time.']
      : isLong
        ? ['431 Request Header Fields Too Large', 'The head of the request is too long.']
        : ['400 Bad Request', 'This is no request of HTTP.'];
    this.#parts.metrics.refused.add();
    const body = JSON.stringify({ success: false, message });
    const head = `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close`;
    socket.end(`${head}\r\n\r\n${body}`);
    // Else a client that ignores the answer could go on sending for ever.
    const timer = setTimeout(() => socket.destroy(), lingerMs);
    socket.once('close', () => clearTimeout(timer));
  }
}

export const contentTypeOf = ({ headers }: IncomingMessage): string =>
  headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
