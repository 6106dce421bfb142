import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importLines } from '../../../src/inspector/store/lines';
import { openStore } from '../../../src/inspector/store/open-store';
import type { Store } from '../../../src/inspector/store/store';
import { idOf, sessionIdOf } from '../post';
import { idsOf, inSession, modelEvent } from './events';
import { newFolder, removeFolders } from './stores';

afterEach(removeFolders);

const open = (folder: string): Store => openStore({ folder, binding: undefined });
const openWithoutFallback = (folder: string): Store => openStore({ folder, binding: undefined, fallback: false });

const idsIn = (store: Store): readonly string[] => store.calls({}, 100, 'oldest').rows.map(({ id }) => id);

const exported = async (store: Store): Promise<Store> => {
  const lines = Array.from(store.all(), (line) => JSON.stringify(line));
  const taken = openStore({ folder: '', memory: true });
  await importLines(lines, taken, 0);
  return taken;
};

/** Two inspectors that ran at the same time, of which the second was sent to `inspector-2.jsonl`. */
function twoIn(folder: string): readonly [first: Store, second: Store] {
  const first = open(folder);
  const second = open(folder);
  first.addEvents([modelEvent(1), inSession(3, 1)]);
  first.addSession({ session_id: sessionIdOf(1), session_name: 'chat' });
  second.addEvents([modelEvent(2), inSession(4, 1)]);
  second.addSession({ session_id: sessionIdOf(1), metadata: { city: 'Rome' } });
  second.update({ event_id: idOf(1), feedback: { rating: 5 } });
  return [first, second];
}

const expectAll = (store: Store): void => {
  expect(new Set(idsIn(store))).toEqual(new Set(idsOf(1, 2, 3, 4)));
  expect(store.call(idOf(1))?.record).toMatchObject({ feedback: { rating: 5 } });
  expect(store.startOf(sessionIdOf(1))).toMatchObject({ session_name: 'chat', metadata: { city: 'Rome' } });
};

describe('a file of lines that an inspector wrote beside another', () => {
  test('is taken over by the next, with what it said about events and sessions of the other', () => {
    const folder = newFolder();
    for (const store of twoIn(folder)) store.close();
    const next = open(folder);
    expectAll(next);
    expect([next.note, readdirSync(folder).sort()]).toEqual([null, ['inspector.jsonl', 'inspector.jsonl.lock']]);
    next.close();
    const last = open(folder);
    expectAll(last);
    last.close();
  });

  test('is not taken over while that inspector runs', () => {
    const folder = newFolder();
    const [first, second] = twoIn(folder);
    first.close();
    const next = open(folder);
    expect(idsIn(next)).toEqual(idsOf(1, 3));
    second.addEvents([modelEvent(5)]);
    for (const store of [next, second]) store.close();
    const last = open(folder);
    expect(new Set(idsIn(last))).toEqual(new Set(idsOf(1, 2, 3, 4, 5)));
    last.close();
  });

  test('is taken over with the lines that a later version may be able to read, and without a torn one', () => {
    const folder = newFolder();
    for (const store of twoIn(folder)) store.close();
    appendFileSync(join(folder, 'inspector-2.jsonl'), '{"format":"v9","record":{}}\n{"format":"model","rec');
    const next = open(folder);
    expectAll(next);
    next.close();
    expect(readFileSync(join(folder, 'inspector.jsonl'), 'utf8')).toMatch(/\n\{"format":"v9","record":\{\}\}\n$/);
  });

  test('is taken over without what it had forgotten', () => {
    const folder = newFolder();
    const first = open(folder);
    const second = openStore({ folder, binding: undefined, limits: { events: 1, bytes: 2 ** 20 } });
    second.addEvents([modelEvent(1)]);
    second.addEvents([modelEvent(2)]);
    for (const store of [first, second]) store.close();
    const next = open(folder);
    expect(idsIn(next)).toEqual(idsOf(2));
    next.close();
  });

  test('is left with a sentence where it cannot be taken over', () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'inspector-2.jsonl'));
    const store = open(folder);
    expect(store.note).toMatch(/inspector-2\.jsonl could not be taken in, and is left as it is\.$/);
    store.addEvents([modelEvent(1)]);
    expect([store.where, idsIn(store)]).toEqual([join(folder, 'inspector.jsonl'), idsOf(1)]);
    store.close();
  });

  test('is removed at once if nothing came', () => {
    const folder = newFolder();
    const first = open(folder);
    open(folder).close();
    first.close();
    expect(readdirSync(folder)).toEqual(['inspector.jsonl']);
  });
});

describe('beside inspectors that run', () => {
  test('an export has what all of them keep, and changes nothing', async () => {
    const folder = newFolder();
    const running = twoIn(folder);
    appendFileSync(join(folder, 'inspector.jsonl'), '{"format":"model","rec'); // one of them is writing
    const filesIn = () => readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
    const before = filesIn();
    const store = openWithoutFallback(folder);
    expectAll(await exported(store));
    store.close();
    expect(filesIn()).toEqual(before);
    for (const each of running) each.close();
  });

  test('an export has what the second keeps when the first has ended', async () => {
    const folder = newFolder();
    const [first, second] = twoIn(folder);
    first.close();
    const store = openWithoutFallback(folder);
    expectAll(await exported(store));
    for (const each of [store, second]) each.close();
  });

  test('an import is kept in a file that the next inspector takes over', () => {
    const folder = newFolder();
    const running = open(folder);
    const store = openWithoutFallback(folder);
    store.addEvents([modelEvent(1)]);
    expect(store.where).toBe(join(folder, 'inspector-2.jsonl'));
    for (const each of [store, running]) each.close();
    const next = open(folder);
    expect(idsIn(next)).toEqual(idsOf(1));
    next.close();
  });
});

test('a file that an inspector of this process has locked and left is taken over', () => {
  const folder = newFolder();
  for (const store of twoIn(folder)) store.close();
  writeFileSync(join(folder, 'inspector-2.jsonl.lock'), String(process.pid)); // as in a container that is started again
  const next = open(folder);
  expectAll(next);
  next.close();
});
