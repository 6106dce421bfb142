import fc from 'fast-check';
import type { Filter, Kind, Page } from '../../../src/inspector/page-api';
import type { Arrived, Store } from '../../../src/inspector/store/store';
import type { JsonObject } from '../../../src/json/json';
import { NaiveStore } from './naive';
import { newFolder, removeFolders, ways } from './stores';

type Step =
  | { readonly events: readonly Arrived[] }
  | { readonly session: JsonObject }
  | { readonly update: JsonObject }
  | { readonly clear: true }
  | { readonly restart: true };

const word = fc.constantFrom(
  'Weather',
  'weather in Paris',
  '天气',
  '天気は',
  'é',
  'É',
  'a"b',
  'c\\d',
  '12',
  'x',
  'Zoë\nline',
  '👩‍🚀 up',
  "it's",
  '%_',
  'NEAR(',
);
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });
const id = fc.integer({ min: 1, max: 12 }).map((n) => `event-${n}`);
const sessionId = fc.constantFrom('session-1', 'session-2', 'session-3');
const time = fc.integer({ min: 1_000, max: 1_010 }).map((n) => n * 60_000);
/** Fractions of which sums are exact, in whatever order. */
const cost = fc.integer({ min: 0, max: 40 }).map((n) => n / 4);
const tokens = fc.nat(100);
const user = maybe(fc.constantFrom('ada', 'bob').map((user_id) => ({ user_id })));
const toolCalls = maybe(
  fc.subarray(['get_time', 'get_weather']).map((names) => names.map((name) => ({ function: { name } }))),
);

const shared = {
  event_id: id,
  session_id: maybe(sessionId),
  event_name: fc.constantFrom('chat', 'run'),
  start_time: maybe(time),
  duration: maybe(fc.nat(5_000)),
  error: fc.option(word, { nil: null }),
  user_properties: user,
};

const modelRecord = fc.record({
  ...shared,
  model: fc.constantFrom('gpt', 'claude'),
  provider: fc.constantFrom('openai', 'anthropic'),
  messages: fc.array(fc.record({ role: fc.constantFrom('user', 'system'), content: word }), { maxLength: 2 }),
  response: fc.record({ content: word, tool_calls: toolCalls }),
  usage: fc.record({ prompt_tokens: tokens, completion_tokens: maybe(tokens) }),
  cost: maybe(cost),
});

const v1Record = fc.record({
  ...shared,
  event_type: fc.constantFrom('model', 'tool', 'chain', 'session', 'odd'),
  parent_id: maybe(id),
  config: fc.record({ model: maybe(fc.constantFrom('gpt', 'claude')), tool_name: maybe(fc.constantFrom('get_time')) }),
  inputs: fc.record({ input: maybe(word) }),
  outputs: fc.record({ message: maybe(word) }),
  metadata: fc.record({ trace_id: maybe(fc.constantFrom('t1', 't2')), total_tokens: maybe(tokens), cost: maybe(cost) }),
});

/** As it comes out of JSON: without members that are `undefined`. */
const arrived = fc
  .record({
    format: fc.constantFrom('model' as const, 'v1' as const),
    model: modelRecord,
    v1: v1Record,
    problems: fc.subarray(['it is bad', 'so is that']),
    at: time,
  })
  .map(
    ({ format, model, v1, problems, at }): Arrived => ({
      format,
      record: JSON.parse(JSON.stringify(format === 'model' ? model : v1)) as JsonObject,
      problems,
      at,
    }),
  );

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.array(arrived, { minLength: 1, maxLength: 4 }).map((events) => ({ events })) },
  {
    weight: 3,
    arbitrary: fc
      .record({
        session_id: sessionId,
        session_name: word,
        start_time: time,
        user_properties: user,
        metadata: fc.record({ k: word }),
      })
      .map((session) => ({ session: JSON.parse(JSON.stringify(session)) as JsonObject })),
  },
  {
    weight: 3,
    arbitrary: fc
      .record({
        event_id: fc.oneof(id, sessionId),
        feedback: fc.record({ rating: fc.nat(5), note: word }),
        duration: maybe(fc.nat(9)),
      })
      .map((update) => ({ update: JSON.parse(JSON.stringify(update)) as JsonObject })),
  },
  { weight: 2, arbitrary: fc.constant({ restart: true as const }) },
  { weight: 1, arbitrary: fc.constant({ clear: true as const }) },
);

const kinds: readonly Kind[] = ['model', 'tool', 'chain', 'session', 'other'];
const filter: fc.Arbitrary<Filter> = fc
  .record(
    {
      text: fc
        .array(
          fc.oneof(
            word.filter((each) => !each.includes('"')).map((each) => `"${each}"`),
            fc.constantFrom('wea', 'EATH', 'a', '天', 'q'),
          ),
          { maxLength: 2 },
        )
        .map((words) => words.join(' ')),
      session: fc.oneof(sessionId, fc.constant('')),
      trace: fc.constantFrom('t1', 't2'),
      user: fc.subarray(['ada', 'bob', 'eve']),
      model: fc.subarray(['gpt', 'claude']),
      provider: fc.subarray(['openai', 'anthropic']),
      tool: fc.subarray(['get_time', 'get_weather']),
      kind: fc.subarray([...kinds]),
      error: fc.boolean(),
      problem: fc.boolean(),
      from: time,
      to: time,
    },
    { requiredKeys: [] },
  )
  .map((each) => {
    // Most random filters would leave nothing: two members at most.
    const names = Object.keys(each).slice(0, 2);
    return Object.fromEntries(Object.entries(each).filter(([name]) => names.includes(name)));
  });

function* pagesOf<T>(page: (cursor: string | undefined) => Page<T>): Generator<T> {
  let cursor: string | undefined;
  do {
    const { rows, next } = page(cursor);
    yield* rows;
    cursor = next ?? undefined;
  } while (cursor !== undefined);
}

const withoutSeq = ({ seq: _, ...row }: { readonly seq: number }): object => row;

function expectSame(store: Store, naive: NaiveStore, asked: Filter): void {
  const expected = naive.calls(asked);
  const oldest = [...pagesOf((cursor) => store.calls(asked, 3, 'oldest', cursor))];
  expect(oldest.map(withoutSeq)).toEqual(expected);
  const newest = [...pagesOf((cursor) => store.calls(asked, 2, 'newest', cursor))];
  expect(newest.map(({ id: each }) => each)).toEqual(expected.map(({ id: each }) => each).reverse());
  expect([...pagesOf((cursor) => store.sessions(asked, 2, cursor))]).toEqual(naive.sessions(asked));
  const { buckets, bucketMs, ...totals } = store.totals(asked);
  expect(totals).toEqual(naive.totals(asked));
  expect(buckets.reduce((sum, { calls }) => sum + calls, 0)).toBe(totals.calls);
  expect(store.facets(asked)).toEqual(naive.facets(asked));
}

afterEach(removeFolders);

test.each(ways)('random steps: $name answers every question as a list of records with a loop over it does', (way) => {
  const script = fc.record({
    steps: fc.array(fc.tuple(step, filter), { minLength: 1, maxLength: 16 }),
    maxEvents: fc.constantFrom(4, 8, 100),
  });
  fc.assert(
    fc.property(script, ({ steps, maxEvents }) => {
      const folder = newFolder();
      const open = (): Store => way.open(folder, { events: maxEvents, bytes: 2 ** 30 });
      const naive = new NaiveStore(maxEvents);
      let store = open();
      for (const [each, asked] of steps) {
        if ('restart' in each) {
          if (!way.isLasting) continue;
          store.close();
          store = open();
        } else {
          for (const one of [store, naive]) {
            if ('events' in each) one.addEvents(each.events);
            else if ('session' in each) one.addSession(each.session);
            else if ('update' in each) one.update(each.update);
            else one.clear();
          }
        }
        expect(store.count()).toBe(naive.count());
        expectSame(store, naive, asked);
      }
      expectSame(store, naive, {});
      for (const { id: each } of naive.calls({})) expect(store.call(each)?.record).toEqual(naive.record(each));
      for (const each of ['', 'session-1', 'session-2']) {
        const found = store.session(each);
        expect(found && { ...found, rows: found.rows.map(withoutSeq) }).toEqual(naive.session(each));
      }
      store.close();
    }),
    { numRuns: 30 },
  );
});
