import { createReadStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { importLines } from '../../../src/inspector/store/lines';
import type { Store } from '../../../src/inspector/store/store';
import type { JsonObject } from '../../../src/json/json';
import { agentRun, agentSession } from '../agent-run';
import { idOf, sessionIdOf } from '../post';
import { modelEvent, v1Event } from './events';
import { newFolder, removeFolders, ways } from './stores';

afterEach(removeFolders);

const now = 1_780_000_000_000;
const exported = (store: Store): readonly string[] => Array.from(store.all(), (line) => JSON.stringify(line));

describe.each(ways)('with $name', (way) => {
  test('what is exported and imported elsewhere is the same there', async () => {
    const [one, other] = [way.open(newFolder()), way.open(newFolder())];
    const { event_id: _, ...nameless } = modelEvent(20).record;
    one.addSession(agentSession);
    one.addEvents([
      ...agentRun.map((record) => ({ ...v1Event(1), record })),
      modelEvent(9),
      { ...modelEvent(20), record: nameless, problems: ['event_id is missing'] },
    ]);
    one.update({ event_id: idOf(9), feedback: { rating: 3 } });
    one.update({ event_id: idOf(30), feedback: { rating: 4 } });
    const result = await importLines(exported(one), other, now);
    expect(result).toEqual({ events: 7, sessions: 1, updates: 1, unread: [], unreadCount: 0 });
    expect(exported(other)).toEqual(exported(one));
    expect(other.sessions({}, 10)).toEqual(one.sessions({}, 10));
    for (const store of [one, other]) store.close();
  });

  test('the same import twice adds nothing', async () => {
    const store = way.open(newFolder());
    store.addEvents([modelEvent(1), v1Event(2)]);
    const lines = exported(store);
    await importLines(lines, store, now);
    expect([store.count(), exported(store)]).toEqual([2, lines]);
    store.close();
  });
});

const open = (): Store => {
  const [memory] = ways;
  if (memory === undefined) throw new Error('There is no way to keep anything');
  return memory.open(newFolder());
};

test('what `inspect --json` prints is taken in: bare events of both formats, sessions as events, and updates', async () => {
  const store = open();
  const lines = [
    modelEvent(1).record,
    v1Event(2).record,
    { event_type: 'session', event_id: sessionIdOf(1), ...agentSession },
    { update: { event_id: idOf(1), feedback: { rating: 5 } } },
    { update: { event_id: sessionIdOf(1), metadata: { plan: 'free' } } },
  ].map((line) => JSON.stringify(line));
  expect(await importLines(lines, store, now)).toMatchObject({ events: 2, sessions: 1, updates: 2, unread: [] });
  expect(store.calls({}, 10, 'oldest').rows.map(({ id, format }) => [id, format])).toEqual([
    [idOf(1), 'model'],
    [idOf(2), 'v1'],
  ]);
  expect(store.call(idOf(1))?.record['feedback']).toEqual({ rating: 5 });
  expect(store.session(sessionIdOf(1))?.start).toEqual({ ...agentSession, metadata: { plan: 'free' } });
});

test('records are checked by the schemas of today, and those without a time get that of the import', async () => {
  const store = open();
  const {
    start_time: _,
    end_time: __,
    ...timeless
  } = v1Event(1).record as { start_time: number; end_time: number } & JsonObject;
  await importLines([JSON.stringify({ ...timeless, inputs: 'none' })], store, now);
  expect(store.call(idOf(1))).toMatchObject({
    row: { startTime: now, problems: 1 },
    problems: ['inputs must be object'],
  });
});

test('lines that cannot be read are reported by their numbers, and the others taken in', async () => {
  const path = join(newFolder(), 'import.jsonl');
  const good = (n: number): string => JSON.stringify({ format: 'model', record: modelEvent(n).record });
  writeFileSync(
    path,
    `\ufeff${good(1)}\r\n\r\nnonsense\n[]\n{}\n{"format":"v2","record":{}}\nnull\n"text"\n${good(2)}\n${good(3).slice(0, 99)}`,
  );
  const store = open();
  const result = await importLines(createInterface({ input: createReadStream(path) }), store, now);
  expect(result).toMatchObject({ events: 2, unread: [3, 4, 5, 6, 7, 8, 10], unreadCount: 7 });
  expect(store.count()).toBe(2);
});

test('of many such lines the first are reported', async () => {
  const result = await importLines(
    Array.from({ length: 100 }, () => '?'),
    open(),
    now,
  );
  expect([result.unread.length, result.unread.at(-1), result.unreadCount]).toEqual([20, 20, 100]);
});
