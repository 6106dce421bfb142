import { resolveConfig } from '../../src/config/config';
import { checkConnection } from '../../src/doctor/checks/connection';
import type { Finding, Status } from '../../src/doctor/finding';
import { type FaultyServer, http, type RawExchange, startFaultyServer, tunnel } from '../support/faulty-server';
import { serverTls, withoutProxies } from '../support/surroundings';

const key = 'hh_Q7x9ZkP2vR5tW8yB3nM6';

const closers = withoutProxies();

type Behave = (exchange: RawExchange) => void;

async function serve(behave: Behave, options: Parameters<typeof startFaultyServer>[1] = {}): Promise<FaultyServer> {
  const server = await startFaultyServer(behave, options);
  closers.push(() => server.close());
  return server;
}

const answer =
  (status: number, body = '', headers: Readonly<Record<string, string>> = {}): Behave =>
  ({ socket }) =>
    socket.write(http(status, body, headers));

/** What is found of the connection, with the port left out. */
async function found(url: string, env: Readonly<Record<string, string>> = {}): Promise<readonly Finding[]> {
  const config = resolveConfig({}, { HH_API_KEY: key, HH_API_URL: url, ...env }, () => undefined);
  const findings = await checkConnection({ config });
  expect(JSON.stringify(findings)).not.toMatch(/Q7x9|3nM6|canary/);
  return findings;
}

function expectFirst(findings: readonly Finding[], status: Status, words: RegExp): void {
  const [{ finding, advice, ...rest } = { finding: 'none', advice: '' }] = findings;
  expect(`${finding} ${advice ?? ''}`.replaceAll(/:\d{4,5}(?=\/)/g, '')).toMatch(words);
  expect(rest).toEqual({ check: 'connection', status });
}

const at = String.raw`^http://127\.0\.0\.1/events/model/batch answered`;
const html = { 'content-type': 'text/html' };

describe('the connection, to a server that', () => {
  test.each<[string, Behave, Status, string]>([
    ['takes the key', answer(200, '{"event_ids":[],"success":true}'), 'ok', `${at} 200 after \\d+ ms\\. $`],
    ['wants an event', answer(400, '{"message":"canary"}'), 'ok', `${at} 400 .*takes no batch without events`],
    ['stores a part of nothing', answer(500, '{"event_ids":[],"errors":[]}'), 'warning', `${at} 500 .*--send`],
    ['does not know the key', answer(401), 'problem', `${at} 401 .*does not know the key.*HH_API_KEY.*HH_API_URL`],
    ['forbids it', answer(403), 'problem', `${at} 403 .*may not store events.*ingestion key`],
    ['has no such route', answer(404), 'problem', `${at} 404 .*not HoneyHive’s endpoint.*HH_API_URL`],
    ['is a web page', answer(200, '<html>', html), 'problem', `${at} 200 .*with a web page`],
    ['leads elsewhere', answer(302, '', { location: 'https://x.example' }), 'problem', `${at} 302 .*a redirect`],
    ['wants to be asked less', answer(429), 'warning', `${at} 429 .*limits.*retried`],
    ['is in trouble', answer(503, '<html>', html), 'problem', `${at} 503 .*in trouble`],
    ['hangs up', ({ socket }) => void socket.resetAndDestroy(), 'problem', String.raw`failed \(ECONNRESET\)\. Check`],
  ])('%s', async (_what, behave, status, words) => {
    const server = await serve(behave);
    expectFirst(await found(`http://127.0.0.1:${server.port}`), status, new RegExp(words));
  });

  test('is not asked where nothing is recorded', async () => {
    const server = await serve(() => undefined);
    expectFirst(await found(`http://127.0.0.1:${server.port}`, { HH_ENABLED: 'false' }), 'skipped', /Nothing is sent/);
  });

  test('is silent', async () => {
    const server = await serve(() => undefined);
    const findings = await found(`http://127.0.0.1:${server.port}`, { HH_REQUEST_TIMEOUT_MS: '300' });
    expectFirst(findings, 'problem', /^The request to http:\/\/127\.0\.0\.1\/events\/model\/batch timed out\. Check/);
    expect(findings.slice(1)).toMatchObject([{ check: 'clock', status: 'skipped' }]);
  });

  test('is not there', async () => {
    const server = await serve(() => undefined);
    await server.close();
    expectFirst(await found(`http://127.0.0.1:${server.port}`), 'problem', /failed \(ECONNREFUSED\)/);
  });

  test('is of the v1 format', async () => {
    const server = await serve(answer(200, '{"event_ids":[]}'));
    const findings = await found(`http://127.0.0.1:${server.port}/`, { HH_EVENTS_API: 'v1' });
    expectFirst(findings, 'ok', /\/v1\/events\/batch answered 200/);
    expect(server.exchanges[0]?.body.toString()).toBe('{"events":[]}');
  });

  test('has a certificate that is not trusted', async () => {
    const server = await serve(() => undefined, { tls: serverTls });
    expectFirst(await found(`https://127.0.0.1:${server.port}`), 'problem', /certificate .*NODE_EXTRA_CA_CERTS/);
  });

  test('gets one request, with the app’s key and headers, and no event', async () => {
    const server = await serve(answer(401));
    await found(`http://127.0.0.1:${server.port}`, { HH_HEADERS: 'x-gateway=canary' });
    expect(server.exchanges).toHaveLength(1);
    const [{ head, body } = { head: '', body: '' }] = server.exchanges;
    expect(head).toMatch(new RegExp(`^POST /events/model/batch[^]*authorization: Bearer ${key}`, 'i'));
    expect(head).toContain('x-gateway: canary');
    expect(String(body)).toBe('{"model_events":[]}');
  });

  test('can be reached without a key', async () => {
    const server = await serve(answer(401));
    expectFirst(await found(`http://127.0.0.1:${server.port}`, { HH_API_KEY: '' }), 'ok', /401 .*as it should without/);
  });

  test('would get the key in clear: it gets no request', async () => {
    expectFirst(await found('http://honeyhive.test'), 'problem', /not sent over plain http .*HH_ALLOW_INSECURE/);
  });

  test('has another time', async () => {
    const date = new Date(Date.now() - 3_600_000).toUTCString();
    const server = await serve(answer(200, '{"event_ids":[]}', { date }));
    const [, clock] = await found(`http://127.0.0.1:${server.port}`);
    expect(clock).toMatchObject({ check: 'clock', status: 'warning', finding: expect.stringContaining('60 minutes') });
  });
});

describe('the connection through a proxy that', () => {
  const through = async (behave: Behave, env: Readonly<Record<string, string>> = {}) => {
    const server = await serve(answer(200, '{"event_ids":[]}'));
    const proxy = await serve(behave);
    process.env['HTTP_PROXY'] = `http://user:canary@127.0.0.1:${proxy.port}`;
    const findings = await found(`http://honeyhive.test:${server.port}`, { HH_ALLOW_INSECURE: 'true', ...env });
    const text = JSON.stringify(findings);
    expect(text).toContain(`(through the proxy http://127.0.0.1:${proxy.port})`);
    return findings;
  };

  test('works', async () => expectFirst(await through(tunnel), 'ok', /answered 200/));

  test.each<[string, number, RegExp]>([
    ['wants other credentials', 407, /the proxy cannot be used \(PROXY_407\)\. Check HTTPS_PROXY/],
    ['forbids the address', 403, /the proxy cannot be used \(PROXY_403\)/],
    ['finds no server', 502, /failed \(PROXY_502\)/],
  ])('%s', async (_what, status, words) => {
    const refuse: Behave = ({ socket }) => socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`);
    expectFirst(await through(refuse), 'problem', words);
  });

  test('is silent', async () => {
    const findings = await through(() => undefined, { HH_REQUEST_TIMEOUT_MS: '300' });
    expectFirst(findings, 'problem', /timed out/);
  });
});
