import { type HoneyHiveContext, HoneyHiveSpanExporter, sendFeedback, withHoneyHive } from '../../src';
import { contextAttributes } from '../../src/context/with-honeyhive';
import { uuidOf } from '../../src/mapping/record/ids';
import { chatSpan } from '../support/call';
import { allTaken, type FaultyServer, http, startFaultyServer } from '../support/faulty-server';

let server: FaultyServer;
beforeEach(async () => {
  server = await startFaultyServer((exchange) => {
    exchange.socket.write(exchange.head.startsWith('POST /events/') ? allTaken(exchange) : http(200));
  });
});
afterEach(() => server.close());

interface Sent {
  readonly session_id: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly user_properties?: Readonly<Record<string, unknown>>;
  readonly feedback?: unknown;
  readonly metrics?: unknown;
}

/** The records of one call in each of these contexts, with all masks. */
async function sent(...contexts: readonly HoneyHiveContext[]): Promise<readonly Sent[]> {
  const exporter = masking();
  for (const context of contexts) {
    const attributes = withHoneyHive(context, contextAttributes);
    exporter.export([chatSpan({ ...attributes })], () => {});
  }
  await exporter.shutdown();
  const bodies = server.exchanges
    .filter(({ head }) => head.startsWith('POST /events/'))
    .map(({ body }) => body.toString());
  return bodies.flatMap((body) => Object.values(JSON.parse(body) as { model_events: readonly Sent[] }).flat());
}

const masking = (): HoneyHiveSpanExporter =>
  new HoneyHiveSpanExporter({
    apiKey: 'key',
    url: `http://127.0.0.1:${server.port}`,
    maskPatterns: ['email', 'card', 'phone', 'key', /\bCUST\.\d+\.\d+\b/],
  });

const address = 'bob.smith@mail.example.com';

test('names that an app gives are masked whole, though their dots nest', async () => {
  const [record] = await sent({
    metadata: { [address]: 'x', 'tier.of': 'gold', 'plan.CUST.12.7': 1, 'rating.value': 2 },
    userProperties: { [`friends.${address}`]: 1, 'friends.number': 2 },
    feedback: { '650.253.0000': true },
    metrics: { 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc-def': 1 },
  });
  expect(record).toMatchObject({
    metadata: { '[email]': 'x', tier: { of: 'gold' }, rating: { value: 2 }, plan: { '[masked]': 1 } },
    user_properties: { '[email]': 1, friends: { number: 2 } },
    feedback: { '[phone]': true },
    metrics: { '[key]': 1 },
  });
  expect(JSON.stringify(record)).not.toMatch(/smith|CUST|0000/);
});

test('a session or a user that is called by an address is one and the same nevertheless', async () => {
  const contexts = [
    { sessionId: address, userId: address, metadata: { n: 1 } },
    { sessionId: address, userId: address, metadata: { n: 2 } },
    { sessionId: 'chat-7', userId: 'u-7', metadata: { n: 3 } },
  ];
  const records = await sent(...contexts);
  const id = uuidOf(address);
  const masked = { session_id: id, user_properties: { user_id: id } };
  expect(records).toMatchObject([
    { ...masked, metadata: { session_id: id } },
    { ...masked, metadata: { session_id: id } },
    { session_id: uuidOf('chat-7'), metadata: { session_id: 'chat-7' }, user_properties: { user_id: 'u-7' } },
  ]);
  expect(server.exchanges.map(({ body }) => body.toString()).join()).not.toContain('smith');
});

test.each(['id', 'type', 'role', 'model', 'source', 'span_id', 'run_id', 'cost.center'])(
  'an address is masked that an app puts in metadata under %s, a name of ours',
  async (name) => {
    const [record] = await sent({ metadata: { [name]: address } });
    expect(JSON.stringify(record)).not.toContain('smith');
  },
);

test('ids of an experiment stay, whatever they look like', async () => {
  const runId = '4111111111111111';
  const [record] = await sent({ runId, datapointId: '+491511234567' });
  expect(record?.metadata).toMatchObject({ run_id: runId, datapoint_id: '+491511234567' });
});

test('what is said of a call later is masked as its record is', async () => {
  const exporter = masking();
  sendFeedback({ sessionId: address, feedback: { text: `by ${address}` }, userProperties: { user_id: address } });
  await exporter.shutdown();
  expect(server.exchanges.map(({ body }) => JSON.parse(body.toString()))).toEqual([
    { event_id: uuidOf(address), feedback: { text: 'by [email]' }, user_properties: { user_id: uuidOf(address) } },
  ]);
});
