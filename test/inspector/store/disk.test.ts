import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { dataFolder } from '../../../src/inspector/store/data-folder';
import { openStore } from '../../../src/inspector/store/open-store';
import type { Binding } from '../../../src/inspector/store/sqlite/binding';
import { idOf } from '../post';
import { idsOf, modelEvent, numbered, v1Event } from './events';
import { bindings, lastingWays, newFolder, removeFolders, type Way } from './stores';

afterEach(removeFolders);

const program = join(__dirname, 'writer-program.ts');
const root = join(__dirname, '../../..');
const writerArgs = (way: Way, folder: string, ...others: readonly (string | number)[]): string[] => [
  '--require',
  'esbuild-register',
  program,
  way.name,
  folder,
  ...others.map(String),
];

const startWriter = (way: Way, folder: string, ...others: readonly number[]): ChildProcess =>
  spawn(process.execPath, writerArgs(way, folder, ...others), { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });

const linesOf = (child: ChildProcess): AsyncIterable<string> => {
  if (child.stdout === null) throw new Error('The process has no output');
  return createInterface({ input: child.stdout });
};

const numbersIn = (way: Way, folder: string): readonly string[] => {
  const store = way.open(folder);
  const ids = [...store.all()].map(({ record }) => String((record as { event_id?: string }).event_id));
  store.close();
  return ids;
};

describe.each(lastingWays)('on the disk, $name', (way) => {
  test('is for the user alone', () => {
    const folder = join(newFolder(), 'inner', 'honeyhive-otel');
    const store = way.open(folder);
    store.addEvents([v1Event(1)]);
    const modes = readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o777);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(new Set(modes)).toEqual(new Set([0o600]));
    store.close();
  });

  test('an event that is kept by another id than its own has it after a restart', () => {
    const folder = newFolder();
    const before = way.open(folder);
    before.addEvents([modelEvent(1), { ...modelEvent(1), id: 'other' }]);
    before.close();
    const after = way.open(folder);
    expect([after.count(), after.has(idOf(1)), after.has('other')]).toEqual([2, true, true]);
    after.close();
  });

  test('a process that is killed loses at most what it had not finished', async () => {
    const folder = newFolder();
    const child = startWriter(way, folder, 1, 1_000_000, 2000);
    const ended = once(child, 'exit');
    const kept: string[] = [];
    for await (const line of linesOf(child)) {
      kept.push(idOf(Number(line)));
      if (kept.length === 50) child.kill('SIGKILL');
    }
    await ended;
    const found = numbersIn(way, folder);
    expect(found.slice(0, kept.length)).toEqual(kept);
    expect(found.length - kept.length).toBeLessThanOrEqual(1);
  });

  test('a disk that takes no more ends nothing: what was kept stays, and what arrives is kept in memory', () => {
    const folder = newFolder();
    const store = way.open(folder);
    store.addEvents([modelEvent(1)]);
    store.close();
    // The system refuses to let a file grow beyond 1 MiB.
    const limited = ['-c', 'ulimit -f 1024; exec "$0" "$@"', process.execPath];
    const { stdout } = spawnSync('bash', [...limited, ...writerArgs(way, folder, 2, 40, 100_000)], {
      cwd: root,
      encoding: 'utf8',
    });
    const result = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { where: string; note: string; kept: number };
    expect(result).toMatchObject({ where: 'memory', note: expect.stringMatching(/in memory only/) });
    const found = numbersIn(way, folder);
    expect(found.length + result.kept).toBe(41);
    expect(found).toEqual(idsOf(...numbered(1, found.length)));
  });

  test('a folder that cannot be made is answered by a sentence, and events are kept in memory', () => {
    const file = join(newFolder(), 'file');
    writeFileSync(file, '');
    const store = way.open(join(file, 'folder'));
    expect(store.addEvents([modelEvent(1)])).toHaveLength(1);
    expect([store.where, store.count()]).toEqual(['memory', 1]);
    expect(store.note).toMatch(/cannot be written.*in memory only.*XDG_DATA_HOME/);
    store.close();
  });

  test('two processes lose nothing of each other', async () => {
    const folder = newFolder();
    const store = way.open(folder);
    const child = startWriter(way, folder, 1001, 60);
    let last = '';
    let n = 0;
    for await (const line of linesOf(child)) {
      if (line.startsWith('{')) last = line;
      n += 1;
      store.addEvents([modelEvent(n)]);
    }
    store.close();
    const { where } = JSON.parse(last) as { where: string };
    const isShared = where === join(folder, 'inspector.db');
    expect(store.where === where).toBe(isShared);
    const own = idsOf(...numbered(1, n));
    const others = idsOf(...numbered(1001, 1060));
    expect(new Set(numbersIn(way, folder))).toEqual(new Set([...own, ...others]));
  });
});

describe('a file of lines', () => {
  const open = (folder: string): ReturnType<typeof openStore> => openStore({ folder, binding: undefined });
  const pathIn = (folder: string): string => join(folder, 'inspector.jsonl');

  test('whose last line is torn is read up to there, and goes on from there', () => {
    const folder = newFolder();
    const before = open(folder);
    before.addEvents([modelEvent(1), modelEvent(2)]);
    before.close();
    truncateSync(pathIn(folder), statSync(pathIn(folder)).size - 20);
    const after = open(folder);
    after.addEvents([modelEvent(3)]);
    after.close();
    const last = open(folder);
    expect([last.note, ...last.calls({}, 10, 'oldest').rows.map(({ id }) => id)]).toEqual([null, ...idsOf(1, 3)]);
    last.close();
  });

  test('with lines that cannot be read says how many, reads the others and leaves all of them', () => {
    const folder = newFolder();
    const before = open(folder);
    before.addEvents([modelEvent(1)]);
    before.close();
    appendFileSync(pathIn(folder), 'nonsense\n\n{"format":"v9","record":{}}\n[1]\n');
    const after = open(folder);
    for (const n of numbered(1, 9)) after.addEvents([modelEvent(n)]);
    expect(after.note).toMatch(/^3 of the lines in .*inspector\.jsonl could not be read, and are left out\.$/);
    expect(after.count()).toBe(9);
    after.close();
    const last = open(folder); // most is stale
    for (let times = 0; times < 10; times += 1) last.addEvents([modelEvent(1)]);
    last.close();
    open(folder).close();
    expect(readFileSync(pathIn(folder), 'utf8')).toMatch(/nonsense\n.*"v9"/s);
  });

  test('of which most is replaced is written anew when it is opened', () => {
    const folder = newFolder();
    const before = open(folder);
    for (let times = 0; times < 20; times += 1) before.addEvents([modelEvent(1), modelEvent(2)]);
    before.update({ event_id: idOf(2), feedback: { rating: 5 } });
    const expected = before.call(idOf(2))?.record;
    before.close();
    const { size } = statSync(pathIn(folder));
    const after = open(folder);
    expect(statSync(pathIn(folder)).size).toBeLessThan(size / 10);
    expect(after.call(idOf(2))?.record).toEqual(expected);
    after.addEvents([modelEvent(3)]);
    expect(after.call(idOf(3))?.record).toEqual(modelEvent(3).record);
    after.close();
    expect(statSync(pathIn(folder)).mode & 0o777).toBe(0o600);
    const last = open(folder);
    expect(last.count()).toBe(3);
    last.close();
  });

  test('that another inspector has open is left to it, with a sentence', () => {
    const folder = newFolder();
    const first = open(folder);
    const second = open(folder);
    expect(second.where).toBe(join(folder, 'inspector-2.jsonl'));
    expect(second.note).toBe(
      `Another inspector has ${first.where} open: this one keeps what arrives in ${second.where}.`,
    );
    first.close();
    const third = open(folder);
    expect([third.where, third.note]).toEqual([pathIn(folder), null]);
    for (const store of [second, third]) store.close();
    expect(readdirSync(folder).filter((name) => name.endsWith('.lock'))).toEqual([]);
  });

  test.each([
    ['of a process that has ended', () => execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' })],
    ['of a process of which this one has the id, as in a container', () => String(process.pid)],
    ['without an id', () => ''],
  ])('is taken over if its lock is one %s', (_of, pid) => {
    const folder = newFolder();
    writeFileSync(`${pathIn(folder)}.lock`, pid());
    const store = open(folder);
    expect([store.where, store.note]).toEqual([pathIn(folder), null]);
    store.close();
  });

  const full = '/dev/full';
  (existsSync(full) ? test : test.skip)('on a full disk goes on in memory, and says so when it happens', () => {
    const folder = newFolder();
    symlinkSync(full, pathIn(folder));
    const said: string[] = [];
    const store = openStore({ folder, binding: undefined, say: (sentence) => said.push(sentence) });
    expect([store.where, store.note]).toEqual([pathIn(folder), null]);
    store.addEvents([modelEvent(1)]);
    expect(store.call(idOf(1))?.record).toEqual(modelEvent(1).record);
    expect([store.where, said]).toEqual(['memory', [store.note]]);
    expect(store.note).toMatch(/^The disk is full: .* safe in .*inspector\.jsonl/);
    store.close();
  });
});

// Of Node 20 none: `newer-node.test.ts` has this file run by a newer one.
const describeEach = (describeOne: (binding: Binding) => void): void => {
  for (const binding of bindings) describe(`a database by ${binding.name}`, () => describeOne(binding));
};

describeEach((binding) => {
  const open = (folder: string): ReturnType<typeof openStore> => openStore({ folder, binding });
  const pathIn = (folder: string): string => join(folder, 'inspector.db');

  test('of a later version is left alone, with sentences that say what to do', () => {
    const folder = newFolder();
    open(folder).close();
    const database = binding.open(pathIn(folder));
    database.exec('PRAGMA user_version = 99');
    database.close();
    const before = readFileSync(pathIn(folder));
    expect(() => open(folder)).toThrow(
      /inspector\.db was written by a newer version .*Update the package, or run with --memory, or move the file/,
    );
    expect(readFileSync(pathIn(folder)).equals(before)).toBe(true);
  });

  test('that is none is set aside, and a new one begun', () => {
    const folder = newFolder();
    const garbage = 'this is no database. '.repeat(1000);
    writeFileSync(pathIn(folder), garbage);
    const store = open(folder);
    expect(store.note).toMatch(
      /inspector\.db was broken\. It is kept as .*inspector\.db\.broken-.*, and a new one has been begun\./,
    );
    store.addEvents([modelEvent(1)]);
    expect([store.where, store.count()]).toEqual([pathIn(folder), 1]);
    store.close();
    const aside = readdirSync(folder).find((name) => name.includes('.broken-')) ?? '';
    expect(readFileSync(join(folder, aside), 'utf8')).toBe(garbage);
  });

  test('that turns out to be broken later is set aside then, and what arrives is kept in a new one', () => {
    const folder = newFolder();
    const before = open(folder);
    before.addEvents(numbered(1, 200).map((n) => modelEvent(n)));
    before.close();
    const bytes = readFileSync(pathIn(folder));
    writeFileSync(pathIn(folder), bytes.fill(0x5a, 8192)); // its first pages, with the schema, are whole
    const said: string[] = [];
    const store = openStore({ folder, binding, say: (sentence) => said.push(sentence) });
    store.addEvents([modelEvent(201)]);
    store.totals({ text: 'question' });
    expect(store.call(idOf(201))?.record ?? modelEvent(201).record).toEqual(modelEvent(201).record);
    expect(readdirSync(folder).some((name) => name.includes('.broken-'))).toBe(true);
    store.close();
  });

  test('in whose place there is a folder is answered by a sentence', () => {
    const folder = newFolder();
    mkdirSync(pathIn(folder));
    const store = open(folder);
    expect([store.where, store.note]).toEqual(['memory', expect.stringMatching(/cannot be written/)]);
    store.close();
  });
});

test.each<[platform: NodeJS.Platform, env: Readonly<Record<string, string>>, folder: string]>([
  ['linux', {}, '/home/ada/.local/share/honeyhive-otel'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/data/honeyhive-otel'],
  ['linux', { XDG_DATA_HOME: 'relative' }, '/home/ada/.local/share/honeyhive-otel'],
  ['darwin', {}, '/home/ada/Library/Application Support/honeyhive-otel'],
  ['darwin', { XDG_DATA_HOME: '/data' }, '/data/honeyhive-otel'],
  ['win32', { LOCALAPPDATA: '/local' }, '/local/honeyhive-otel'],
  ['win32', {}, '/home/ada/AppData/Local/honeyhive-otel'],
])('on %s with %p data lies in %s', (platform, env, folder) => {
  expect(dataFolder(env, platform, '/home/ada')).toBe(folder);
});

test('nothing is written to the disk with memory only', () => {
  const folder = newFolder();
  const store = openStore({ folder: join(folder, 'data'), memory: true });
  store.addEvents([modelEvent(1)]);
  store.close();
  expect(readdirSync(folder)).toEqual([]);
});
