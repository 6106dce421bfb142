import { EventEmitter } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import * as net from 'node:net';
import { bodyOf } from '../../otlp/http/body';
import { tooLarge } from '../../otlp/http/decoded-body';
import { isSame } from '../../otlp/http/is-same';
import type { OtlpRefusal } from '../../otlp/http/refusal';
import { type OtlpRequest, refusalOfHead } from '../../otlp/http/request';
import { type OtlpResponse, otlpResponse } from '../../otlp/http/response';
import { withoutTracing } from '../../runtime/otel/suppress-tracing';
import type { Session } from '../../session/session-of';
import { leaveAlone } from '../../wire/taps/own-servers';
import { childHeaders, decodedSession } from './child-variables';

/** A batch of Claude Code has some megabytes: each request has the conversation before it. */
export const maxBodyBytes = 64 * 2 ** 20;

/** Answers a request of a child process. @param session that the child was started in */
export type AcceptOfChild = (request: OtlpRequest, session: Session | undefined) => Promise<OtlpResponse>;

/** Takes the telemetry of child processes on the loopback interface, from who has the token. It keeps no process alive. */
export class ChildServer {
  readonly #token: string;
  readonly #accept: AcceptOfChild;
  readonly #server: Server;

  constructor(token: string, accept: AcceptOfChild) {
    this.#token = token;
    this.#accept = accept;
    this.#server = withoutTracing(() => this.#listening());
  }

  /** Where it listens; `undefined` if it cannot, or does not yet. */
  get port(): number | undefined {
    const address = this.#server.address();
    return typeof address === 'object' ? address?.port : undefined;
  }

  #listening(): Server {
    const server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
    leaveAlone(server);
    // Instrumentations of the app patch the one of the class, and would make a span of each request.
    server.emit = EventEmitter.prototype.emit;
    server.on('error', () => {}); // then there is no port
    server.on('connection', (socket) => socket.unref());
    server.listen(boundHandle() ?? { port: 0, host: '127.0.0.1' });
    return server.unref();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { headers } = request;
    const head = {
      path: request.url?.split('?')[0] ?? '',
      contentType: headers['content-type'],
      contentEncoding: headers['content-encoding'],
    };
    const { [childHeaders.token]: token, [childHeaders.session]: session } = headers;
    const refusal = isSame(this.#token, String(token)) ? refusalOfHead(head) : unauthorized;
    const body = refusal === undefined ? await bodyOf(request, maxBodyBytes) : undefined;
    request.resume(); // what is not read is passed over, so that the sender reads the answer
    const {
      status,
      headers: sent,
      body: answer,
    } = body === undefined
      ? otlpResponse(head, refusal ?? tooLarge(maxBodyBytes))
      : await this.#accept({ ...head, body }, decodedSession(session));
    response.writeHead(status, { ...sent, 'content-length': answer.length }).end(answer);
  }
}

const unauthorized: OtlpRefusal = {
  status: 401,
  message: 'Only child processes of this one may send telemetry here, with the header that their environment names.',
};

/**
 * A socket that is bound at once: a child may be started in the same turn, and has to be given the port. As Node's own cluster module makes
 * it; `undefined` where Node has no such function, so that children of this turn are left out.
 */
function boundHandle(): object | undefined {
  const { _createServerHandle: bind } = net as {
    readonly _createServerHandle?: (address: string, port: number, family: number) => unknown;
  };
  const handle = bind?.('127.0.0.1', 0, 4);
  return typeof handle === 'object' && handle !== null ? handle : undefined;
}
