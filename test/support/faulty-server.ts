import { connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

/** One request, as bytes arrived, and the socket to misbehave on. */
export interface RawExchange {
  readonly socket: Socket;
  /** Requests and connections are counted from 1. */
  readonly number: number;
  readonly connection: number;
  readonly head: string;
  readonly body: Buffer;
  /** The `event_id`s of the body, in order. */
  readonly ids: readonly string[];
}

export interface FaultyServer {
  readonly port: number;
  readonly exchanges: readonly RawExchange[];
  /** Connections that are open now. */
  readonly open: number;
  close(): Promise<void>;
}

/** A server that does to the socket whatever the test says, byte by byte. */
export async function startFaultyServer(
  behave: (exchange: RawExchange) => void,
  options: { readonly tls?: TlsOptions; readonly host?: string } = {},
): Promise<FaultyServer> {
  const exchanges: RawExchange[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const listener = (socket: Socket): void => {
    connections += 1;
    const connection = connections;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    let received: Buffer = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      for (let request = cut(received); request !== undefined; request = cut(received)) {
        received = request.rest;
        const { head, body } = request;
        const ids = [...body.toString().matchAll(/"event_id":"([^"]*)"/g)].map((match) => match[1] ?? '');
        const exchange = { socket, number: exchanges.length + 1, connection, head, body, ids };
        exchanges.push(exchange);
        behave(exchange);
      }
    });
  };
  const server: Server = options.tls === undefined ? createServer(listener) : createTlsServer(options.tls, listener);
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, options.host ?? '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    exchanges,
    get open() {
      return sockets.size;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function cut(bytes: Buffer): { head: string; body: Buffer; rest: Buffer } | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = bytes.subarray(0, end).toString();
  const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
  const start = end + 4;
  if (bytes.length < start + length) return undefined;
  return { head, body: bytes.subarray(start, start + length), rest: bytes.subarray(start + length) };
}

/** An HTTP answer as text. */
export function http(status: number, body = '', headers: Readonly<Record<string, string>> = {}): string {
  const all = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Whatever\r\n${lines.join('')}\r\n${body}`;
}

/** The answer that takes every record of a request. */
export const allTaken = ({ ids }: RawExchange): string => http(200, JSON.stringify({ event_ids: ids, success: true }));

/** A proxy that connects to the requested port on this machine, whatever the host. */
export const tunnel = ({ socket, head }: RawExchange): void => {
  const port = Number(/^CONNECT \S+:(\d+) /.exec(head)?.[1]);
  const upstream = connect(port, '127.0.0.1', () => {
    socket.removeAllListeners('data');
    socket.write('HTTP/1.1 200 Connected\r\n\r\n');
    socket.pipe(upstream).pipe(socket);
  });
  upstream.on('error', () => socket.destroy());
};
