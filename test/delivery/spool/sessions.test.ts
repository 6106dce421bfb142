import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SingleOutcome } from '../../../src/delivery/http/single-outcome';
import type { SessionStart } from '../../../src/delivery/session-start';
import { allTaken, http, startFaultyServer } from '../../support/faulty-server';
import { modelRecord, uuid } from '../../support/model-record';
import { node } from '../../zero-code/app-process';
import { delivered, down } from '../rig';
import { builtPackage } from './app';
import { crashed, freshDirectory, logBytes } from './log-files';
import { endAll, spooling } from './spooling';

afterEach(endAll);

const session: SessionStart = {
  id: 's',
  name: 'été\n"s"',
  project: 'p',
  source: undefined,
  startTime: 1_700_000_000_000,
  userProperties: { user_id: 'u' },
  metadata: undefined,
};
const update = { id: 'r', bytes: Buffer.from('{"feedback":{"rating":5}}') };
const unavailable: SingleOutcome = { kind: 'unavailable', problem: 'HTTP 503.' };

test('after a crash, a session is started again ahead of the record that is read back, and an update follows it', async () => {
  const directory = freshDirectory();
  const before = spooling(directory, () => down, { singles: () => unavailable });
  before.add('r', 100, session);
  before.outbox.singles.updates.add(update);
  await before.clock.pass(100);
  const order: string[] = [];
  const left = crashed(directory);
  const after = spooling(
    left,
    ({ ids }) => {
      order.push(...ids);
      return delivered;
    },
    {
      singles: ({ route, body }) => {
        order.push(`${route} ${JSON.stringify(body)}`);
        return { kind: 'delivered' };
      },
    },
  );
  await after.spool?.firstLook;
  await after.clock.pass(2000);
  expect(order).toEqual([
    `POST /session/start ${JSON.stringify({
      session: {
        project: 'p',
        session_name: session.name,
        source: 'unknown',
        session_id: 's',
        start_time: session.startTime,
        user_properties: { user_id: 'u' },
      },
    })}`,
    'r',
    'PUT /events {"event_id":"r","feedback":{"rating":5}}',
  ]);
  expect(after.counts).toMatchObject({ accepted: 1, delivered: 1 });
  const { sessions, updates } = after.outbox.singles.counts;
  expect([sessions, updates]).toMatchObject([
    { accepted: 1, delivered: 1 },
    { accepted: 1, delivered: 1 },
  ]);
  const last = spooling(crashed(left), () => delivered);
  await last.spool?.firstLook;
  await last.clock.pass(2000);
  expect([last.requests, last.singles]).toEqual([[], []]);
});

test('a shutdown in an outage leaves records with their sessions, and updates, to the next process', async () => {
  const directory = freshDirectory();
  const before = spooling(directory, () => down, { singles: () => unavailable });
  before.add('r', 100, session);
  before.outbox.singles.updates.add(update);
  const ended = before.outbox.shutdown(1000);
  await before.clock.pass(1000);
  await ended;
  expect(before.outbox.pending).toBe(1);
  expect(before.outbox.singles.counts).toEqual({
    sessions: { accepted: 1, delivered: 0, pending: 0, lost: { shutdown: 1 } },
    updates: { accepted: 1, delivered: 0, pending: 1, lost: {} },
  });
  const after = spooling(directory, () => delivered, { singles: () => ({ kind: 'delivered' }) });
  await after.spool?.firstLook;
  await after.clock.pass(2000);
  expect(after.singles.map(({ route }) => route)).toEqual(['POST /session/start', 'PUT /events']);
  expect(after.counts.delivered).toBe(1);
});

test('what a session takes of the disk counts against the room of the spool', async () => {
  const directory = freshDirectory();
  const long = { ...session, name: 'x'.repeat(20_000) };
  const { add, counts, clock } = spooling(directory, () => down, { singles: () => unavailable }, 2 ** 18);
  for (let index = 0; index < 30; index += 1) add(`r${index}`, 100, { ...long, id: `s${index}` });
  await clock.pass(100);
  expect(counts.lost.spool_full).toBeGreaterThan(10);
  expect(logBytes(directory)).toBeLessThanOrEqual(2 ** 18);
});

/** A program of the built package that has a spool; `delivery` and `outbox` are there, and `directory` is its argument. */
const program = (url: string, source: string): string => `
  const { Delivery } = require(${JSON.stringify(join(builtPackage, 'delivery.js'))});
  const { Spool } = require(${JSON.stringify(join(builtPackage, 'spool.js'))});
  const systemRuntime = {
    now: () => performance.now(),
    random: Math.random,
    timer: (ms, run) => {
      const timeout = setTimeout(run, ms).unref();
      return { ref: () => timeout.ref(), unref: () => timeout.unref(), cancel: () => clearTimeout(timeout) };
    },
  };
  const report = { accepted() {}, delivered() {}, lost() {}, notice() {} };
  const spool = new Spool({ directory: process.argv[1], maxBytes: 2 ** 28, fsync: 'none', format: 'model' }, report, systemRuntime);
  const delivery = new Delivery({ url: ${JSON.stringify(url)}, api: 'model', apiKey: 'key', headers: {}, compression: 'none',
    allowInsecure: false, requestTimeoutMs: 60000, maxBatchRecords: 100, maxBatchBytes: 2 ** 20, maxBatchDelayMs: 20,
    maxConcurrentRequests: 4, maxQueueRecords: 10000, maxQueueBytes: 2 ** 25 }, spool, report, () => {});
  const { outbox } = delivery;
  ${source}
`;

test('after kill -9, the next process starts the session ahead of the record', async () => {
  let isUp = false;
  const server = await startFaultyServer((exchange) => {
    if (isUp) exchange.socket.write(exchange.head.startsWith('POST /events') ? allTaken(exchange) : http(200));
  });
  const url = `http://127.0.0.1:${server.port}`;
  const directory = freshDirectory();
  const { bytes } = modelRecord(uuid(1));
  const record = { id: uuid(1), json: bytes.toString(), session: { ...session, id: uuid(2) } };
  const script = join(directory, '..', 'record.json');
  writeFileSync(script, JSON.stringify(record));
  const source = program(
    url,
    `const { id, json, session } = require(${JSON.stringify(script)});
     outbox.add({ id, bytes: Buffer.from(json), session });
     setImmediate(() => console.log('added'));
     setInterval(() => {}, 1000);`,
  );
  const victim = spawn(process.execPath, ['-e', source, directory]);
  await Promise.race([once(victim.stdout, 'data'), once(victim, 'exit')]);
  victim.kill('SIGKILL');
  await once(victim, 'close');
  isUp = true;
  const seen = server.exchanges.length;
  await node(['-e', program(url, 'outbox.flush(60000).then(() => delivery.shutdown(1000));'), directory]);
  const routes = server.exchanges.slice(seen).map(({ head, ids }) => `${/^\S+ \S+/.exec(head)?.[0]} ${ids.join()}`);
  expect(routes).toEqual(['POST /session/start ', `POST /events/model/batch ${uuid(1)}`]);
  await server.close();
});
