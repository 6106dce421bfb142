import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundleOf } from '../support/bundle';
import { http, type RawExchange, startFaultyServer } from '../support/faulty-server';

/** What a program prints that waits for a flush and a shutdown. Times in milliseconds. */
interface Printed {
  readonly flush: { readonly ms: number; readonly message: string };
  readonly stats: { readonly pending: number; readonly lost: Readonly<Record<string, number>> };
  /** What is open right after the shutdown. */
  readonly left: readonly string[];
}

const program = bundleOf(join(__dirname, '../support/deadline-program.ts'));
const limitMs = 400;

const silent = (): void => undefined;

const drip = ({ socket }: RawExchange): void => {
  socket.write('HTTP/1.1 200 OK\r\n');
  const timer = setInterval(() => (socket.destroyed ? clearInterval(timer) : socket.write('x-slow: 1\r\n')), 20);
  socket.once('close', () => clearInterval(timer));
};

const busyForAnHour = ({ socket }: RawExchange): void => void socket.write(http(429, '', { 'retry-after': '3600' }));

describe('a flush and a shutdown end at their limit, and nothing is left', () => {
  test.each<[string, (exchange: RawExchange) => void, 'plain' | 'tls' | 'dns' | 'proxy']>([
    ['in a black hole', silent, 'plain'],
    ['while an answer trickles', drip, 'plain'],
    ['when a server asks for a retry after an hour', busyForAnHour, 'plain'],
    ['while a name is looked up for ever', silent, 'dns'],
    ['while a TLS handshake hangs', silent, 'tls'],
    ['while a proxy hangs', silent, 'proxy'],
  ])('%s', async (_fault, behave, transport) => {
    const server = await startFaultyServer(behave);
    try {
      const { stdout } = await promisify(execFile)(process.execPath, [program(), transport, String(server.port)], {
        timeout: 120_000,
      });
      const printed = JSON.parse(stdout) as Printed;
      expect(printed.flush.message).toMatch(/^5 records are still pending after \d+ ms; they stay queued\.$/);
      expect(printed.flush.ms).toBeGreaterThanOrEqual(limitMs - 10);
      expect(printed.stats).toMatchObject({ pending: 0, lost: { shutdown: 5 } });
      expect(printed.left).toEqual([]);
    } finally {
      await server.close();
    }
  });
});
