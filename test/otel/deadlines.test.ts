import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { http, type RawExchange, startFaultyServer } from '../support/faulty-server';

/** What a program that waited for a flush and a shutdown said of them. Times in milliseconds. */
interface Said {
  readonly flush: { readonly ms: number; readonly message: string };
  readonly stats: { readonly pending: number; readonly lost: Readonly<Record<string, number>> };
  /** What is open right after the shutdown. */
  readonly left: readonly string[];
}

const limitMs = 400;

const silent = (): void => undefined;

const drip = ({ socket }: RawExchange): void => {
  socket.write('HTTP/1.1 200 OK\r\n');
  const timer = setInterval(() => (socket.destroyed ? clearInterval(timer) : socket.write('x-slow: 1\r\n')), 20);
  socket.once('close', () => clearInterval(timer));
};

const patient = ({ socket }: RawExchange): void => void socket.write(http(429, '', { 'retry-after': '3600' }));

describe('a flush and a shutdown end at their limit, and nothing is left', () => {
  test.each<[string, (exchange: RawExchange) => void, 'plain' | 'tls' | 'dns' | 'proxy']>([
    ['in a black hole', silent, 'plain'],
    ['while an answer trickles', drip, 'plain'],
    ['when a server asks for an hour of patience', patient, 'plain'],
    ['while a name is looked up for ever', silent, 'dns'],
    ['while a TLS handshake hangs', silent, 'tls'],
    ['while a proxy hangs', silent, 'proxy'],
  ])('%s', async (_fault, behave, way) => {
    const server = await startFaultyServer(behave);
    try {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [
          '--require',
          'esbuild-register',
          join(__dirname, '..', 'support', 'deadline-program.ts'),
          way,
          String(server.port),
        ],
        { timeout: 120_000 },
      );
      const said = JSON.parse(stdout) as Said;
      expect(said.flush.message).toMatch(/^5 records are still pending after \d+ ms; they stay queued\.$/);
      expect(said.flush.ms).toBeGreaterThanOrEqual(limitMs - 10);
      expect(said.stats).toMatchObject({ pending: 0, lost: { shutdown: 5 } });
      expect(said.left).toEqual([]);
    } finally {
      await server.close();
    }
  });
});
