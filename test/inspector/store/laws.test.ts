import type { Filter } from '../../../src/inspector/page-api';
import type { Store } from '../../../src/inspector/store/store';
import { agentRun, agentSession } from '../agent-run';
import { idOf, sessionIdOf, start } from '../post';
import { idsOf, inSession, modelEvent, numbered, v1Event } from './events';
import { lastingWays, newFolder, removeFolders, ways } from './stores';

afterEach(removeFolders);

const idsIn = (store: Store, filter: Filter = {}): readonly string[] =>
  store.calls(filter, 1000, 'oldest').rows.map(({ id }) => id);

describe.each(ways)('kept by $name,', (way) => {
  let store: Store;
  beforeEach(() => {
    store = way.open(newFolder());
  });
  afterEach(() => store.close());

  test('a record comes back as it was sent, with what is wrong with it', () => {
    const sent = {
      ...v1Event(1, { inputs: { input: 'a\0b \ud800 é \u2028 👩‍🚀', '': { __proto__: 1 } } }),
      problems: ['inputs must be nice'],
    };
    const [row] = store.addEvents([sent]);
    expect(store.call(idOf(1))).toEqual({ row, record: sent.record, problems: sent.problems });
    expect(store.call('another')).toBeUndefined();
  });

  test('rows are numbered in the order of arrival, also those that are replaced or updated', () => {
    const seqs = [
      ...store.addEvents([modelEvent(1), v1Event(2)]),
      ...store.addEvents([modelEvent(1)]),
      store.update({ event_id: idOf(2), duration: 5 }),
    ].map((row) => row?.seq ?? 0);
    expect(seqs).toEqual(seqs.toSorted((one, other) => one - other));
    expect(new Set(seqs).size).toBe(4);
    expect(idsIn(store)).toEqual(idsOf(1, 2));
  });

  test('events without an id get one, and keep it', () => {
    const { event_id: _, ...record } = modelEvent(1).record;
    const rows = store.addEvents([
      { ...modelEvent(1), record },
      { ...modelEvent(1), record },
    ]);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(2);
    expect(store.call(rows[0]?.id ?? '')?.record).toEqual(record);
  });

  test('an update of what has not come waits for it, be it an event or a session', () => {
    expect(store.update({ event_id: idOf(1), feedback: { rating: 5 } })).toBeUndefined();
    expect(store.update({ event_id: idOf(1), feedback: { comment: 'good' } })).toBeUndefined();
    store.update({ event_id: sessionIdOf(1), feedback: { rating: 4 } });
    store.addEvents([v1Event(1)]);
    store.addSession(agentSession);
    expect(store.call(idOf(1))?.record['feedback']).toEqual({ rating: 5, comment: 'good' });
    expect(store.session(sessionIdOf(1))?.start).toEqual({ ...agentSession, feedback: { rating: 4 } });
  });

  test('an update of an event gives its new row, and its text is found', () => {
    store.addEvents([v1Event(1)]);
    const row = store.update({
      event_id: idOf(1),
      user_properties: { user_id: 'grace' },
      metadata: { note: 'refunded' },
    });
    expect(row?.user).toBe('grace');
    expect(idsIn(store, { text: 'REFUND' })).toEqual(idsOf(1));
    expect(idsIn(store, { user: ['grace'] })).toEqual(idsOf(1));
  });

  test('a session has its name, user, times and figures', () => {
    store.addSession(agentSession);
    store.addEvents(agentRun.map((record, index) => ({ ...v1Event(index), record })));
    expect(store.sessions({}, 10).rows).toEqual([
      expect.objectContaining({
        id: sessionIdOf(1),
        name: 'GET /chat 1',
        user: 'ada',
        calls: 2,
        events: 5,
        errors: 1,
        totalTokens: 76,
      }),
    ]);
    expect(store.session(sessionIdOf(1))?.rows.map(({ kind }) => kind)).toEqual([
      'chain',
      'model',
      'tool',
      'tool',
      'model',
    ]);
  });

  test('a session that is started again keeps its name, and gets what is new of its user', () => {
    store.addSession(start(1, { user_properties: { plan: 'free' } }) as never);
    store.addSession(start(1, { session_name: 'another', user_properties: { user_id: 'ada' } }) as never);
    expect(store.session(sessionIdOf(1))).toMatchObject({
      session: { name: 'GET /chat 1', user: 'ada', events: 0 },
      start: { user_properties: { plan: 'free', user_id: 'ada' } },
    });
    expect(store.sessions({}, 10).rows).toHaveLength(1);
    expect(store.sessions({ error: false }, 10).rows).toEqual([]);
  });

  test('events without a session are listed under the id that is empty', () => {
    store.addEvents([modelEvent(1), v1Event(2)]);
    expect(store.sessions({}, 10).rows.map(({ id, events }) => [id, events])).toEqual([
      [sessionIdOf(1), 1],
      ['', 1],
    ]);
    expect(store.session('')?.rows.map(({ id }) => id)).toEqual(idsOf(1));
    expect(store.totals({}).sessions).toBe(1);
  });

  test.each<[text: string, isFound: boolean]>([
    ['paris', true],
    ['weather paris', true],
    ['"weather in Paris"', true],
    ['"Paris weather"', false],
    ['athe', true],
    ['天气', true],
    ['天', true],
    ['ÉCLAIR', true],
    ['ΟΔΟΣ', true],
    ['100%', true],
    ['50%', false],
    ['a_b', false],
    ['"say \\"', false],
    ['OR', true],
    ['paris NOT weather', false],
    ['"unfinished phrase', false],
    ['"weather in', true],
    ['content', false],
    ['', true],
    ['""', true],
    ['*', false],
    ['38', true],
  ])('a search for %s: %s', (text, isFound) => {
    store.addEvents([
      modelEvent(1, {
        messages: [
          { role: 'user', content: 'The Weather in Paris or\nelsewhere? 天气很好 éclair οδος οδοστρωμα 100%' },
        ],
      }),
    ]);
    expect(idsIn(store, { text })).toEqual(isFound ? idsOf(1) : []);
    expect(store.totals({ text }).events).toBe(isFound ? 1 : 0);
  });

  test('images are not searched, and of a text of megabytes its beginning and its end', () => {
    const filler = 'lorem ipsum '.repeat(100_000);
    store.addEvents([
      modelEvent(1, { messages: [{ role: 'user', content: `data:image/png;base64,${'QUJD'.repeat(1000)}` }] }),
      modelEvent(2, { messages: [{ role: 'user', content: `first ${filler} last` }] }),
    ]);
    expect(idsIn(store, { text: 'QUJDQUJD' })).toEqual([]);
    expect(idsIn(store, { text: '"data:image/png"' })).toEqual(idsOf(1));
    expect(idsIn(store, { text: 'first last' })).toEqual(idsOf(2));
  });

  test('a page goes on where the one before it ended, though others arrive meanwhile', () => {
    store.addEvents(numbered(1, 5).map((n) => modelEvent(n, { start_time: 1000 })));
    const first = store.calls({}, 2, 'oldest');
    store.addEvents([modelEvent(0, { start_time: 500 }), modelEvent(6, { start_time: 1000 })]);
    const second = store.calls({}, 2, 'oldest', first.next ?? '');
    const third = store.calls({}, 2, 'oldest', second.next ?? '');
    expect([first, second, third].map(({ rows }) => rows.map(({ id }) => id))).toEqual([
      idsOf(1, 2),
      idsOf(3, 4),
      idsOf(5, 6),
    ]);
    expect(third.next).toBeNull();
  });

  test.each(['', 'nonsense', 'W10', 'bnVsbA', 'WyJhIiwxXQ'])(
    'a cursor that is none (%s) starts at the first page',
    (cursor) => {
      store.addEvents([v1Event(1)]);
      expect(store.calls({}, 10, 'newest', cursor).rows).toHaveLength(1);
      expect(store.sessions({}, 10, cursor).rows).toHaveLength(1);
    },
  );

  test('totals have a bucket for each stretch of time, also for those without a call', () => {
    store.addEvents(
      [0, 1, 2, 60].map((minute, n) => modelEvent(n, { start_time: 1_760_000_400_000 + minute * 60_000, cost: 0.25 })),
    );
    const { buckets, bucketMs } = store.totals({});
    expect(bucketMs).toBe(60_000);
    expect(buckets).toHaveLength(61);
    expect(buckets.slice(0, 4).map(({ calls, cost }) => [calls, cost])).toEqual([
      [1, 0.25],
      [1, 0.25],
      [1, 0.25],
      [0, 0],
    ]);
    expect(buckets.map(({ from }) => from)).toEqual(
      numbered(0, 60).map((minute) => 1_760_000_400_000 + minute * 60_000),
    );
  });

  test('nothing kept gives empty answers', () => {
    expect(store.calls({}, 10, 'newest')).toEqual({ rows: [], next: null });
    expect(store.sessions({ text: 'a' }, 10)).toEqual({ rows: [], next: null });
    expect(store.totals({})).toMatchObject({ calls: 0, sessions: 0, cost: 0, buckets: [], models: [] });
    expect(store.facets({})).toEqual({ users: [], models: [], providers: [], tools: [] });
    expect(store.session('')).toBeUndefined();
    expect([...store.all()]).toEqual([]);
  });

  test('clear leaves nothing, and what comes then is kept', () => {
    store.addSession(agentSession);
    store.addEvents([v1Event(1)]);
    store.update({ event_id: 'later', duration: 1 });
    store.clear();
    expect([store.count(), idsIn(store), store.sessions({}, 10).rows, [...store.all()]]).toEqual([0, [], [], []]);
    store.addEvents([v1Event(2)]);
    expect(idsIn(store, { text: 'question' })).toEqual(idsOf(2));
  });
});

describe.each(ways)('of what is too much, $name', (way) => {
  test('forgets whole sessions, those first in which nothing has happened for longest', () => {
    const store = way.open(newFolder(), { events: 4, bytes: 2 ** 30 });
    store.addEvents([inSession(1, 1), inSession(2, 2), inSession(3, 1), modelEvent(4)]);
    expect(store.capped).toBe(false);
    store.addEvents([inSession(5, 3)]); // session 2 is the oldest
    expect(idsIn(store)).toEqual(idsOf(1, 3, 4, 5));
    expect(store.capped).toBe(true);
    store.update({ event_id: idOf(4), duration: 1 }); // session 1 is the oldest now
    store.addEvents([inSession(6, 3)]);
    expect(idsIn(store)).toEqual(idsOf(4, 5, 6));
    expect([store.count(), store.session(sessionIdOf(1)), store.call(idOf(1))]).toEqual([3, undefined, undefined]);
    store.close();
  });

  test('forgets the oldest events of the only session', () => {
    const store = way.open(newFolder(), { events: 3, bytes: 2 ** 30 });
    store.addSession(agentSession);
    store.addEvents(numbered(1, 5).map((n) => v1Event(n)));
    expect(idsIn(store)).toEqual(idsOf(3, 4, 5));
    expect(store.session(sessionIdOf(1))?.session).toMatchObject({ name: 'GET /chat 1', events: 3 });
    store.close();
  });

  test('has no more bytes than it may, and gives the room of others to a large record', () => {
    const store = way.open(newFolder(), { events: 1000, bytes: 200_000 });
    const large = (n: number): ReturnType<typeof v1Event> =>
      v1Event(n, { session_id: sessionIdOf(n), inputs: { input: 'word '.repeat(3000) } });
    store.addEvents(numbered(1, 30).map(large));
    expect(store.count()).toBeGreaterThan(0);
    expect(store.count()).toBeLessThan(14);
    expect(store.call(idOf(30))).toBeDefined();
    store.close();
  });
});

describe.each(lastingWays)('after a restart, $name', (way) => {
  test('has all that it had', () => {
    const folder = newFolder();
    const before = way.open(folder);
    before.addSession(agentSession);
    before.addEvents([v1Event(1), modelEvent(2), { ...v1Event(3), problems: ['it is bad'] }]);
    before.addEvents([v1Event(1, { error: 'Error: twice' })]);
    before.update({ event_id: idOf(2), feedback: { rating: 1 } });
    before.update({ event_id: idOf(9), feedback: { rating: 9 } });
    const answers = (store: Store): readonly unknown[] => [
      [...store.all()],
      store.calls({}, 10, 'newest').rows.map(({ seq: _, ...row }) => row),
      store.sessions({}, 10),
      store.totals({}),
      store.facets({}),
      store.count(),
    ];
    const expected = answers(before);
    before.close();
    const after = way.open(folder);
    expect(answers(after)).toEqual(expected);
    after.addEvents([modelEvent(9)]);
    expect(after.call(idOf(9))?.record['feedback']).toEqual({ rating: 9 });
    expect(after.note).toBeNull();
    after.close();
  });

  test('still has forgotten what was too much', () => {
    const folder = newFolder();
    const limits = { events: 2, bytes: 2 ** 30 };
    const before = way.open(folder, limits);
    before.addEvents([inSession(1, 1), inSession(2, 2), inSession(3, 3)]);
    before.close();
    const after = way.open(folder, limits);
    expect(idsIn(after)).toEqual(idsOf(2, 3));
    expect(after.capped).toBe(true);
    for (let times = 0; times < 20; times += 1) after.addEvents([inSession(2, 2)]); // of a file most is stale
    after.close();
    const last = way.open(folder, limits);
    expect(last.capped).toBe(true);
    last.addEvents([inSession(4, 4)]);
    expect(idsIn(last)).toEqual(idsOf(2, 4));
    last.close();
    const again = way.open(folder, limits);
    expect([again.capped, ...idsIn(again)]).toEqual([true, ...idsOf(2, 4)]);
    again.close();
  });
});
