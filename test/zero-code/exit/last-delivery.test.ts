import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { type Fault, type Receiver, type ScriptEntry, startReceiver } from '../../../src/inspector';
import { freshDirectory, readSpool, removeDirectories } from '../../delivery/spool/log-files';
import { allTaken, type FaultyServer, http, startFaultyServer, tunnel } from '../../support/faulty-server';
import { node, register } from '../app-process';

const dist = join(register, '..');
const certificate = (name: string): string => join(__dirname, '../../support/certificates', name);

/** What the end of a process has come to. */
interface End {
  readonly why?: string;
  /** Records that are lost with the process. */
  readonly unsafe: number;
  readonly stats: {
    readonly accepted: number;
    readonly delivered: number;
    readonly pending: number;
    readonly lost: Readonly<Record<string, number>>;
  };
}

interface Program {
  readonly url: string;
  /** Source of the options. */
  readonly options?: string;
  readonly calls?: number;
  /** Runs between the calls and the end. */
  readonly before?: string;
  /** How long the end may take. By default longer than a machine with much other work needs. */
  readonly ms?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Of Node. */
  readonly flags?: readonly string[];
}

/** Ends like a process at `process.exit`, but in a time of the test's own. Without an SDK, which takes as long to load as all else. */
async function end({
  url,
  options = '{}',
  calls = 10,
  before = '',
  ms = 60_000,
  env = {},
  flags = [],
}: Program): Promise<End> {
  const { stdout, stderr } = await node(
    [
      ...flags,
      '-e',
      `
        const { readFileSync } = require('node:fs');
        const { HoneyHiveSpanProcessor } = require(${JSON.stringify(dist)});
        const { randomBytes } = require('node:crypto');
        const { deliverLast } = require(${JSON.stringify(`${dist}/zero-code/exit/last-delivery.js`)})['src/zero-code/exit/last-delivery.ts'];
        const processor = new HoneyHiveSpanProcessor({ apiKey: 'key', url: ${JSON.stringify(url)}, maxBatchDelayMs: 600_000, cost: false, ...${options} });
        const port = processor.exporter[Symbol.for('opentelemetry-exporter-honeyhive/1')];
        port.disableBeforeExit();
        port.prepareHandover();
        const call = (prompt = 'x'.repeat(1000)) => {
          const ids = { traceId: randomBytes(16).toString('hex'), spanId: randomBytes(8).toString('hex'), traceFlags: 1 };
          processor.onEnd({
            name: 'chat', kind: 2, spanContext: () => ids, startTime: [1_700_000_000, 0], endTime: [1_700_000_001, 0],
            status: { code: 0 }, events: [], links: [], resource: { attributes: {} }, instrumentationScope: { name: 'script' },
            attributes: {
              'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm',
              'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: prompt }] }]),
            },
          });
        };
        const calls = (count) => { for (let n = 0; n < count; n += 1) call(); };
        (async () => {
          ${before}
          calls(${calls});
          const why = deliverLast([port], performance.now() + ${ms}).get(port);
          console.log(JSON.stringify({ why, unsafe: port.countUnsafe(), stats: processor.exporter.stats() }));
          process.exit();
        })();
      `,
    ],
    { env },
  );
  if (!stdout.startsWith('{')) throw new Error(stderr);
  return JSON.parse(stdout) as End;
}

const sum = (lost: End['stats']['lost']): number => Object.values(lost).reduce((total, count) => total + count, 0);
const expectConserved = ({ stats }: End): void =>
  expect(stats.delivered + stats.pending + sum(stats.lost)).toBe(stats.accepted);

const receivers: Receiver[] = [];
const servers: FaultyServer[] = [];
afterEach(async () => {
  await Promise.all([...receivers.splice(0), ...servers.splice(0)].map((server) => server.close()));
  removeDirectories();
});

async function backend(...script: readonly ScriptEntry[]): Promise<Receiver> {
  const receiver = await startReceiver();
  receivers.push(receiver);
  receiver.script(...script);
  receiver.onEvent(() => stored.set(receiver, (stored.get(receiver) ?? 0) + 1));
  return receiver;
}
async function faulty(...given: Parameters<typeof startFaultyServer>): Promise<FaultyServer> {
  const server = await startFaultyServer(...given);
  servers.push(server);
  return server;
}

/** What is stored twice was sent again after it was acknowledged. */
const stored = new WeakMap<Receiver, number>();
const storedTwice = (receiver: Receiver): number => (stored.get(receiver) ?? 0) - receiver.events.length;

describe('at the end of a process,', () => {
  interface Expected {
    readonly delivered: number;
    readonly lost?: Readonly<Record<string, number>>;
    readonly why?: string;
    readonly ms?: number;
  }
  const table: readonly (readonly [title: string, script: readonly ScriptEntry[], Expected])[] = [
    ['200 with all ids', ['ok'], { delivered: 10 }],
    ['500 with half of the ids, once', [{ partial: 5 }], { delivered: 10 }],
    ['500 with half of the ids, always', [{ always: { partial: 5 } }], { delivered: 5, lost: { rejected: 5 } }],
    ['200 with no id, once', [{ missingIds: 10 }], { delivered: 10 }],
    ['200 with no id, always', [{ always: { missingIds: 10 } }], { delivered: 0, lost: { rejected: 10 } }],
    ['500 with no id, once', [{ status: 500, body: '{"event_ids":[]}' }], { delivered: 10 }],
    [
      '500 with no id, always',
      [{ always: { status: 500, body: '{"event_ids":[]}' } }],
      { delivered: 0, why: 'unavailable', ms: 4000 },
    ],
    ['413 over 4 kB', [{ always: { status: 413, overBytes: 4000 } }], { delivered: 10 }],
    ['400 for one record, of ten', [{ always: { status: 400, overBytes: 12_000 } }], { delivered: 10 }],
    ['401', [{ always: { status: 401 } }], { delivered: 0, why: 'misconfigured' }],
    ['no answer', [{ always: { hang: true } }], { delivered: 0, why: 'unavailable', ms: 6000 }],
  ];

  const partly = table.filter(([answer]) => /half|always|401/.test(answer));

  describe.each([
    ['without a spool', false, table],
    ['with a spool', true, partly],
  ])('%s,', (_spool, hasSpool, rows) => {
    test.each(rows)('%s: each record has its verdict', async (_answer, script, { delivered, lost = {}, why, ms }) => {
      const receiver = await backend(...script);
      const directory = freshDirectory();
      const options = hasSpool ? `{ spoolDirectory: ${JSON.stringify(directory)} }` : '{}';
      const ended = await end({ url: receiver.url, options, ...(ms === undefined ? {} : { ms }) });
      expect(ended.stats).toMatchObject({ accepted: 10, delivered, lost, pending: 10 - delivered - sum(lost) });
      expect(ended.why).toBe(why);
      expect(receiver.events).toHaveLength(delivered);
      expect(storedTwice(receiver)).toBe(0);
      if (hasSpool) expect(readSpool(directory).open.size).toBe(ended.stats.pending - ended.unsafe);
    });
  });

  test('whatever the server answers, accepted = delivered + pending + lost, and nothing that was acknowledged is sent again', async () => {
    const fault = fc.constantFrom<Fault | 'ok'>(
      'ok',
      { status: 503 },
      { partial: 3 },
      { missingIds: 2 },
      { status: 500, body: '{"event_ids":[]}' },
      { status: 413, overBytes: 3000 },
      { status: 400 },
      { status: 401 },
      { status: 429, retryAfter: '1' },
      { resetBefore: 'headers' },
    );
    const law = fc.asyncProperty(
      fc.array(fault, { maxLength: 8 }),
      fc.integer({ min: 1, max: 30 }),
      fc.boolean(),
      async (script, calls, hasSpool) => {
        const receiver = await backend(...script);
        const directory = freshDirectory();
        const spool = hasSpool ? `spoolDirectory: ${JSON.stringify(directory)},` : '';
        const ended = await end({ url: receiver.url, options: `{ ${spool} maxBatchRecords: 7 }`, calls, ms: 2000 });
        expectConserved(ended);
        expect(ended.stats.accepted).toBe(calls);
        expect(receiver.events.length).toBeGreaterThanOrEqual(ended.stats.delivered);
        expect(storedTwice(receiver)).toBe(0);
        if (hasSpool) expect(readSpool(directory).open.size).toBe(ended.stats.pending - ended.unsafe);
      },
    );
    await fc.assert(law, { numRuns: 6 });
  });

  test('a refused connection leaves everything pending', async () => {
    const receiver = await backend();
    await receiver.close();
    let ended = await end({ url: receiver.url, ms: 1500 });
    // A busy machine has not even tried by then.
    if (ended.why === 'no_time') ended = await end({ url: receiver.url, ms: 30_000 });
    expect(ended).toMatchObject({ why: 'unavailable', stats: { delivered: 0, pending: 10 } });
  });

  test('what the process has learned holds: no body is longer than the server takes', async () => {
    const receiver = await backend({ always: { status: 413, overBytes: 5000 } });
    const { stats } = await end({
      url: receiver.url,
      before:
        'calls(10); await processor.forceFlush(); await new Promise(setImmediate); calls(1); await processor.forceFlush();',
      calls: 30,
    });
    expect(stats).toMatchObject({ accepted: 41, delivered: 41 });
    const last = receiver.requests.findIndex(({ records }) => JSON.stringify(records).includes('the last one'));
    const refused = receiver.requests.slice(0, last).filter(({ status }) => status === 413);
    const shortest = Math.min(...refused.map(({ bytes }) => bytes));
    expect(receiver.requests.slice(last).every(({ bytes }) => bytes < shortest)).toBe(true);
  });

  test('an outage that is known is not tried again before its time', async () => {
    const receiver = await backend({ always: { status: 429, retryAfter: '60' } });
    const ended = await end({ url: receiver.url, before: 'calls(1); await port.flushAtEnd(60_000).catch(() => {});' });
    expect(ended).toMatchObject({ why: 'unavailable', stats: { accepted: 11, delivered: 0, pending: 11 } });
    expect(receiver.requests.length).toBeLessThanOrEqual(2);
  });

  test('at most maxConcurrentRequests are open at once', async () => {
    let open = 0;
    let most = 0;
    const server = await faulty((exchange) => {
      open += 1;
      most = Math.max(most, open);
      setTimeout(() => {
        open -= 1;
        exchange.socket.write(allTaken(exchange));
      }, 30);
    });
    const url = `http://127.0.0.1:${server.port}`;
    const { stats } = await end({ url, options: '{ maxBatchRecords: 5, maxConcurrentRequests: 3 }', calls: 100 });
    expect(stats.delivered).toBe(100);
    expect(most).toBe(3);
  });

  test.each([
    ['a price is being looked up', '{ cost: true }', ''],
    ['a large call is being mapped', '{}', `call('A long prompt. '.repeat(1_000_000));`],
  ])('no call is left behind while %s', async (_what, options, before) => {
    const receiver = await backend();
    const { stats, unsafe } = await end({ url: receiver.url, options, before });
    expect({ unsafe, left: stats.accepted - stats.delivered }).toEqual({ unsafe: 0, left: 0 });
  });

  test('records are in the spool where no thread may be started', async () => {
    const receiver = await backend();
    const directory = freshDirectory();
    const permission = process.allowedNodeEnvironmentFlags.has('--permission')
      ? '--permission'
      : '--experimental-permission';
    const flags = [permission, '--allow-fs-read=*', '--allow-fs-write=*'];
    const options = `{ spoolDirectory: ${JSON.stringify(directory)} }`;
    const ended = await end({ url: receiver.url, options, flags });
    expect(ended).toMatchObject({ why: 'forbidden', unsafe: 0, stats: { pending: 10 } });
    expect(readSpool(directory).open.size).toBe(10);
  });

  test('requests in flight are made again, and not counted twice', async () => {
    const server = await faulty((exchange) => {
      if (exchange.number > 1) exchange.socket.write(allTaken(exchange));
    });
    const url = `http://127.0.0.1:${server.port}`;
    const before = 'calls(5); port.flush(60_000).catch(() => {}); await new Promise((done) => setTimeout(done, 300));';
    const { stats } = await end({ url, before });
    expect(stats).toMatchObject({ accepted: 15, delivered: 15, pending: 0 });
  });

  test('more calls than the queue has room for are delivered, since each verdict makes room', async () => {
    const receiver = await backend();
    const options = '{ maxQueueBytes: 100_000, maxRecordBytes: 10_000 }';
    const { stats } = await end({ url: receiver.url, options, calls: 500 });
    expect(stats).toMatchObject({ accepted: 500, delivered: 500, lost: {} });
  });
});

describe('at the end of a process, the requests are those of its life:', () => {
  test('the private authority is trusted', async () => {
    const tls = { key: readFileSync(certificate('server.key')), cert: readFileSync(certificate('server.pem')) };
    const server = await faulty((exchange) => void exchange.socket.write(allTaken(exchange)), { tls });
    const options = `{ tls: { ca: readFileSync(${JSON.stringify(certificate('authority.pem'))}) } }`;
    const url = `https://localhost:${server.port}`;
    expect(await end({ url, options })).toMatchObject({ stats: { delivered: 10 } });
    expect(await end({ url, ms: 60_000 })).toMatchObject({ why: 'misconfigured', stats: { pending: 10 } });
  });

  test('bodies are compressed, unless the server has refused that', async () => {
    const server = await faulty((exchange) => {
      const isGzip = /content-encoding: gzip/i.test(exchange.head);
      exchange.socket.write(isGzip ? http(415) : allTaken(exchange));
    });
    const url = `http://127.0.0.1:${server.port}`;
    const options = `{ compression: 'gzip' }`;
    expect(await end({ url, options })).toMatchObject({ stats: { delivered: 10 } });
    const encodings = () => server.exchanges.map(({ head }) => /content-encoding: gzip/i.test(head));
    expect(encodings()).toEqual([true, false]);
    expect(await end({ url, options, before: 'calls(10); await processor.forceFlush();' })).toMatchObject({
      stats: { delivered: 20 },
    });
    expect(encodings().slice(2)).toEqual([true, false, false]);
  });

  test('the headers are sent, and the last key that a function gave', async () => {
    const receiver = await startReceiver({ apiKey: 'key-of-a-function' });
    receivers.push(receiver);
    const options = `{ headers: { 'x-team': 'blue' }, apiKey: async () => 'key-of-a-function' }`;
    const ended = await end({ url: receiver.url, options, before: 'await new Promise(setImmediate);' });
    expect(ended).toMatchObject({ stats: { delivered: 10 } });
    expect(receiver.requests[0]?.headers).toMatchObject({ 'x-team': 'blue' });
  });

  test('they pass the proxy of the environment', async () => {
    const server = await faulty((exchange) => void exchange.socket.write(allTaken(exchange)));
    const proxy = await faulty(tunnel);
    const env = { HTTP_PROXY: `http://127.0.0.1:${proxy.port}`, NO_PROXY: '' };
    const url = `http://honeyhive.test:${server.port}`;
    const ended = await end({ url, options: '{ allowInsecure: true }', env });
    expect(ended).toMatchObject({ stats: { delivered: 10 } });
    expect(proxy.exchanges.map(({ head }) => head.split(' ')[0])).toEqual(['CONNECT']);
  });

  test('the key is not sent in clear text', async () => {
    expect(await end({ url: 'http://honeyhive.test' })).toMatchObject({
      why: 'misconfigured',
      stats: { delivered: 0, pending: 10 },
    });
  });

  test.each([
    ['fetch', '{ fetch: globalThis.fetch }'],
    ['agent', `{ agent: new (require('node:http').Agent)() }`],
    ['tls', '{ tls: { checkServerIdentity: () => undefined } }'],
    ['apiKey', '{ apiKey: () => new Promise(() => {}) }'],
  ])('nothing is sent around what another thread cannot have: %s', async (option, options) => {
    const receiver = await backend();
    const directory = freshDirectory();
    const spool = `{ ...${options}, spoolDirectory: ${JSON.stringify(directory)} }`;
    expect(await end({ url: receiver.url, options: spool })).toMatchObject({ why: option, stats: { pending: 10 } });
    expect(receiver.requests).toEqual([]);
    expect(readSpool(directory).open.size).toBe(10);
  });
});

describe('starts of sessions and updates at the end of a process', () => {
  const isRecords = ({ head }: { readonly head: string }): boolean => head.startsWith('POST /events/');

  /** Ends with two records of one session, and an update of one of them, after so many milliseconds. */
  async function endOfSession(port: number, ms: number, start = '') {
    const { stdout, stderr } = await node([
      '-e',
      `
        const { Delivery } = require(${JSON.stringify(`${dist}/delivery.js`)});
        const { deliverLast } = require(${JSON.stringify(`${dist}/zero-code/exit/last-delivery.js`)})['src/zero-code/exit/last-delivery.ts'];
        const report = { accepted() {}, delivered() {}, lost() {}, notice() {} };
        const delivery = new Delivery({ url: 'http://127.0.0.1:${port}', api: 'model', apiKey: 'key', headers: {}, compression: 'none',
          allowInsecure: false, requestTimeoutMs: 60000, maxBatchRecords: 100, maxBatchBytes: 2 ** 20, maxBatchDelayMs: 600000,
          maxConcurrentRequests: 4, maxQueueRecords: 10000, maxQueueBytes: 2 ** 25 }, undefined, report, () => {});
        const { outbox } = delivery;
        const session = { id: 's', name: 'n', project: 'p', startTime: 1 };
        for (const id of ['a', 'b']) outbox.add({ id, bytes: Buffer.from(JSON.stringify({ event_id: id })), session });
        outbox.singles.updates.add({ id: 'b', bytes: Buffer.from('{"feedback":{"rating":5}}') });
        const end = () => {
          deliverLast([{
            handOver: () => delivery.handOver(),
            takeRecords: () => ({ singles: outbox.singles.handOver(), records: outbox.handOver(), waiting: 0, isFull: false }),
          }], performance.now() + ${ms});
          console.log(JSON.stringify({ pending: outbox.pending, ...outbox.singles.counts }));
          process.exit();
        };
        ${start === '' ? 'end();' : start}
      `,
    ]);
    if (!stdout.startsWith('{')) throw new Error(stderr);
    return JSON.parse(stdout) as { readonly pending: number; readonly sessions: object; readonly updates: object };
  }

  const routes = (server: FaultyServer): readonly string[] =>
    server.exchanges.map(({ head, ids }) => `${/^\S+ \S+/.exec(head)?.[0]} ${ids.join()}`);

  test('go with the thread: the start ahead of its records, the update after its event', async () => {
    const server = await faulty((exchange) => {
      exchange.socket.write(isRecords(exchange) ? allTaken(exchange) : http(200));
    });
    const end = await endOfSession(server.port, 60_000);
    // The first request of the process that ended may have arrived, too.
    expect([...new Set(routes(server))]).toEqual([
      'POST /session/start ',
      'POST /events/model/batch a,b',
      'PUT /events b',
    ]);
    expect(end).toMatchObject({
      pending: 0,
      sessions: { accepted: 1, delivered: 1 },
      updates: { accepted: 1, delivered: 1 },
    });
  });

  test('keep the records for half of the time, if the start is not answered', async () => {
    const server: FaultyServer = await faulty((exchange) => {
      if (!isRecords(exchange)) return;
      for (const each of server.exchanges) each.socket.write(isRecords(each) ? allTaken(each) : http(200));
    });
    const end = await endOfSession(server.port, 6000);
    expect(routes(server)).toContain('POST /events/model/batch a,b');
    expect(end).toMatchObject({ sessions: { accepted: 1 } });
  });

  test('are not made again that were answered before', async () => {
    const server = await faulty((exchange) => {
      exchange.socket.write(isRecords(exchange) ? allTaken(exchange) : http(200));
    });
    const answered =
      'const wait = () => (outbox.singles.counts.sessions.delivered === 1 ? end() : setTimeout(wait, 5)); wait();';
    const end = await endOfSession(server.port, 60_000, answered);
    expect(routes(server).filter((route) => route === 'POST /session/start ')).toHaveLength(1);
    expect(end).toMatchObject({ pending: 0, sessions: { accepted: 1, delivered: 1 } });
  });
});
