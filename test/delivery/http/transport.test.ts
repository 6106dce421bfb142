import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { gzipSync } from 'node:zlib';
import { context, trace } from '@opentelemetry/api';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { modelEvents, toBatch } from '../../../src/delivery/batch';
import type { Outcome } from '../../../src/delivery/http/outcome';
import { Transport, type TransportOptions } from '../../../src/delivery/http/transport';
import { eventually } from '../../support/eventually';
import { allTaken, type FaultyServer, http, type RawExchange, startFaultyServer } from '../../support/faulty-server';

const key = 'hh_test_key_wxyz';
const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const serve = async (behave: (exchange: RawExchange) => void): Promise<FaultyServer> => {
  const server = await startFaultyServer(behave);
  closers.push(() => server.close());
  return server;
};

const transportTo = (url: string | URL, options: Partial<TransportOptions> = {}): Transport => {
  const transport = new Transport({
    url: new URL(url),
    apiKey: key,
    headers: {},
    userAgent: 'opentelemetry-exporter-honeyhive/0.0.0',
    requestTimeoutMs: 20_000,
    allowInsecure: false,
    compression: 'none',
    ...options,
  });
  closers.push(() => transport.close());
  return transport;
};

const batchOf = (...ids: string[]) =>
  toBatch(
    ids.map((id) => ({ id, bytes: Buffer.from(JSON.stringify({ event_id: id, text: 'canary of the user 🐤' })) })),
    modelEvents,
  );

const never = new AbortController().signal;

const address = 'http://127.0.0.1/events/model/batch';
const answered = (status: number): Outcome => ({ kind: 'unavailable', problem: `${address} answered HTTP ${status}.` });
const failed = (code: string, url = address): Outcome => ({
  kind: 'unavailable',
  problem: `The request to ${url} ${code === 'ETIMEDOUT' ? 'timed out' : `failed (${code})`}.`,
});

/** Sentences name the server; its port differs from run to run. */
const withoutPort = (outcome: Outcome): Outcome =>
  'problem' in outcome ? { ...outcome, problem: outcome.problem.replace(/(127\.0\.0\.1):\d+/, '$1') } : outcome;

/** Sends two records to a server that behaves like this. */
const outcomeOf = async (
  behave: (exchange: RawExchange) => void,
  options: Partial<TransportOptions> = {},
): Promise<{ outcome: Outcome; ms: number; server: FaultyServer }> => {
  const server = await serve(behave);
  const start = performance.now();
  const outcome = await transportTo(`http://127.0.0.1:${server.port}/events/model/batch`, options).send(
    batchOf('a', 'b'),
    never,
  );
  return { outcome: withoutPort(outcome), ms: performance.now() - start, server };
};

const takeAll = (exchange: RawExchange): void => void exchange.socket.write(allTaken(exchange));

test('a request carries the records, their length, the key and our version', async () => {
  const { outcome, server } = await outcomeOf(takeAll, { headers: { 'X-Gateway': 'blue' } });
  expect(outcome).toEqual({ kind: 'delivered' });
  const [exchange] = server.exchanges;
  expect(exchange?.head.toLowerCase()).toContain('post /events/model/batch http/1.1');
  expect(exchange?.head).toMatch(/^authorization: Bearer hh_test_key_wxyz$/im);
  expect(exchange?.head).toMatch(/^user-agent: opentelemetry-exporter-honeyhive\/0\.0\.0$/im);
  expect(exchange?.head).toMatch(/^x-gateway: blue$/im);
  expect(exchange?.head).toMatch(/^content-type: application\/json$/im);
  expect(exchange?.head).toMatch(/^content-length: \d+$/im);
  expect(JSON.parse(String(exchange?.body))).toMatchObject({ model_events: [{ event_id: 'a' }, { event_id: 'b' }] });
});

test('a date to come back at is read against the arrival of an answer that says no date itself', async () => {
  const inAMinute = new Date(Date.now() + 60_000).toUTCString();
  const { outcome } = await outcomeOf(({ socket }) => void socket.write(http(429, '', { 'retry-after': inAMinute })));
  const { retryAfterMs = 0 } = outcome as { readonly retryAfterMs?: number };
  expect(retryAfterMs).toBeGreaterThan(50_000);
  expect(retryAfterMs).toBeLessThanOrEqual(60_000);
});

test.each<[string, number, RegExp | undefined]>([
  ['behind by an hour', 3_600_000, /clock \(\S+Z\) is 60 minutes behind HoneyHive's \(\S+Z\)/],
  ['ahead by an hour', -3_600_000, /is 60 minutes ahead of/],
  ['off by a minute', 60_000, undefined],
])('a clock that is %s is reported, if by much', async (_clock, ms, sentence) => {
  const date = new Date(Date.now() + ms).toUTCString();
  const { outcome } = await outcomeOf(({ socket, ids }) =>
    socket.write(http(200, JSON.stringify({ event_ids: ids }), { date })),
  );
  expect(outcome).toEqual(
    sentence === undefined
      ? { kind: 'delivered' }
      : { kind: 'delivered', note: { key: 'clock_skew', sentence: expect.stringMatching(sentence) } },
  );
});

test('connections are kept alive', async () => {
  const server = await serve(takeAll);
  const transport = transportTo(`http://127.0.0.1:${server.port}/`);
  for (let request = 0; request < 20; request += 1) await transport.send(batchOf('a'), never);
  expect(server.exchanges.map(({ connection }) => connection)).toEqual(Array.from({ length: 20 }, () => 1));
});

test.each([
  [502, 2],
  [503, 2],
  [504, 2],
  [500, 1],
  [429, 1],
])('after a %d the next request takes connection %d', async (status, connection) => {
  const server = await serve((exchange) => {
    if (exchange.number === 1) exchange.socket.write(http(status, '{}'));
    else takeAll(exchange);
  });
  const transport = transportTo(`http://127.0.0.1:${server.port}/`);
  await transport.send(batchOf('a'), never);
  expect(await transport.send(batchOf('a'), never)).toEqual({ kind: 'delivered' });
  expect(server.exchanges.at(-1)?.connection).toBe(connection);
});

describe('whatever the server does to the socket, there is an outcome', () => {
  test.each<[string, (exchange: RawExchange) => void, object]>([
    ['reset before the answer', ({ socket }) => socket.resetAndDestroy(), failed('ECONNRESET')],
    ['closed before the answer', ({ socket }) => socket.end(), { kind: 'unavailable' }],
    [
      'reset after the headers of a 200: the status counts',
      ({ socket }) =>
        socket.write(http(200, '', { 'content-length': '500' }), () => setTimeout(() => socket.resetAndDestroy(), 50)),
      { kind: 'delivered', note: { key: 'unverified' } },
    ],
    [
      'reset after the headers of a 503: the status counts',
      ({ socket }) =>
        socket.write(http(503, '', { 'content-length': '500' }), () => setTimeout(() => socket.resetAndDestroy(), 50)),
      answered(503),
    ],
    [
      'hints before the answer',
      (exchange) => {
        exchange.socket.write('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </>\r\n\r\n');
        takeAll(exchange);
      },
      { kind: 'delivered' },
    ],
    ['no HTTP at all', ({ socket }) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'), { kind: 'unavailable' }],
    [
      'a switch to another protocol',
      ({ socket }) => socket.end('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n'),
      { kind: 'unavailable' },
    ],
    [
      'a content length that is too short',
      ({ socket, ids }) => socket.end(http(200, JSON.stringify({ event_ids: ids }), { 'content-length': '5' })),
      { kind: 'delivered', note: { key: 'unverified' } },
    ],
    [
      'a content length that is too long',
      ({ socket, ids }) => socket.end(http(500, JSON.stringify({ event_ids: ids }), { 'content-length': '5000' })),
      answered(500),
    ],
    [
      'an answer of 5 MiB',
      ({ socket, ids }) => socket.end(http(500, JSON.stringify({ event_ids: ids, pad: ' '.repeat(5 * 2 ** 20) }))),
      answered(500),
    ],
    [
      'a gzipped partial success is read',
      ({ socket }) => {
        const body = gzipSync(JSON.stringify({ event_ids: ['a'], errors: ['missing model'] }));
        socket.write(http(500, '', { 'content-length': String(body.length), 'content-encoding': 'gzip' }));
        socket.write(body);
      },
      { kind: 'partial', acked: new Set(['a']) },
    ],
    [
      'a bomb of 50 MiB in gzip is not',
      ({ socket }) => {
        const body = gzipSync(Buffer.alloc(50 * 2 ** 20, ' '));
        socket.write(http(500, '', { 'content-length': String(body.length), 'content-encoding': 'gzip' }));
        socket.write(body);
      },
      { kind: 'unavailable' },
    ],
    [
      'a body that says gzip and is none',
      ({ socket }) => socket.write(http(503, 'plain', { 'content-encoding': 'gzip' })),
      answered(503),
    ],
    [
      'a body whose encoding has the name of a property of every object',
      ({ socket }) => socket.write(http(503, 'plain', { 'content-encoding': 'constructor' })),
      answered(503),
    ],
    [
      'interim answers before the final one',
      (exchange) =>
        exchange.socket.write(`HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n${allTaken(exchange)}`),
      { kind: 'delivered' },
    ],
  ])('%s', async (_fault, behave, expected) => {
    const { outcome } = await outcomeOf(behave);
    expect(outcome).toMatchObject(expected);
  });

  test('no server listens', async () => {
    const server = await startFaultyServer(takeAll);
    await server.close();
    const outcome = await transportTo(`http://127.0.0.1:${server.port}/`).send(batchOf('a'), never);
    expect(withoutPort(outcome)).toEqual(failed('ECONNREFUSED', 'http://127.0.0.1/'));
  });

  test('the name does not exist', async () => {
    const outcome = await transportTo('https://nowhere.invalid/', { requestTimeoutMs: 2000 }).send(batchOf('a'), never);
    expect(outcome.kind).toBe('unavailable');
  });

  test('IPv6', async () => {
    const server = await startFaultyServer(takeAll, { host: '::1' });
    closers.push(() => server.close());
    const outcome = await transportTo(`http://[::1]:${server.port}/`).send(batchOf('a'), never);
    expect(outcome).toEqual({ kind: 'delivered' });
  });
});

describe('a request ends at its deadline', () => {
  const options = { requestTimeoutMs: 400 };
  /** On a busy machine a status takes longer than the first. */
  const deadlines = [400, 4000, 40_000];
  const timedOut = failed('ETIMEDOUT');
  const long = { 'content-length': '10000' };

  test.each<[string, (exchange: RawExchange) => void, object]>([
    ['when there is no answer', () => undefined, timedOut],
    [
      'when the headers trickle',
      ({ socket }) => trickle(socket, `HTTP/1.1 200 OK\r\n${'x-slow: 1\r\n'.repeat(1000)}`),
      timedOut,
    ],
    [
      'when the body trickles, and its status counts',
      ({ socket }) => socket.write(http(503, '', long), () => trickle(socket, ' '.repeat(10_000))),
      answered(503),
    ],
    [
      'when the body of a success trickles, and the records are not sent again',
      ({ socket }) => socket.write(http(200, '', long), () => trickle(socket, ' '.repeat(10_000))),
      { kind: 'delivered' },
    ],
  ])('%s', async (_fault, behave, expected) => {
    for (const requestTimeoutMs of deadlines) {
      const { outcome, ms } = await outcomeOf(behave, { requestTimeoutMs });
      expect(ms).toBeGreaterThanOrEqual(0.97 * requestTimeoutMs);
      if (isDeepStrictEqual({ ...outcome, ...expected }, outcome)) return;
    }
    throw new Error(`With no deadline is the outcome ${JSON.stringify(expected)}.`);
  });

  test('but not if the event loop stood still, and the answer has arrived', async () => {
    const program = `require('node:http').createServer((request, response) => {
      request.resume().once('end', () => setTimeout(() => response.end('{"event_ids":["a"]}'), 100));
    }).listen(0, '127.0.0.1', function () { console.log(this.address().port) })`;
    const server = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'ignore'] });
    closers.push(() => server.kill());
    const [port] = await once(server.stdout, 'data');
    const transport = transportTo(`http://127.0.0.1:${Number(port)}/`, { requestTimeoutMs: 1500 });
    await transport.send(batchOf('a'), never);
    const outcome = transport.send(batchOf('a'), never);
    await sleep(10);
    for (const end = performance.now() + 3000; performance.now() < end; );
    expect(await outcome).toEqual({ kind: 'delivered' });
  });

  test('when the server does not read', async () => {
    const server = createServer((socket) => socket.pause());
    closers.push(() => server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const long = toBatch([{ id: 'a', bytes: Buffer.alloc(32 * 2 ** 20, ' ') }], modelEvents);
    const outcome = await transportTo(`http://127.0.0.1:${port}/`, options).send(long, never);
    expect(withoutPort(outcome)).toEqual(failed('ETIMEDOUT', 'http://127.0.0.1/'));
  });

  test('when the name is never found', async () => {
    const agent = new Agent({ lookup: () => undefined });
    const outcome = await transportTo('http://hanging.localhost/', { ...options, agent }).send(batchOf('a'), never);
    expect(outcome).toEqual(failed('ETIMEDOUT', 'http://hanging.localhost/'));
  });

  test('when a TLS handshake hangs', async () => {
    const server = await serve(() => undefined);
    const outcome = await transportTo(`https://127.0.0.1:${server.port}/`, options).send(batchOf('a'), never);
    expect(withoutPort(outcome)).toEqual(failed('ETIMEDOUT', 'https://127.0.0.1/'));
  });

  test('when the function for the key hangs', async () => {
    const { outcome } = await outcomeOf(takeAll, { ...options, apiKey: () => new Promise(() => undefined) });
    expect(outcome).toEqual(timedOut);
  });

  test('and sends nothing after it, when the key comes too late', async () => {
    let give: (late: string) => void = () => undefined;
    const apiKey = (): Promise<string> =>
      new Promise((resolve) => {
        give = resolve;
      });
    const { outcome, server } = await outcomeOf(takeAll, { requestTimeoutMs: 100, apiKey });
    expect(outcome).toEqual(timedOut);
    give(key);
    await sleep(100);
    expect(server.exchanges).toHaveLength(0);
  });

  test('when a custom fetch ignores its signal', async () => {
    const { outcome } = await outcomeOf(takeAll, { ...options, fetch: () => new Promise(() => undefined) });
    expect(outcome).toEqual(timedOut);
  });

  test('or when it is aborted, and leaves no connection behind', async () => {
    const server = await serve(() => undefined);
    const giveUp = new AbortController();
    setTimeout(() => giveUp.abort(), 50);
    const outcome = await transportTo(`http://127.0.0.1:${server.port}/`).send(batchOf('a'), giveUp.signal);
    expect(withoutPort(outcome)).toEqual(failed('ETIMEDOUT', 'http://127.0.0.1/'));
    await eventually(() => server.open === 0);
  });
});

describe('a connection that is kept alive', () => {
  test('and dies unused is replaced at once, a thousand times', async () => {
    const server = await serve((exchange) => {
      exchange.socket.write(allTaken(exchange));
      setTimeout(() => exchange.socket.resetAndDestroy(), 2);
    });
    const transport = transportTo(`http://127.0.0.1:${server.port}/`);
    const outcomes = new Set<string>();
    for (let request = 0; request < 1000; request += 1) {
      outcomes.add((await transport.send(batchOf('a'), never)).kind);
      if (request % 3 === 0) await sleep(2);
    }
    expect(outcomes).toEqual(new Set(['delivered']));
  });

  test('and dies after the first byte of an answer is not, since the records may have arrived', async () => {
    const server = await serve((exchange) => {
      if (exchange.number === 1) exchange.socket.write(allTaken(exchange));
      else exchange.socket.end('HTTP/1.1 2');
    });
    const transport = transportTo(`http://127.0.0.1:${server.port}/`);
    await transport.send(batchOf('a'), never);
    expect((await transport.send(batchOf('b'), never)).kind).toBe('unavailable');
    expect(server.exchanges).toHaveLength(2);
  });

  test('is replaced if it dies, and a new one is not', async () => {
    const { outcome, server } = await outcomeOf(({ socket }) => socket.resetAndDestroy());
    expect(outcome.kind).toBe('unavailable');
    expect(server.exchanges).toHaveLength(1);
  });
});

describe('a redirect', () => {
  const to =
    (location: string, status = 307): ((exchange: RawExchange) => void) =>
    (exchange) =>
      exchange.head.includes('/there') ? takeAll(exchange) : exchange.socket.write(http(status, '', { location }));

  test.each([307, 308])('by %d within the server is followed, with method and body', async (status) => {
    const { outcome, server } = await outcomeOf(to('/there', status));
    expect(outcome).toEqual({ kind: 'delivered' });
    expect(server.exchanges[1]?.head).toMatch(/^POST \/there /);
    expect(server.exchanges[1]?.ids).toEqual(['a', 'b']);
  });

  test.each([301, 302, 303])('by %d would lose the body, so it shows a wrong address', async (status) => {
    const { outcome, server } = await outcomeOf(to('/there', status));
    expect(outcome.kind).toBe('misconfigured');
    expect(server.exchanges).toHaveLength(1);
  });

  test('to another origin is not followed: it would be given the key', async () => {
    const other = await serve(takeAll);
    const { outcome } = await outcomeOf(to(`http://127.0.0.1:${other.port}/there`));
    expect(outcome.kind).toBe('misconfigured');
    expect(other.exchanges).toHaveLength(0);
  });

  test('in a circle ends', async () => {
    const { outcome, server } = await outcomeOf(to('/here'));
    expect(outcome.kind).toBe('misconfigured');
    expect(server.exchanges).toHaveLength(4);
  });
});

describe('the key', () => {
  test('does not go to another machine in clear text', async () => {
    let isSent = false;
    const fetch = async (): Promise<Response> => {
      isSent = true;
      return new Response('{}');
    };
    const outcome = await transportTo('http://honeyhive.example/', { fetch }).send(batchOf('a'), never);
    expect(outcome).toMatchObject({
      kind: 'misconfigured',
      problem: expect.stringContaining('http://honeyhive.example'),
    });
    expect(isSent).toBe(false);
    await transportTo('http://honeyhive.example/', { fetch, allowInsecure: true }).send(batchOf('a'), never);
    expect(isSent).toBe(true);
  });

  test.each([['\r\nx-injected: 1'], ['\u0000'], ['kéy'], ['two words'], ['']])(
    'that holds %j is neither sent nor logged',
    async (bad) => {
      const { outcome, server } = await outcomeOf(takeAll, {
        apiKey: () => `hh_canary${bad}`.slice(bad === '' ? 9 : 0),
      });
      expect(outcome.kind).toBe('misconfigured');
      expect(JSON.stringify(outcome)).not.toContain('canary');
      expect(server.exchanges).toHaveLength(0);
    },
  );

  test('may come from a function, which is called once', async () => {
    let calls = 0;
    const server = await serve(takeAll);
    const transport = transportTo(`http://127.0.0.1:${server.port}/`, {
      apiKey: async () => {
        calls += 1;
        return 'hh_from_a_file\n';
      },
    });
    await Promise.all(Array.from({ length: 4 }, () => transport.send(batchOf('a'), never)));
    expect(calls).toBe(1);
    expect(server.exchanges[0]?.head).toMatch(/^authorization: Bearer hh_from_a_file$/im);
  });

  test('that is rejected is fetched again, once for all requests in flight, and the same batch is sent', async () => {
    const keys = ['hh_old', 'hh_new', 'hh_newer'];
    let calls = 0;
    const server = await serve((exchange) =>
      exchange.head.includes('hh_old') ? exchange.socket.write(http(401)) : takeAll(exchange),
    );
    const transport = transportTo(`http://127.0.0.1:${server.port}/`, { apiKey: () => keys[calls++] ?? 'none left' });
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => transport.send(batchOf('a'), never)));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['delivered', 'delivered', 'delivered', 'delivered']);
    expect(calls).toBe(2);
  });

  test('that stays rejected is reported by its last four characters', async () => {
    const { outcome, server } = await outcomeOf(({ socket }) => socket.write(http(401)));
    expect(outcome).toMatchObject({ problem: expect.stringContaining('API key rejected (ends in …wxyz)') });
    expect(JSON.stringify(outcome)).not.toContain('hh_test');
    expect(server.exchanges).toHaveLength(1);
  });

  test('whose function fails is a wrong configuration, and the error is not logged', async () => {
    const apiKey = async (): Promise<string> => {
      throw new Error('vault says: canary');
    };
    const { outcome } = await outcomeOf(takeAll, { apiKey });
    expect(outcome.kind).toBe('misconfigured');
    expect(JSON.stringify(outcome)).not.toContain('canary');
  });

  test.each<[string, () => string | Promise<string>]>([
    [
      'throws',
      () => {
        throw new Error('canary');
      },
    ],
    ['hangs', () => new Promise<string>(() => undefined)],
    ['gives nothing', () => ''],
  ])('whose function once %s is fetched again by the next request', async (_what, first) => {
    let calls = 0;
    const server = await serve(takeAll);
    const apiKey = (): string | Promise<string> => (calls++ === 0 ? first() : key);
    const transport = transportTo(`http://127.0.0.1:${server.port}/`, { apiKey, requestTimeoutMs: 1000 });
    expect((await transport.send(batchOf('a'), never)).kind).not.toBe('delivered');
    expect(await transport.send(batchOf('a'), never)).toEqual({ kind: 'delivered' });
  });

  test('and content of the request are not in an outcome, although the server repeats both', async () => {
    const { outcome } = await outcomeOf(({ socket, body }) =>
      socket.write(http(400, JSON.stringify({ message: `invalid: ${body} with ${key}` }))),
    );
    expect(outcome.kind).toBe('invalid');
    expect(JSON.stringify(outcome)).not.toMatch(/canary|user|🐤|hh_test/);
  });
});

test('a header that cannot be sent is refused at once, without its value', () => {
  const make = (): Transport =>
    transportTo('https://honeyhive.example/', { headers: { 'x-team': 'canary\r\nevil: 1' } });
  expect(make).toThrow('x-team');
  expect(make).not.toThrow('canary');
});

describe('gzip', () => {
  const long = toBatch(
    [{ id: 'a', bytes: Buffer.from(`{"event_id":"a","text":"${'bee '.repeat(5000)}"}`) }],
    modelEvents,
  );

  test('is used for long bodies if the option asks for it', async () => {
    const server = await serve(({ socket }) => socket.write(http(200, '{"event_ids":["a"]}')));
    const transport = transportTo(`http://127.0.0.1:${server.port}/`, { compression: 'gzip' });
    expect(await transport.send(long, never)).toEqual({ kind: 'delivered' });
    expect(await transport.send(batchOf('a'), never)).toEqual({ kind: 'delivered' });
    expect(server.exchanges.map(({ head }) => /content-encoding: gzip/i.test(head))).toEqual([true, false]);
    expect(server.exchanges[0]?.body.length).toBeLessThan(1000);
  });

  test.each([415, 400])('is given up for good when a %d turns out to be about it', async (status) => {
    const server = await serve((exchange) =>
      /content-encoding/i.test(exchange.head) ? exchange.socket.write(http(status)) : takeAll(exchange),
    );
    const transport = transportTo(`http://127.0.0.1:${server.port}/`, { compression: 'gzip' });
    expect(await transport.send(long, never)).toEqual({ kind: 'delivered' });
    expect(await transport.send(long, never)).toEqual({ kind: 'delivered' });
    expect(server.exchanges).toHaveLength(3);
  });
});

describe('a custom fetch', () => {
  test('sends instead of node:http', async () => {
    const seen: [string, RequestInit | undefined][] = [];
    const fetch: typeof globalThis.fetch = async (input, init) => {
      seen.push([String(input), init]);
      return new Response('{"event_ids":["a"]}', { status: 500 });
    };
    const outcome = await transportTo('https://honeyhive.example/x', { fetch }).send(batchOf('a', 'b'), never);
    expect(outcome).toMatchObject({ kind: 'partial', acked: new Set(['a']) });
    expect(seen[0]?.[0]).toBe('https://honeyhive.example/x');
    expect(seen[0]?.[1]).toMatchObject({
      method: 'POST',
      redirect: 'manual',
      headers: { authorization: `Bearer ${key}` },
    });
  });

  test('may be the global one', async () => {
    const { outcome } = await outcomeOf(takeAll, { fetch: globalThis.fetch });
    expect(outcome).toEqual({ kind: 'delivered' });
  });

  test.each<[string, () => Promise<Response>]>([
    ['throws', () => Promise.reject(new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } }))],
    [
      'throws at once',
      () => {
        throw new Error('canary');
      },
    ],
    ['gives nothing', async () => undefined as unknown as Response],
  ])('that %s is an outage', async (_what, fetch) => {
    const outcome = await transportTo('https://honeyhive.example/', { fetch }).send(batchOf('a'), never);
    expect(outcome.kind).toBe('unavailable');
    expect(JSON.stringify(outcome)).not.toContain('canary');
  });

  test('whose answer has no end is cut', async () => {
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65_536)) });
    const fetch = async (): Promise<Response> => new Response(endless, { status: 503 });
    const outcome = await transportTo('https://honeyhive.example/', { fetch }).send(batchOf('a'), never);
    expect(outcome).toEqual({
      kind: 'unavailable',
      problem: 'https://honeyhive.example/ answered HTTP 503.',
    });
  });
});

test('our requests are not traced, and do not run in the app’s trace', async () => {
  const provider = new NodeTracerProvider();
  provider.register();
  const seen: boolean[] = [];
  const fetch = async (): Promise<Response> => {
    seen.push(trace.getTracer('an HTTP instrumentation').startSpan('POST').isRecording());
    seen.push(trace.getActiveSpan() !== undefined);
    return new Response('{"event_ids":["a"]}');
  };
  const transport = transportTo('https://honeyhive.example/', { fetch, apiKey: async () => key });
  await provider.getTracer('app').startActiveSpan('app', async (span) => {
    await transport.send(batchOf('a'), never);
    span.end();
  });
  expect(seen).toEqual([false, false]);
  await provider.shutdown();
  trace.disable();
  context.disable();
});

function trickle(socket: RawExchange['socket'], text: string): void {
  let sent = 0;
  const timer = setInterval(() => {
    if (socket.destroyed || sent >= text.length) clearInterval(timer);
    else socket.write(text[sent++] ?? '');
  }, 10);
}
