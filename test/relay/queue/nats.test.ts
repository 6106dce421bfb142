import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { type Receiver, startReceiver } from '../../../src/inspector';
import { endAll, startCli } from '../../support/cli';
import { endServers, hasNats, NatsServer, setUp } from '../nats-server';
import {
  events,
  logged,
  metricsOf,
  type RunningRelay,
  removeFolders,
  sendEvents,
  startRelay,
  untilMetrics,
} from '../relay-process';

let honeyHive: Receiver;

beforeEach(async () => {
  honeyHive = await startReceiver();
});

afterEach(async () => {
  await endAll();
  await endServers();
  await honeyHive.close();
  removeFolders();
});

const start = (url: string, ...args: readonly string[]): Promise<RunningRelay> =>
  startRelay(['--queue', url, ...args], { HH_API_URL: honeyHive.url });

/** @returns what a relay says that does not start */
async function refusal(queue: string): Promise<string> {
  const run = startCli(['relay', '--port', '0', '--queue', queue], { HH_API_URL: honeyHive.url, HH_API_KEY: 'key' });
  expect(await run.ended()).toBe(1);
  return run.err;
}

(hasNats ? describe : describe.skip)('a queue in NATS', () => {
  test('without its stream: says what makes it', async () => {
    const { url } = await NatsServer.start();
    expect(await refusal(url)).toMatch(/no stream "honeyhive" for a relay\. Run honeyhive-otel relay setup/);
  });

  test('with a stream of another shape: says what is to be done', async () => {
    const { url } = await NatsServer.start();
    const connection = await connect({ servers: url });
    const manager = await jetstreamManager(connection);
    for (const name of ['honeyhive', 'honeyhive-dead']) await manager.streams.add({ name, subjects: [`${name}.x`] });
    await manager.consumers.add('honeyhive', { durable_name: 'relay', ack_policy: 'explicit' });
    await connection.close();
    expect(await refusal(url)).toMatch(/another shape than a relay needs\. Run honeyhive-otel relay setup/);
  });

  test('that refuses the credentials: says where they go', async () => {
    const { url } = await NatsServer.start('authorization { user: relay, password: secret }');
    expect(await refusal(url)).toMatch(/refuses the credentials/);
    const withUser = url.replace('//', '//relay:secret@');
    await setUp(withUser);
    const relay = await start(withUser);
    expect((await sendEvents(relay, events(1, 1))).status).toBe(200);
    expect(relay.run.out + relay.run.err).not.toContain('secret');
  });

  test('that is not there when a relay starts: is waited for', async () => {
    const server = await NatsServer.start();
    await setUp(server.url);
    await server.kill();
    const run = startCli(['relay', '--port', '0', '--queue', server.url], {
      HH_API_URL: honeyHive.url,
      HH_API_KEY: 'key',
    });
    await run.until(/"event":"queue_away"/);
    await server.restart();
    await run.until(/"event":"listening"/);
  });

  test('that goes away: is answered with 503 and Retry-After, is said once, and goes on when it is back', async () => {
    const server = await NatsServer.start();
    await setUp(server.url);
    const relay = await start(server.url);
    await sendEvents(relay, events(1, 1));
    await server.kill();
    while ((await fetch(`${relay.url}/readyz`)).status === 200) await new Promise((resolve) => setTimeout(resolve, 20));
    const answer = await sendEvents(relay, events(2, 1));
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2']);
    expect(await metricsOf(relay)).toMatchObject({ queue_up: 0 });
    await server.restart();
    while ((await sendEvents(relay, events(2, 1))).status !== 200)
      await new Promise((resolve) => setTimeout(resolve, 50));
    await honeyHive.waitForEvents(2);
    expect(logged(relay, 'queue_away').length).toBe(logged(relay, 'queue_back').length);
  });

  test('that is full: is answered with 503, and takes events again when others have left', async () => {
    honeyHive.script({ always: { status: 503 } });
    const server = await NatsServer.start();
    await setUp(server.url, '--max-queue', '1');
    const relay = await start(server.url);
    let status = 200;
    let sent = 0;
    while (status === 200) {
      ({ status } = await sendEvents(relay, events(sent * 10, 1, 'x'.repeat(100_000))));
      if (status === 200) sent += 1;
    }
    expect(status).toBe(503);
    expect(sent).toBeGreaterThan(5);
    honeyHive.script({ always: 'ok' });
    await honeyHive.waitForEvents(sent, 60_000);
    await untilMetrics(relay, ({ queue_pending: pending }) => pending === 0);
    expect((await sendEvents(relay, events(5000, 1))).status).toBe(200);
  });

  test('is shared by several relays: each event is delivered by one of them', async () => {
    const server = await NatsServer.start();
    await setUp(server.url);
    const relays = await Promise.all([start(server.url), start(server.url), start(server.url)]);
    const sends = relays.flatMap((relay, index) =>
      [0, 1, 2].map((n) => sendEvents(relay, events(index * 1000 + n * 50, 50))),
    );
    for (const answer of await Promise.all(sends)) expect(answer.status).toBe(200);
    await honeyHive.waitForEvents(450, 60_000);
    expect(honeyHive.received).toHaveLength(450);
    const delivered = async (): Promise<number> => {
      const counts = await Promise.all(relays.map(async (relay) => (await metricsOf(relay))['delivered_total'] ?? 0));
      return counts.reduce((sum, count) => sum + count, 0);
    };
    while ((await delivered()) < 450) await new Promise((resolve) => setTimeout(resolve, 20)); // answers are on their way
    expect(await delivered()).toBe(450);
  });
});
