import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import { modelEvents, toBatch } from '../../../src/delivery/batch';
import { agentFor, proxyFor } from '../../../src/delivery/http/agent';
import type { Outcome } from '../../../src/delivery/http/outcome';
import { Transport, type TransportOptions } from '../../../src/delivery/http/transport';
import { eventually } from '../../support/eventually';
import { allTaken, type FaultyServer, type RawExchange, startFaultyServer, tunnel } from '../../support/faulty-server';
import { pem, serverTls, withoutProxies } from '../../support/surroundings';

const authority = pem('authority.pem');
const clientTls = { cert: pem('client.pem'), key: pem('client.key') };

const closers = withoutProxies();

const serve = async (
  behave: (exchange: RawExchange) => void,
  options: Parameters<typeof startFaultyServer>[1] = {},
): Promise<FaultyServer> => {
  const server = await startFaultyServer(behave, options);
  closers.push(() => server.close());
  return server;
};

const takeAll = (exchange: RawExchange): void => void exchange.socket.write(allTaken(exchange));

/** Node 22.23 itself finds no IPv6 address in a certificate. */
const namesIPv6 =
  checkServerIdentity('::1', {
    subject: {},
    subjectaltname: 'IP Address:0:0:0:0:0:0:0:1',
  } as PeerCertificate) === undefined;

const batch = toBatch([{ id: 'a', bytes: Buffer.from('{"event_id":"a"}') }], modelEvents);

const sendTo = async (url: string, options: Partial<TransportOptions> = {}, times = 1): Promise<Outcome> => {
  const transport = new Transport({
    url: new URL(url),
    apiKey: 'hh_test_key_wxyz',
    headers: {},
    userAgent: 'test',
    requestTimeoutMs: 20_000,
    allowInsecure: true,
    compression: 'none',
    ...options,
  });
  closers.push(() => transport.close());
  let outcome: Outcome | undefined;
  for (let sent = 0; sent < times; sent += 1) outcome = await transport.send(batch, new AbortController().signal);
  return outcome ?? { kind: 'delivered' };
};

describe('the proxy for an address', () => {
  const https = 'https://api.honeyhive.ai/events';
  const proxy = 'http://proxy.example:3128/';

  test.each<[string, string, Record<string, string>, string | undefined]>([
    ['none is set', https, {}, undefined],
    ['HTTPS_PROXY', https, { HTTPS_PROXY: proxy }, proxy],
    ['https_proxy', https, { https_proxy: proxy }, proxy],
    ['the lower case wins', https, { https_proxy: proxy, HTTPS_PROXY: 'http://other.example/' }, proxy],
    ['a host and port alone', https, { HTTPS_PROXY: 'proxy.example:3128' }, proxy],
    ['HTTP_PROXY is for http', https, { HTTP_PROXY: proxy }, undefined],
    ['HTTP_PROXY', 'http://collector.example/', { HTTP_PROXY: proxy }, proxy],
    ['ALL_PROXY', https, { ALL_PROXY: proxy }, proxy],
    ['an empty variable', https, { HTTPS_PROXY: '' }, undefined],
    ['this machine by name', 'http://localhost:4317/', { HTTP_PROXY: proxy }, undefined],
    ['this machine by address', 'http://127.0.0.1:4317/', { HTTP_PROXY: proxy }, undefined],
    ['this machine by IPv6', 'http://[::1]:4317/', { HTTP_PROXY: proxy }, undefined],
    ['NO_PROXY=*', https, { HTTPS_PROXY: proxy, NO_PROXY: '*' }, undefined],
    ['NO_PROXY with the name', https, { HTTPS_PROXY: proxy, NO_PROXY: 'api.honeyhive.ai' }, undefined],
    ['NO_PROXY with the name in capitals', https, { HTTPS_PROXY: proxy, NO_PROXY: 'API.HoneyHive.ai' }, undefined],
    ['NO_PROXY with a name above', https, { HTTPS_PROXY: proxy, NO_PROXY: 'honeyhive.ai' }, undefined],
    ['NO_PROXY with a suffix', https, { HTTPS_PROXY: proxy, no_proxy: '.honeyhive.ai' }, undefined],
    ['NO_PROXY with a wildcard', https, { HTTPS_PROXY: proxy, NO_PROXY: '*.honeyhive.ai' }, undefined],
    ['NO_PROXY with part of a name', https, { HTTPS_PROXY: proxy, NO_PROXY: 'hive.ai' }, proxy],
    ['NO_PROXY with the port', https, { HTTPS_PROXY: proxy, NO_PROXY: 'honeyhive.ai:443' }, undefined],
    ['NO_PROXY with another port', https, { HTTPS_PROXY: proxy, NO_PROXY: 'honeyhive.ai:8443' }, proxy],
    ['NO_PROXY with a list', https, { HTTPS_PROXY: proxy, NO_PROXY: 'a.example, honeyhive.ai' }, undefined],
    ['NO_PROXY with spaces only', https, { HTTPS_PROXY: proxy, NO_PROXY: 'a.example honeyhive.ai' }, undefined],
    ['NO_PROXY with an address', 'https://10.1.2.3/', { HTTPS_PROXY: proxy, NO_PROXY: '10.1.2.3' }, undefined],
    ['NO_PROXY with a range', 'https://10.1.2.3/', { HTTPS_PROXY: proxy, NO_PROXY: '10.0.0.0/8' }, undefined],
    ['NO_PROXY with another range', 'https://11.1.2.3/', { HTTPS_PROXY: proxy, NO_PROXY: '10.0.0.0/8' }, proxy],
    ['NO_PROXY with a range that is none', 'https://10.1.2.3/', { HTTPS_PROXY: proxy, NO_PROXY: '10.0.0.0/99' }, proxy],
    ['NO_PROXY with IPv6', 'https://[fd00::5]/', { HTTPS_PROXY: proxy, NO_PROXY: 'fd00::5' }, undefined],
    ['NO_PROXY with IPv6 and port', 'https://[fd00::5]/', { HTTPS_PROXY: proxy, NO_PROXY: '[fd00::5]:443' }, undefined],
    ['NO_PROXY with an IPv6 range', 'https://[fd00::5]/', { HTTPS_PROXY: proxy, NO_PROXY: 'fd00::/8' }, undefined],
  ])('%s', (_case, url, env, expected) => {
    expect(proxyFor(new URL(url), env)?.href).toBe(expected);
  });

  test.each(['socks5://proxy.example:1080', 'http://', '::::'])('%s is an error, rather than no proxy', (value) => {
    expect(() => proxyFor(new URL(https), { HTTPS_PROXY: value })).toThrow('no http or https URL');
  });
});

describe('through a proxy', () => {
  test('https goes through a tunnel, which is kept open', async () => {
    const server = await serve(takeAll, { tls: serverTls });
    const proxy = await serve(tunnel);
    process.env['HTTPS_PROXY'] = `http://user:pass%20word@127.0.0.1:${proxy.port}`;
    expect(await sendTo(`https://honeyhive.test:${server.port}/`, { tls: { ca: authority } }, 5)).toEqual({
      kind: 'delivered',
    });
    expect(proxy.exchanges).toHaveLength(1);
    const [{ head } = { head: '' }] = proxy.exchanges;
    expect(head).toContain(`CONNECT honeyhive.test:${server.port} HTTP/1.1`);
    expect(head).toContain(`Basic ${Buffer.from('user:pass word').toString('base64')}`);
    expect(head).not.toContain('hh_test');
    expect(server.exchanges).toHaveLength(5);
  });

  test('at an IPv6 address works', async () => {
    const server = await serve(takeAll, { tls: serverTls });
    const proxy = await serve(tunnel, { host: '::1' });
    process.env['HTTPS_PROXY'] = `http://[::1]:${proxy.port}`;
    expect(await sendTo(`https://honeyhive.test:${server.port}/`, { tls: { ca: authority } })).toEqual({
      kind: 'delivered',
    });
  });

  test('an IPv6 address is requested in brackets, and the certificate must be for it', async () => {
    const server = await serve(takeAll, { tls: serverTls });
    const proxy = await serve(tunnel);
    process.env['HTTPS_PROXY'] = `http://127.0.0.1:${proxy.port}`;
    const outcome = await sendTo(`https://[fd00::5]:${server.port}/`, { tls: { ca: authority } });
    expect(proxy.exchanges[0]?.head).toContain(`CONNECT [fd00::5]:${server.port} HTTP/1.1`);
    expect(outcome).toMatchObject({ kind: 'misconfigured', problem: expect.stringContaining('ALTNAME') });
    expect(server.exchanges).toHaveLength(0);
  });

  (namesIPv6 ? test : test.skip)('an IPv6 address is connected to if the certificate is for it', async () => {
    const server = await serve(takeAll, { tls: serverTls });
    const proxy = await serve(tunnel);
    const url = new URL(`https://[::1]:${server.port}/`);
    const options = { tls: { ca: authority }, timeoutMs: 20_000, signal: new AbortController().signal };
    // No proxy is used for addresses of this machine, so the agent is made for another one.
    const agent = agentFor(new URL(`https://[fd00::5]:${server.port}/`), options, {
      HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
    });
    closers.push(() => agent.destroy());
    expect(await sendTo(url.href, { agent })).toEqual({ kind: 'delivered' });
    expect(proxy.exchanges[0]?.head).toContain(`CONNECT [::1]:${server.port}`);
  });

  test.each(['localhost', '127.0.0.1', ...(namesIPv6 ? ['[::1]'] : [])])(
    'over https at %s is trusted by the certificate authorities in the options',
    async (host) => {
      const server = await serve(takeAll, { tls: serverTls });
      const proxy = await serve(tunnel, { tls: serverTls, host: host === '[::1]' ? '::1' : '127.0.0.1' });
      process.env['HTTPS_PROXY'] = `https://${host}:${proxy.port}`;
      expect(await sendTo(`https://honeyhive.test:${server.port}/`, { tls: { ca: authority } })).toEqual({
        kind: 'delivered',
      });
    },
  );

  test('http goes through a tunnel as well', async () => {
    const server = await serve(takeAll);
    const proxy = await serve(tunnel);
    process.env['http_proxy'] = `127.0.0.1:${proxy.port}`;
    expect(await sendTo(`http://honeyhive.test:${server.port}/`)).toEqual({ kind: 'delivered' });
  });

  test.each<[number, Outcome['kind']]>([
    [407, 'misconfigured'],
    [403, 'misconfigured'],
    [502, 'unavailable'],
  ])('that answers %d the outcome keeps the records', async (status, kind) => {
    const proxy = await serve(({ socket }) => socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`));
    process.env['HTTPS_PROXY'] = `http://127.0.0.1:${proxy.port}`;
    expect((await sendTo('https://honeyhive.test/')).kind).toBe(kind);
  });

  test('that hangs, the request ends at its deadline and closing leaves no connection', async () => {
    const proxy = await serve(() => undefined);
    process.env['HTTPS_PROXY'] = `http://user:word@127.0.0.1:${proxy.port}`;
    expect(await sendTo('https://honeyhive.test/', { requestTimeoutMs: 300 })).toEqual({
      kind: 'unavailable',
      problem: expect.stringMatching(
        new RegExp(`https://honeyhive.test/ \\(through the proxy http://127.0.0.1:${proxy.port}\\).* timed out\\.$`),
      ),
    });
    for (const close of closers.splice(1)) await close();
    await eventually(() => proxy.open === 0);
  });

  test.each(['socks5://127.0.0.1:1080', 'http://user%zz@127.0.0.1:1080'])(
    'that cannot be used (%s) nothing is sent without it',
    async (proxy) => {
      const server = await serve(takeAll, { tls: serverTls });
      process.env['HTTPS_PROXY'] = proxy;
      const outcome = await sendTo(`https://honeyhive.test:${server.port}/`, { tls: { ca: authority } });
      expect(outcome).toMatchObject({ kind: 'misconfigured', problem: expect.stringContaining('HTTPS_PROXY') });
      expect(server.exchanges).toHaveLength(0);
    },
  );
});

describe('a certificate', () => {
  test('of the app’s own authority is trusted if the options have the authority', async () => {
    const server = await serve(takeAll, { tls: serverTls });
    expect(await sendTo(`https://localhost:${server.port}/`, { tls: { ca: authority } })).toEqual({
      kind: 'delivered',
    });
  });

  test('of an unknown authority is a wrong configuration, and the key is not sent', async () => {
    const server = await serve(takeAll, { tls: serverTls });
    const outcome = await sendTo(`https://localhost:${server.port}/`);
    expect(outcome).toMatchObject({ kind: 'misconfigured', problem: expect.stringContaining('NODE_EXTRA_CA_CERTS') });
    expect(server.exchanges).toHaveLength(0);
  });

  test('for another name is a wrong configuration', async () => {
    const server = await serve(takeAll, { tls: serverTls });
    const proxy = await serve(tunnel);
    process.env['HTTPS_PROXY'] = `http://127.0.0.1:${proxy.port}`;
    const outcome = await sendTo(`https://other.test:${server.port}/`, { tls: { ca: authority } });
    expect(outcome.kind).toBe('misconfigured');
  });

  test('of the client is presented to the server', async () => {
    const tls = { ...serverTls, ca: authority, requestCert: true, rejectUnauthorized: true };
    const server = await serve(takeAll, { tls });
    const url = `https://localhost:${server.port}/`;
    expect((await sendTo(url, { tls: { ca: authority } })).kind).toBe('unavailable');
    expect(await sendTo(url, { tls: { ca: authority, ...clientTls } })).toEqual({ kind: 'delivered' });
  });
});
