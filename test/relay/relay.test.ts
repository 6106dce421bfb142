import { type Receiver, startReceiver } from '../../src/inspector';
import { endAll, startCli } from '../support/cli';
import { uuid } from '../support/model-record';
import { endServers } from './nats-server';
import { describeQueue, queues } from './queues';
import {
  events,
  kill,
  logged,
  metricsOf,
  type RunningRelay,
  removeFolders,
  send,
  sendEvents,
  startRelay,
  terminate,
  untilMetrics,
} from './relay-process';

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

const ids = (first: number, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => uuid(first + index));
const arrived = (): readonly string[] => honeyHive.events.map(({ event_id }) => String(event_id)).sort();

for (const each of queues)
  describeQueue(each)(`a relay with its queue in ${each[0]}`, () => {
    const [, open] = each;
    let queue: string;
    const start = (args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<RunningRelay> =>
      startRelay(['--queue', queue, ...args], { HH_API_URL: honeyHive.url, ...env });

    beforeEach(async () => {
      queue = await open();
    });

    test('answers with the ids of the events once the queue has them, and delivers them unchanged', async () => {
      const relay = await start();
      // Numbers keep their spelling.
      const text = JSON.stringify({ model_events: events(1, 3) }).replaceAll('"duration":12.5', '"duration":12.50');
      const answer = await send(`${relay.url}/events/model/batch`, text);
      expect([answer.status, answer.json]).toEqual([200, { event_ids: ids(1, 3), success: true }]);
      await honeyHive.waitForEvents(3);
      expect(arrived()).toEqual(ids(1, 3));
      await untilMetrics(relay, ({ queue_pending: pending }) => pending === 0);
      expect(await metricsOf(relay)).toMatchObject({ accepted_total: 3, delivered_total: 3, queue_dead: 0 });
    });

    test('takes events of the newer API, starts of sessions, and updates, each after what it is about', async () => {
      const relay = await start();
      const session = uuid(9);
      await send(`${relay.url}/v1/sessions`, { session_id: session, session_name: 'of a test' });
      const event = { event_type: 'model', inputs: {}, event_id: uuid(1), session_id: session };
      const answer = await send(`${relay.url}/v1/events/batch`, { events: [event] });
      expect(answer.json).toEqual({ event_ids: [uuid(1)], success: true });
      await send(`${relay.url}/v1/events/${uuid(1)}`, { feedback: { good: true } }, { method: 'PUT' });
      await honeyHive.waitForUpdates(1);
      expect(honeyHive.sessions).toMatchObject([{ session_id: session, session_name: 'of a test' }]);
      expect(honeyHive.v1Events).toMatchObject([{ ...event, feedback: { good: true } }]);
      const first = honeyHive.requests.map(({ path }) => path).indexOf('/v1/sessions');
      expect(first).toBe(0);
    });

    test('takes the good events of a batch, and says what is wrong with the others', async () => {
      const relay = await start();
      const [good] = events(1, 1);
      const answer = await sendEvents(relay, [5, good, { event_id: 7 }, { text: 'x'.repeat(11 * 2 ** 20) }]);
      expect(answer.status).toBe(500);
      expect(answer.json).toEqual({
        event_ids: [uuid(1)],
        errors: [
          'Could not create event: it is no object',
          'Could not create event: event_id must be a text of at most 200 characters',
          expect.stringMatching(/^Could not create event: it has more than \d+ bytes$/),
        ],
        success: true,
      });
      await honeyHive.waitForEvents(1);
    });

    test('gives an event without an id one of its own, which stays the same when it is sent again', async () => {
      honeyHive.script({ status: 503 }, { status: 503 });
      const relay = await start();
      const [{ event_id: _, ...event }] = events(1, 1) as [Record<string, unknown>];
      const answer = await sendEvents(relay, [event]);
      const [id] = answer.json['event_ids'] as [string];
      expect(id).toMatch(/^[0-9a-f-]{36}$/);
      await honeyHive.waitForEvents(1);
      expect(honeyHive.events).toMatchObject([{ ...event, event_id: id }]);
    });

    test('counts an event once that a client sends again', async () => {
      const relay = await start();
      for (let times = 0; times < 3; times += 1) await sendEvents(relay, events(1, 2));
      await sendEvents(relay, events(3, 1));
      await honeyHive.waitForEvents(3);
      await untilMetrics(relay, ({ queue_pending: pending }) => pending === 0);
      expect(honeyHive.received).toHaveLength(3);
    });

    test('keeps what it has accepted when it is killed, for the next relay', async () => {
      honeyHive.script({ always: { status: 503 } });
      const relay = await start();
      expect((await sendEvents(relay, events(1, 50))).status).toBe(200);
      await kill(relay);
      const next = await startRelay(['--queue', queue], { HH_API_URL: (await restarted()).url });
      await honeyHive.waitForEvents(50);
      expect(arrived()).toEqual(ids(1, 50));
      await untilMetrics(next, ({ queue_pending: pending }) => pending === 0);
    });

    test('puts aside what HoneyHive refuses for good, with the reason, and delivers the others', async () => {
      const relay = await start();
      const [bad] = events(3, 1) as [Record<string, unknown>];
      await sendEvents(relay, [...events(1, 2), { ...bad, usage: 'none' }, ...events(4, 2)]);
      await untilMetrics(relay, ({ queue_dead: dead, queue_pending: pending }) => dead === 1 && pending === 0);
      expect(arrived()).toEqual([...ids(1, 2), ...ids(4, 2)]);
      expect(logged(relay, 'dead_letter')).toMatchObject([
        { kind: 'event', reason: expect.stringMatching(/^rejected: /) },
      ]);
      const dead = async (...args: readonly string[]): Promise<string> => {
        const run = startCli(['dead', ...args, '--queue', queue]);
        await run.ended();
        return run.out + run.err;
      };
      expect(await dead('list')).toContain(`event  model  ${uuid(3)}  rejected: `);
      expect(await dead('show', uuid(3))).toContain('"usage": "none"');
      expect(await dead('show', uuid(4))).toMatch(/There is no dead letter/);
      await terminate(relay);
      expect(await dead('retry', '--all')).toMatch(/^Queued 1 dead letter again/);
      expect(await dead('list')).toBe('');
      const next = await start();
      await untilMetrics(next, ({ dead_total: again }) => again === 1);
      expect(await dead('drop', uuid(3))).toBe('Dropped 1 dead letter.\n');
      expect(await metricsOf(next)).toMatchObject({ queue_dead: 0, queue_pending: 0 });
    });

    test('finishes what it has begun when it is terminated, gives the rest back, and says first that it is not ready', async () => {
      const relay = await start();
      await sendEvents(relay, events(1, 10));
      await honeyHive.waitForEvents(10);
      expect((await fetch(`${relay.url}/readyz`)).status).toBe(200);
      const ended = terminate(relay);
      let status = 200;
      while (status === 200) status = (await fetch(`${relay.url}/readyz`)).status;
      expect(status).toBe(503);
      expect(await ended).toBe(0);
      expect(logged(relay, 'stopped')).toHaveLength(1);
    });

    test('takes events while HoneyHive is down, without delivering them more often for that, and delivers them later', async () => {
      const { url } = honeyHive;
      await honeyHive.close();
      const relay = await start();
      for (let batch = 0; batch < 5; batch += 1) {
        expect((await sendEvents(relay, events(batch * 10, 10))).status).toBe(200);
      }
      while (logged(relay, 'endpoint_down').length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      expect((await fetch(`${relay.url}/readyz`)).status).toBe(200);
      expect(await metricsOf(relay)).toMatchObject({ queue_pending: 50, delivered_total: 0 });
      honeyHive = await startReceiver({ port: Number(new URL(url).port) });
      await honeyHive.waitForEvents(50, 60_000);
      expect(arrived()).toEqual(ids(0, 50).toSorted());
      await untilMetrics(relay, ({ queue_pending: pending }) => pending === 0);
      expect(honeyHive.received).toHaveLength(50); // on a busy machine, the queue may give some again that are on their way
      await relay.run.until(/"event":"endpoint_back"/);
    });

    test('accepts without delivering, and delivers without accepting, where that is asked for', async () => {
      const accepts = await start(['--accept']);
      expect((await sendEvents(accepts, events(1, 5))).status).toBe(200);
      expect(await metricsOf(accepts)).toMatchObject({ queue_pending: 5 });
      await kill(accepts);
      const drains = await start(['--drain']);
      expect((await sendEvents(drains, events(9, 1))).status).toBe(404);
      await honeyHive.waitForEvents(5);
    });

    /** HoneyHive without its script of faults. */
    async function restarted(): Promise<Receiver> {
      await honeyHive.close();
      honeyHive = await startReceiver();
      return honeyHive;
    }
  });
