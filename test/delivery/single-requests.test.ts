import type { SessionStart } from '../../src/delivery/session-start';
import { Diagnostics, type RequestCounts } from '../../src/observability/diagnostics';
import { Delivery } from '../../src/pipeline/delivery';
import type { DeliveryConfig } from '../../src/pipeline/handover';
import { eventually } from '../support/eventually';
import { allTaken, http, type RawExchange, startFaultyServer } from '../support/faulty-server';
import { modelRecord, uuid } from '../support/model-record';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const session: SessionStart = {
  id: '11111111-1111-4111-8111-111111111111',
  name: 'GET /chat',
  project: 'p',
  source: undefined,
  startTime: 1_700_000_000_123,
  userProperties: { user_id: 'u' },
  metadata: undefined,
};

const routeOf = ({ head }: RawExchange): string => /^\S+ \S+/.exec(head)?.[0] ?? '';
const isRecords = (exchange: RawExchange): boolean => routeOf(exchange).endsWith('/batch');

/** Delivers to a server that takes every record, and answers the rest like this; the last answer repeats. */
async function delivery(answers: readonly (string | undefined)[], options: Partial<DeliveryConfig> = {}) {
  let left = [...answers];
  const server = await startFaultyServer((exchange) => {
    if (isRecords(exchange)) {
      exchange.socket.write(allTaken(exchange));
      return;
    }
    const [answer] = left;
    if (left.length > 1) left = left.slice(1);
    if (answer !== undefined) exchange.socket.write(answer);
  });
  const lines: string[] = [];
  const diagnostics = new Diagnostics(
    () => performance.now(),
    (_level, line) => void lines.push(line),
  );
  const config: DeliveryConfig = {
    url: `http://127.0.0.1:${server.port}`,
    api: 'model',
    apiKey: 'hh_canary_key_wxyz',
    headers: { 'x-team': 'a' },
    compression: 'none',
    allowInsecure: false,
    requestTimeoutMs: 60_000,
    tls: undefined,
    agent: undefined,
    fetch: undefined,
    debug: false,
    maxBatchRecords: 100,
    maxBatchBytes: 2 ** 20,
    maxBatchDelayMs: 10,
    maxConcurrentRequests: 4,
    maxQueueRecords: 10_000,
    maxQueueBytes: 2 ** 25,
    maxRetryAgeMs: 900_000,
    ...options,
  };
  const made = new Delivery(config, undefined, diagnostics, () => undefined);
  closers.push(
    () => server.close(),
    () => made.shutdown(0),
  );
  return { ...server, outbox: made.outbox, lines, exchanges: server.exchanges };
}

const sessionCounts = (counts: Partial<RequestCounts>): RequestCounts => ({
  accepted: 1,
  delivered: 0,
  pending: 0,
  lost: {},
  ...counts,
});

const ok = http(200, JSON.stringify({ session_id: session.id }));
const notFound = http(404, '{"message":"no route"}');

describe('over HTTP, the first record of a session leaves, and after', () => {
  test.each<[string, readonly string[], RequestCounts, readonly string[], RegExp | undefined]>([
    ['200 its start is done', [ok], sessionCounts({ delivered: 1 }), ['POST /session/start'], undefined],
    ['200 without a body, too', [http(200)], sessionCounts({ delivered: 1 }), ['POST /session/start'], undefined],
    [
      'another id, which is logged',
      [http(200, '{"session_id":"22222222-2222-4222-8222-222222222222"}')],
      sessionCounts({ delivered: 1 }),
      ['POST /session/start'],
      /another id/,
    ],
    [
      '404 the other route is tried',
      [notFound, ok],
      sessionCounts({ delivered: 1 }),
      ['POST /session/start', 'POST /v1/sessions'],
      undefined,
    ],
    [
      '404 of both routes it is given up',
      [notFound],
      sessionCounts({ lost: { rejected: 1 } }),
      ['POST /session/start', 'POST /v1/sessions'],
      /does not start a session \(HTTP 404\)/,
    ],
    [
      '400 it is given up',
      [http(400, '{"message":"start_time is invalid"}')],
      sessionCounts({ lost: { rejected: 1 } }),
      ['POST /session/start'],
      /HTTP 400: start_time is invalid/,
    ],
    [
      'success: false, too',
      [http(200, '{"success":false}')],
      sessionCounts({ lost: { rejected: 1 } }),
      ['POST /session/start'],
      /HTTP 200/,
    ],
    [
      '500 it is made again',
      [http(500, '{"success":false}'), ok],
      sessionCounts({ delivered: 1 }),
      ['POST /session/start', 'POST /session/start'],
      undefined,
    ],
    [
      '429 it is made again',
      [http(429, '', { 'retry-after': '1' }), ok],
      sessionCounts({ delivered: 1 }),
      ['POST /session/start', 'POST /session/start'],
      undefined,
    ],
  ])('%s', async (_rule, answers, expected, routes, line) => {
    const { outbox, exchanges, lines } = await delivery(answers);
    outbox.add({ ...modelRecord(uuid(1)), session });
    await outbox.flush(60_000);
    expect(outbox.singles.counts.sessions).toEqual(expected);
    expect(exchanges.filter((each) => !isRecords(each)).map(routeOf)).toEqual(routes);
    expect(exchanges.filter(isRecords).flatMap(({ ids }) => ids)).toEqual([uuid(1)]);
    expect(lines).toHaveLength(line === undefined ? 0 : 1);
    if (line !== undefined) expect(lines[0]).toMatch(line);
  });

  test.each([
    ['401', http(401, '{"message":"no"}')],
    ['a web page', http(200, '<html>', { 'content-type': 'text/html' })],
    ['a redirect elsewhere', http(302, '', { location: 'https://login.example/' })],
  ])('%s that records do not get, later ones leave as well, and starts are given up', async (_answer, answer) => {
    const { outbox, exchanges } = await delivery([answer]);
    outbox.add({ ...modelRecord(uuid(1)), session });
    await eventually(() => outbox.singles.counts.sessions.lost.unauthorized === 1);
    outbox.add({ ...modelRecord(uuid(2)), session: { ...session, id: '33333333-3333-4333-8333-333333333333' } });
    await eventually(
      () =>
        exchanges
          .filter(isRecords)
          .flatMap(({ ids }) => ids)
          .join() === `${uuid(1)},${uuid(2)}`,
    );
    expect(outbox.isDown).toBe(false);
  });

  test('no answer, and an end waits for half of its time', async () => {
    const { outbox, exchanges } = await delivery([undefined]);
    outbox.add({ ...modelRecord(uuid(1)), session });
    expect(await outbox.flushAtEnd(1000)).toBe('unavailable');
    expect(exchanges.map(routeOf)).toEqual(['POST /session/start', 'POST /events/model/batch']);
    expect(outbox.singles.counts.sessions).toEqual(sessionCounts({ pending: 1 }));
  });
});

test('a start has the key, the headers and a body as HoneyHive takes it, and is answered before its record leaves', async () => {
  const { outbox, exchanges } = await delivery([ok]);
  outbox.add({ ...modelRecord(uuid(1)), session });
  await outbox.flush(60_000);
  const [start] = exchanges;
  expect(start?.head).toMatch(/^POST \/session\/start /);
  expect(start?.head).toMatch(/^authorization: Bearer hh_canary_key_wxyz\r$/im);
  expect(start?.head).toMatch(/^x-team: a\r$/im);
  expect(JSON.parse(start?.body.toString() ?? '')).toEqual({
    session: {
      project: 'p',
      session_name: 'GET /chat',
      source: 'unknown',
      session_id: session.id,
      start_time: 1_700_000_000_123,
      user_properties: { user_id: 'u' },
    },
  });
});

describe('an update', () => {
  const bytes = Buffer.from('{"feedback":{"rating":5}}');

  test.each([
    ['model' as const, ok, 'PUT /events', { event_id: 'a b', feedback: { rating: 5 } }],
    ['v1' as const, ok, 'PUT /v1/events/a%20b', { feedback: { rating: 5 } }],
  ])('with the API %s', async (api, answer, route, body) => {
    const { outbox, exchanges } = await delivery([answer], { api });
    outbox.singles.updates.add({ id: 'a b', bytes });
    await outbox.flush(60_000);
    expect(exchanges.map(routeOf)).toEqual([route]);
    expect(JSON.parse(exchanges[0]?.body.toString() ?? '')).toEqual(body);
    expect(outbox.singles.counts.updates).toEqual({ accepted: 1, delivered: 1, pending: 0, lost: {} });
  });

  test('leaves after its event, and after the start of its session', async () => {
    const { outbox, exchanges } = await delivery([ok]);
    outbox.add({ ...modelRecord(uuid(1)), session });
    outbox.singles.updates.add({ id: session.id, bytes });
    outbox.singles.updates.add({ id: uuid(1), bytes });
    await outbox.flush(60_000);
    const order = exchanges.map((each) => `${routeOf(each)} ${each.ids.join()}`);
    expect(order.indexOf(`PUT /events ${session.id}`)).toBeGreaterThan(order.indexOf('POST /session/start '));
    expect(order.indexOf(`PUT /events ${uuid(1)}`)).toBeGreaterThan(
      order.indexOf(`POST /events/model/batch ${uuid(1)}`),
    );
  });

  test('of an event that no route knows is lost, and others are sent', async () => {
    const { outbox, lines } = await delivery([notFound, notFound, ok]);
    outbox.singles.updates.add({ id: 'a', bytes });
    await outbox.flush(60_000);
    outbox.singles.updates.add({ id: 'b', bytes });
    await outbox.flush(60_000);
    expect(outbox.singles.counts.updates).toEqual({ accepted: 2, delivered: 1, pending: 0, lost: { rejected: 1 } });
    expect(lines[0]).toMatch(/does not take an update of an event \(HTTP 404\)/);
  });
});
