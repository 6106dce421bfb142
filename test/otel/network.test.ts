import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { type HoneyHiveExporterOptions, HoneyHiveSpanExporter, HoneyHiveSpanProcessor, type Stats } from '../../src';
import { startReceiver } from '../../src/inspector';
import { allTaken, type FaultyServer, type RawExchange, startFaultyServer } from '../support/faulty-server';
import { captureLog } from '../support/log';
import { sdks } from '../support/sdk';

beforeEach(() => void captureLog());

const pem = (name: string): Buffer => readFileSync(join(__dirname, '..', 'support', 'certificates', name));
const ca = pem('authority.pem');
const serverTls = { cert: pem('server.pem'), key: pem('server.key') };
const clientTls = { cert: pem('client.pem'), key: pem('client.key') };

const environment = { ...process.env };
const closers: (() => unknown)[] = [];
beforeEach(() => {
  for (const name of Object.keys(process.env)) if (/_proxy$/i.test(name)) delete process.env[name];
});
afterEach(async () => {
  process.env = { ...environment };
  for (const close of closers.splice(0)) await close();
});

const serve = async (
  behave: (exchange: RawExchange) => void,
  options: Parameters<typeof startFaultyServer>[1] = {},
): Promise<FaultyServer> => {
  const server = await startFaultyServer(behave, options);
  closers.push(() => server.close());
  return server;
};
const takeAll = (exchange: RawExchange): void => void exchange.socket.write(allTaken(exchange));

/** An app with these options that makes three calls and shuts down: what became of them. */
async function app(options: HoneyHiveExporterOptions): Promise<Stats> {
  const all = { apiKey: 'hh_key_of_the_app', shutdownTimeoutMs: 60_000, ...options };
  const processor = new HoneyHiveSpanProcessor(new HoneyHiveSpanExporter(all));
  const provider = sdks[1]?.provider(processor);
  if (provider === undefined) throw new Error('There is no SDK.');
  const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm' };
  for (let n = 0; n < 3; n += 1) provider.getTracer('test').startSpan('chat m', { attributes }, ROOT_CONTEXT).end();
  await provider.shutdown();
  return processor.exporter.stats();
}

const allDelivered = { accepted: 3, delivered: 3, lost: {} };

test('an own authority and a client certificate are used', async () => {
  const tls = { ...serverTls, ca, requestCert: true, rejectUnauthorized: true };
  const server = await serve(takeAll, { tls });
  const url = `https://localhost:${server.port}`;
  expect(await app({ url, tls: { ca, ...clientTls } })).toMatchObject(allDelivered);
  expect(await app({ url, tls: { ca }, shutdownTimeoutMs: 1000 })).toMatchObject({
    delivered: 0,
    lost: { shutdown: 3 },
  });
});

describe('an agent of the app', () => {
  test('connects in place of ours, and is the app’s to close', async () => {
    const server = await serve(takeAll);
    const agent = new Agent({
      keepAlive: true,
      lookup: (_name, { all }, found) =>
        all === true ? found(null, [{ address: '127.0.0.1', family: 4 }]) : found(null, '127.0.0.1', 4),
    });
    closers.push(() => agent.destroy());
    const url = `http://honeyhive.localhost:${server.port}`;
    expect(await app({ url, agent })).toMatchObject(allDelivered);
    expect(Object.values(agent.freeSockets).flat()).toHaveLength(1);
    expect(await app({ url, agent })).toMatchObject(allDelivered);
    expect(new Set(server.exchanges.map(({ connection }) => connection)).size).toBe(1);
  });

  test('is not led through the proxy of the environment', async () => {
    const server = await serve(takeAll, { tls: serverTls });
    const proxy = await serve(({ socket }) => socket.destroy());
    process.env['HTTPS_PROXY'] = `http://127.0.0.1:${proxy.port}`;
    const { Agent: HttpsAgent } = await import('node:https');
    const agent = new HttpsAgent({ ca });
    expect(await app({ url: `https://localhost:${server.port}`, agent })).toMatchObject(allDelivered);
    expect(proxy.exchanges).toHaveLength(0);
  });

  test('for another protocol loses nothing before its time', async () => {
    const stats = await app({ url: 'https://localhost:1', agent: new Agent(), shutdownTimeoutMs: 1000 });
    expect(stats).toMatchObject({ accepted: 3, delivered: 0, lost: { shutdown: 3 } });
  });
});

test('headers of the app are sent, and none of ours can be replaced', async () => {
  const server = await serve(takeAll);
  const headers = { 'X-Gateway': 'token', Authorization: 'Bearer other', 'Content-Type': 'text/plain' };
  expect(await app({ url: `http://127.0.0.1:${server.port}`, headers })).toMatchObject(allDelivered);
  const [{ head } = { head: '' }] = server.exchanges;
  expect(head).toMatch(/^x-gateway: token$/im);
  expect(head.match(/^authorization: .*$/gim)).toEqual([expect.stringMatching(/Bearer hh_key_of_the_app$/)]);
  expect(head.match(/^content-type: .*$/gim)).toEqual([expect.stringMatching(/application\/json$/)]);
});

test('an IPv6 address is reached', async () => {
  const receiver = await startReceiver({ host: '::1' });
  closers.push(() => receiver.close());
  expect(receiver.url).toContain('[::1]');
  expect(await app({ url: receiver.url })).toMatchObject(allDelivered);
});

test('a key that must be fetched is, and is fetched again when it was refused', async () => {
  const receiver = await startReceiver({ apiKey: 'hh_second_key' });
  closers.push(() => receiver.close());
  const keys = ['hh_first_key', 'hh_second_key'];
  const stats = await app({ url: receiver.url, apiKey: async () => keys.shift() ?? '' });
  expect(stats).toMatchObject(allDelivered);
  expect(receiver.requests.map(({ status }) => status)).toEqual([401, 200]);
});

describe('the proxy of the environment', () => {
  const tunnel = ({ socket, head }: RawExchange): void => {
    const upstream = connect(Number(/:(\d+) HTTP/.exec(head)?.[1]), '127.0.0.1', () => {
      socket.removeAllListeners('data');
      socket.write('HTTP/1.1 200 Connected\r\n\r\n');
      socket.pipe(upstream).pipe(socket);
    });
    upstream.on('error', () => socket.destroy());
  };

  test('carries everything, and never sees the key', async () => {
    const server = await serve(takeAll, { tls: serverTls });
    const proxy = await serve(tunnel);
    process.env['https_proxy'] = `http://127.0.0.1:${proxy.port}`;
    expect(await app({ url: `https://honeyhive.test:${server.port}`, tls: { ca } })).toMatchObject(allDelivered);
    expect(proxy.exchanges.map(({ head }) => head).join()).not.toContain('hh_key');
  });

  test.each([407, 502])('that answers %d to CONNECT takes nothing, and nothing goes past it', async (status) => {
    const server = await serve(takeAll, { tls: serverTls });
    const proxy = await serve(({ socket }) => socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`));
    process.env['HTTPS_PROXY'] = `http://127.0.0.1:${proxy.port}`;
    const url = `https://honeyhive.test:${server.port}`;
    const stats = await app({ url, tls: { ca }, shutdownTimeoutMs: 1000 });
    expect(stats).toMatchObject({ accepted: 3, delivered: 0, pending: 0 });
    expect(server.exchanges).toHaveLength(0);
  });
});
