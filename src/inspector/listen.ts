import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RequestHandler } from './request-handler';

/** A server that listens. */
export interface Listening {
  /** Such as `http://127.0.0.1:43211`. */
  readonly url: string;
  readonly port: number;
  /** Stops at once and destroys every open connection. Closing again has no effect. */
  readonly close: () => Promise<void>;
}

/** Resolves once requests are handled; rejects with the system's error if the port is taken. */
export function listen(handler: RequestHandler, port: number, host: string): Promise<Listening> {
  const server = createServer((request, response) => void handler.handle(request, response));
  server.on('connection', (socket) => handler.connected(socket));
  // Idle connections stay open: only a fault closes one, so that a test knows when.
  server.keepAliveTimeout = 0;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      handler.close();
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const { port: listening } = server.address() as AddressInfo;
      resolve({ url: `http://${host.includes(':') ? `[${host}]` : host}:${listening}`, port: listening, close });
    });
  });
}
