import { type Receiver, type ScriptEntry, startReceiver } from '../../src/inspector';
import { toV1Event } from '../../src/mapping/record/v1-event';
import {
  event,
  idOf,
  post,
  type Reply,
  sendEvents,
  sendV1Events,
  sessionIdOf,
  start,
  startSession,
  startV1Session,
  updateEvent,
  updateV1Event,
} from './post';

let receiver: Receiver;

beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

describe.each([
  ['POST /session/start', startSession, { project: 'demo' }],
  ['POST /v1/sessions', startV1Session, {}],
])('a session started by %s', (_route, send, added) => {
  test('is stored, and its id is the answer', async () => {
    const reply = await send(receiver.url, start(1));

    expect([reply.status, reply.json]).toEqual([200, { session_id: sessionIdOf(1) }]);
    expect(receiver.sessions).toEqual([{ ...added, ...start(1) }]);
  });

  test('that is posted again has its metadata and user properties merged, and keeps all else', async () => {
    await send(receiver.url, start(1, { metadata: { run_id: 'r', tries: 1 }, inputs: { a: 1 } }));
    await send(
      receiver.url,
      start(1, { session_name: 'late', metadata: { tries: 2 }, user_properties: { user_id: 'u' }, inputs: {} }),
    );

    expect(receiver.sessions).toEqual([
      {
        ...added,
        ...start(1),
        metadata: { run_id: 'r', tries: 2 },
        user_properties: { user_id: 'u' },
        inputs: { a: 1 },
      },
    ]);
  });

  test('without an id gets one', async () => {
    const { json } = await send(receiver.url, start(1, { session_id: undefined }));
    expect(json).toEqual({ session_id: receiver.sessions[0]?.['session_id'] });
  });

  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['an id that is no UUID, which HoneyHive silently replaces', { session_id: 'chat-7' }, 'session_id must match'],
    ['a time in words, which HoneyHive silently replaces', { start_time: '2026-01-01' }, 'start_time must be number'],
    ['an unknown field', { sessionName: 'x' }, 'sessionName is not a field'],
    ['an empty name', { session_name: '' }, 'session_name must have at least 1 characters'],
  ])('is refused for %s', async (_what, change, problem) => {
    const reply = await send(receiver.url, start(1, change));

    expect([reply.status, receiver.sessions]).toEqual([400, []]);
    expect(reply.json).toMatchObject({ message: expect.stringContaining(problem) });
    expect(receiver.requests[0]?.session?.problems).toEqual([expect.stringContaining(problem)]);
  });
});

test('POST /session/start wants a session with what its first version requires', async () => {
  const { json } = await post(
    `${receiver.url}/session/start`,
    JSON.stringify({ session: { session_id: sessionIdOf(1) } }),
  );
  expect(json).toMatchObject({
    message: 'Invalid request: project is missing; session_name is missing; source is missing',
  });
  expect((await post(`${receiver.url}/session/start`, JSON.stringify(start(1)))).status).toBe(400);
});

describe('an update', () => {
  const update = { feedback: { rating: 5 }, metrics: { words: 2 }, metadata: { seen: true } };

  test.each<[string, (url: string) => Promise<Reply>, (url: string) => Promise<Reply>, string, () => unknown]>([
    [
      'an event of the older route',
      (url) => sendEvents(url, event(1, { metadata: { trace_id: 'a' } })),
      (url) => updateEvent(url, { event_id: idOf(1), ...update }),
      idOf(1),
      () => receiver.events[0],
    ],
    [
      'an event of its successor',
      (url) => sendV1Events(url, toV1Event(event(1, { metadata: { trace_id: 'a' } }))),
      (url) => updateV1Event(url, idOf(1), update),
      idOf(1),
      () => receiver.v1Events[0],
    ],
    [
      'a session',
      (url) => startSession(url, start(1, { metadata: { trace_id: 'a' } })),
      (url) => updateEvent(url, { event_id: sessionIdOf(1), ...update }),
      sessionIdOf(1),
      () => receiver.sessions[0],
    ],
  ])('is merged into %s', async (_what, send, sendUpdate, id, stored) => {
    await send(receiver.url);
    const reply = await sendUpdate(receiver.url);

    expect([reply.status, reply.text]).toEqual([200, '']);
    expect(receiver.updates).toEqual([{ event_id: id, ...update }]);
    expect(stored()).toMatchObject({ ...update, metadata: { trace_id: 'a', seen: true } });
  });

  test('of an event that is not stored is refused, as HoneyHive does', async () => {
    const reply = await updateV1Event(receiver.url, idOf(1), update);

    expect([reply.status, receiver.updates]).toEqual([400, []]);
    expect(reply.json).toMatchObject({ message: 'There is no event or session with this id.' });
  });

  test.each<[string, (url: string) => Promise<Reply>, string]>([
    ['by an id that is no UUID', (url) => updateV1Event(url, 'it', update), 'event_id must match'],
    ['without an id', (url) => updateEvent(url, update), 'event_id is missing'],
    [
      'with a field that HoneyHive silently ignores',
      (url) => updateV1Event(url, idOf(1), { error: 'no' }),
      'error is not a field',
    ],
  ])('%s is refused', async (_what, send, problem) => {
    await sendV1Events(receiver.url, toV1Event(event(1)));
    const reply = await send(receiver.url);

    expect([reply.status, receiver.updates]).toEqual([400, []]);
    expect(reply.json).toMatchObject({ message: expect.stringContaining(problem) });
  });
});

test('what a request was for is listed with it', async () => {
  await startV1Session(receiver.url, start(1));
  await sendEvents(receiver.url, event(1));
  await updateEvent(receiver.url, { event_id: idOf(1), feedback: { rating: 1 } });
  await post(`${receiver.url}/nowhere`, '{}');

  expect(
    receiver.requests.map(({ route, api, session, ids, update }) => [route, api, session?.id, ids, update?.id]),
  ).toEqual([
    ['session', 'v1', sessionIdOf(1), [], undefined],
    ['events', 'model', undefined, [idOf(1)], undefined],
    ['update', 'model', undefined, [], idOf(1)],
    [undefined, undefined, undefined, [], undefined],
  ]);
  expect(receiver.received.map(({ id }) => id)).toEqual([idOf(1)]);
});

test('listeners receive sessions and updates as they are stored, and waiting resolves with them', async () => {
  const received: unknown[] = [];
  receiver.onSession(({ session_id, metadata }) => received.push([session_id, metadata]));
  receiver.onUpdate(({ event_id }) => received.push(event_id));
  const waiting = Promise.all([receiver.waitForSessions(1), receiver.waitForUpdates(1)]);
  await startV1Session(receiver.url, start(1, { metadata: { a: 1 } }));
  await startV1Session(receiver.url, start(1, { metadata: { b: 2 } }));
  await updateV1Event(receiver.url, sessionIdOf(1), { feedback: { rating: 4 } });

  expect(received).toEqual([[sessionIdOf(1), { a: 1 }], [sessionIdOf(1), { a: 1, b: 2 }], sessionIdOf(1)]);
  expect((await waiting).map((all) => all.length)).toEqual([1, 1]);
});

describe('a fault for a route', () => {
  const both = async (): Promise<readonly number[]> =>
    (
      await Promise.all([
        startSession(receiver.url, start(1)),
        startV1Session(receiver.url, start(2)),
        sendEvents(receiver.url, event(1)),
      ])
    ).map(({ status }) => status);

  test.each<[string, readonly ScriptEntry[], readonly (readonly number[])[]]>([
    [
      'passes requests of other routes by',
      [
        { route: 'events', status: 503 },
        { route: 'events', status: 429 },
      ],
      [
        [200, 200, 503],
        [200, 200, 429],
        [200, 200, 200],
      ],
    ],
    [
      'can be for one of the two routes',
      [{ route: 'session', api: 'v1', status: 404 }],
      [
        [200, 404, 200],
        [200, 200, 200],
      ],
    ],
    [
      'can be permanent beside those of other routes',
      [{ always: { route: 'session', status: 500 } }, { always: { route: 'events', status: 503 } }],
      [
        [500, 500, 503],
        [500, 500, 503],
      ],
    ],
    [
      'ends with one for all routes',
      [{ always: { route: 'session', status: 500 } }, { always: 'ok' }],
      [[200, 200, 200]],
    ],
  ])('%s', async (_rule, script, statuses) => {
    receiver.script(...script);
    for (const expected of statuses) expect(await both()).toEqual(expected);
  });

  test('can answer with the id of another session, which is stored under its own', async () => {
    receiver.script({ ownIds: true });
    const { json } = await startSession(receiver.url, start(1));

    expect(json).toEqual({ session_id: expect.not.stringContaining(sessionIdOf(1)) });
    expect(receiver.sessions.map(({ session_id }) => session_id)).toEqual([sessionIdOf(1)]);
  });

  test.each([{ hang: true }, { resetBefore: 'headers' }, { status: 401 }, { html: 200 }] as const)(
    'with which no session is stored: %j',
    async (fault) => {
      receiver.script({ route: 'session', ...fault });
      const reply = startSession(receiver.url, start(1)).catch(() => undefined);
      await receiver.waitForRequests(1);
      if (!('hang' in fault)) await reply;

      expect(receiver.sessions).toEqual([]);
    },
  );
});
