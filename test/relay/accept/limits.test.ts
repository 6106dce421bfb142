import { once } from 'node:events';
import { connect } from 'node:net';
import { type Receiver, startReceiver } from '../../../src/inspector';
import { protobuf } from '../../otlp/support/senders';
import { endAll } from '../../support/cli';
import { fixture, spanOf } from '../../support/fixture';
import { OpenConnections, refusedConnection } from '../connections';
import { events, metricsOf, sendEvents, startRelay } from '../relay-process';

let honeyHive: Receiver;

beforeEach(async () => {
  honeyHive = await startReceiver();
});

afterEach(async () => {
  await endAll();
  await honeyHive.close();
});

const start = (...args: readonly string[]) => startRelay(['--queue', 'memory', ...args], { HH_API_URL: honeyHive.url });

test('of a body that is cut off, nothing is in the queue', async () => {
  const relay = await start('--accept');
  const { hostname, port } = new URL(relay.url);
  const body = JSON.stringify({ model_events: events(1, 10) });
  const head = 'POST /events/model/batch HTTP/1.1\r\nhost: x\r\ncontent-type: application/json';
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  // All of it but what would end it.
  await new Promise((sent) =>
    socket.write(`${head}\r\ncontent-length: ${body.length + 1}\r\n\r\n${body}`, () => sent(undefined)),
  );
  socket.destroy();
  expect((await sendEvents(relay, events(20, 1))).status).toBe(200);
  expect(await metricsOf(relay)).toMatchObject({ queue_pending: 1, accepted_total: 1 });
});

test('spans of 10 MB are taken, cut to the size of a record, while others are answered', async () => {
  const [span] = fixture('openinference-openai-4.2.7--openai6', 'chat-logprobs').spans.map((one) => spanOf(one));
  if (span === undefined) throw new Error('the fixture has no span');
  const content = 'A sentence. '.repeat(900_000);
  const large = {
    ...span,
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content }] }]),
    },
  };
  const relay = await start('--trace-wait', '500');
  let isAnswered = false;
  const post = fetch(`${relay.url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf' },
    body: Buffer.from(protobuf.serializeRequest([large])),
  }).then(({ status }) => {
    isAnswered = true;
    return status;
  });
  let others = 0;
  while (!isAnswered) {
    expect((await fetch(`${relay.url}/healthz`)).status).toBe(200);
    others += 1;
  }
  expect(await post).toBe(200);
  expect(others).toBeGreaterThan(1);
  const [event] = await honeyHive.waitForEvents(1);
  const bytes = JSON.stringify(event).length;
  expect(bytes).toBeLessThanOrEqual(2 ** 20);
  expect(bytes).toBeGreaterThan(2 ** 19);
}, 60_000);

test('more connections than are allowed are closed and counted, and those that are open go on being served', async () => {
  const relay = await start('--max-connections', '50');
  const open = new OpenConnections(relay, 50);
  expect(await open.use()).toBe(50);
  await Promise.all(Array.from({ length: 10 }, () => refusedConnection(relay)));
  expect(await open.use()).toBe(50);
  expect((await open.get('/metrics')).body).toContain('honeyhive_relay_connections_refused_total 10\n');
  open.close();
});
