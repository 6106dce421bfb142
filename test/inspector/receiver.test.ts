import { Agent, request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { type Receiver, startReceiver } from '../../src/inspector';
import { event, idOf, post, sendEvents } from './post';

let receiver: Receiver;

beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

describe('the receiver serves POST /events/model/batch', () => {
  test('valid records are stored and their ids returned, in order', async () => {
    const reply = await sendEvents(receiver.url, event(1), event(2));

    expect(reply.status).toBe(200);
    expect(reply.json).toEqual({ event_ids: [idOf(1), idOf(2)], success: true });
    expect(receiver.events).toEqual([event(1), event(2)]);
  });

  test('a record sent twice is received twice and stored once, as it was sent last', async () => {
    await sendEvents(receiver.url, event(1), event(2));
    await sendEvents(receiver.url, event(1, { model: 'corrected' }));

    expect(receiver.events.map((one) => one.model)).toEqual(['corrected', 'gpt-4o-mini-2024-07-18']);
    expect(receiver.received.map((one) => one.id)).toEqual([idOf(1), idOf(2), idOf(1)]);
  });

  test('an invalid record is answered with 500, the ids of the others and problems that do not quote its content', async () => {
    const reply = await sendEvents(receiver.url, event(1), { ...event(2), messages: 'a secret', secret: 1 });

    expect(reply.status).toBe(500);
    expect(reply.json).toEqual({
      event_ids: [idOf(1)],
      errors: ['Could not create event: messages must be array; secret is not a field'],
      success: true,
    });
    expect(receiver.events).toEqual([event(1)]);
    expect(receiver.received[1]?.problems).toEqual(['messages must be array', 'secret is not a field']);
  });

  test('compressed bodies are decompressed', async () => {
    const body = gzipSync(JSON.stringify({ model_events: [event(1)] }));
    const reply = await post(`${receiver.url}/events/model/batch`, body, { 'content-encoding': 'gzip' });

    expect(reply.status).toBe(200);
    expect(receiver.events).toHaveLength(1);
    expect(receiver.requests[0]?.bytes).toBe(body.length);
  });

  const batch = JSON.stringify({ model_events: [event(1)] });
  test.each<[string, number, { path?: string; method?: string; body?: string; headers?: Record<string, string> }]>([
    ['an unknown path is not found', 404, { path: '/events/batch' }],
    ['another method is not allowed', 405, { method: 'PUT' }],
    ['a key is required', 401, { headers: { authorization: '' } }],
    ['a key comes as a bearer token', 401, { headers: { authorization: 'Basic YTpi' } }],
    ['truncated JSON is rejected', 400, { body: batch.slice(0, -1) }],
    ['a body without records is rejected', 400, { body: '{}' }],
    ['an unknown field beside the records is rejected', 400, { body: '{"model_events":[],"events":[]}' }],
    ['another content type is rejected', 415, { headers: { 'content-type': 'text/plain' } }],
    ['an unknown content encoding is rejected', 415, { headers: { 'content-encoding': 'br' } }],
    ['a body that is not in its content encoding is rejected', 400, { headers: { 'content-encoding': 'gzip' } }],
  ])('%s', async (_rule, status, { path = '/events/model/batch', method, body = batch, headers }) => {
    const reply = await post(receiver.url + path, body, headers, method);

    expect(reply.status).toBe(status);
    expect(reply.json).toMatchObject({ statusCode: status, success: false, message: expect.any(String) });
    expect(receiver.events).toEqual([]);
  });

  test.each([
    ['evil.example', 421],
    ['evil.example:8787', 421],
    ['127.0.0.1.evil.example', 421],
    ['localhost.evil.example', 421],
    ['10.0.0.1', 421],
    ['localhost:1', 200],
    ['app.localhost', 200],
    ['127.0.0.1', 200],
    ['[::1]:8787', 200],
  ])(
    'a request for the host %s is answered with %d: a web page must not reach it by a name of its own',
    async (host, status) => {
      const reply = await post(`${receiver.url}/events/model/batch`, batch, { host });
      expect(reply.status).toBe(status);
      expect(receiver.received).toHaveLength(status === 200 ? 1 : 0);
    },
  );

  test('all keys but one can be rejected', async () => {
    const strict = await startReceiver({ apiKey: 'the-key' });
    const body = JSON.stringify({ model_events: [event(1)] });
    const [wrong, right] = await Promise.all(
      ['a-key', 'the-key'].map((key) =>
        post(`${strict.url}/events/model/batch`, body, { authorization: `Bearer ${key}` }),
      ),
    );
    await strict.close();

    expect([wrong?.status, right?.status]).toEqual([401, 200]);
  });

  test('only the newest are kept when there is a limit', async () => {
    const small = await startReceiver({ keep: 2 });
    await sendEvents(small.url, event(1), event(2), event(3));
    await small.close();

    expect(small.events.map((one) => one.event_id)).toEqual([idOf(2), idOf(3)]);
    expect(small.received).toHaveLength(2);
  });
});

test('the receiver serves POST /v1/events/batch', async () => {
  const v1 = { event_type: 'model', inputs: { chat_history: [] }, event_id: idOf(1) };
  const reply = await post(
    `${receiver.url}/v1/events/batch`,
    JSON.stringify({ events: [v1, { ...v1, project: 'p' }] }),
  );

  expect(reply.status).toBe(500);
  expect(reply.json).toMatchObject({
    event_ids: [idOf(1)],
    errors: ['Could not create event: project is not a field'],
  });
  expect(await receiver.waitForV1Events(1)).toEqual([v1]);
  expect(receiver.v1Events).toEqual([v1]);
  expect(receiver.events).toEqual([]);
});

describe('what the receiver lists and reports about requests', () => {
  test.each([
    ['Bearer a-key', 'Bearer ***'],
    ['Bearer a key', 'Bearer ***'],
    ['a-key', '***'],
  ])('of the authorization %j it lists %j', async (authorization, listed) => {
    await post(`${receiver.url}/events/model/batch`, '{}', { authorization });
    expect(receiver.requests[0]?.headers.authorization).toBe(listed);
  });

  test('a request is listed without its key', async () => {
    await sendEvents(receiver.url, event(1));

    expect(receiver.requests).toEqual([
      {
        method: 'POST',
        path: '/events/model/batch',
        headers: expect.objectContaining({ authorization: 'Bearer ***', 'content-type': 'application/json' }),
        bytes: JSON.stringify({ model_events: [event(1)] }).length,
        at: expect.any(Number),
        connection: 1,
        route: 'events',
        api: 'model',
        records: receiver.received,
        ids: [idOf(1)],
        session: undefined,
        update: undefined,
        status: 200,
      },
    ]);
  });

  test('connections are numbered', async () => {
    const agent = new Agent({ keepAlive: true });
    const get = (using: Agent | false): Promise<void> =>
      new Promise((resolve, reject) => {
        const sent = request(receiver.url, { agent: using }, (response) => response.resume().on('end', resolve));
        sent.on('error', reject).end();
      });
    await get(agent);
    await get(agent);
    await get(false);
    agent.destroy();

    expect(receiver.requests.map((one) => one.connection)).toEqual([1, 1, 2]);
  });

  test('listeners receive every event and request until they are removed', async () => {
    const received: unknown[] = [];
    const removals = [
      receiver.onEvent((one) => received.push(one.event_id)),
      receiver.onRequest((one) => received.push(one.status)),
    ];
    await sendEvents(receiver.url, event(1), event(2));
    for (const remove of removals) remove();
    await sendEvents(receiver.url, event(3));

    expect(received).toEqual([idOf(1), idOf(2), 200]);
  });
});

describe('waiting', () => {
  test('resolves with what arrived once there is enough', async () => {
    const waiting = receiver.waitForEvents(2);
    await sendEvents(receiver.url, event(1));
    await sendEvents(receiver.url, event(2));

    expect(await waiting).toEqual([event(1), event(2)]);
    expect(await receiver.waitForRequests(2)).toHaveLength(2);
  });

  test('rejects with an explanation at its timeout', async () => {
    await sendEvents(receiver.url, event(1));
    await expect(receiver.waitForEvents(2, 20)).rejects.toThrow('waited for 2 events, gave up after 20 ms with 1');
  });

  test('rejects with an explanation when the receiver closes', async () => {
    const waiting = receiver.waitForEvents(1);
    const closed = expect(waiting).rejects.toThrow('waited for 1 events, the receiver closed with 0');
    await receiver.close();
    await closed;
  });
});

describe('the receiver as a server', () => {
  test('listens on loopback only', async () => {
    expect(receiver.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    await expect(startReceiver({ host: '0.0.0.0' as '127.0.0.1' })).rejects.toThrow(RangeError);
  });

  test('rejects with the system’s error when its port is taken', async () => {
    const port = Number(new URL(receiver.url).port);
    await expect(startReceiver({ port })).rejects.toThrow('EADDRINUSE');
  });

  test('closes at once, whatever is open, and may be closed again', async () => {
    receiver.script({ hang: true }, { delayMs: 60_000 });
    const unanswered = [sendEvents(receiver.url, event(1)), sendEvents(receiver.url, event(2))];
    const outcomes = Promise.allSettled(unanswered);
    await receiver.waitForRequests(2);
    await Promise.all([receiver.close(), receiver.close()]);

    expect((await outcomes).map((one) => one.status)).toEqual(['rejected', 'rejected']);
  });
});
