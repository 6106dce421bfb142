import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StoreBusyError } from '../../../src/inspector/store/failure';
import { openStore, StoreError } from '../../../src/inspector/store/open-store';
import type { Binding } from '../../../src/inspector/store/sqlite/binding';
import type { Store } from '../../../src/inspector/store/store';
import { modelEvent, numbered } from './events';
import { bindings, lastingWays, newFolder, removeFolders } from './stores';

afterEach(removeFolders);

const thrownBy = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
};

const expectRefusal = (work: () => unknown, sentence: RegExp): void => {
  const error = thrownBy(work);
  expect(error).toBeInstanceOf(StoreError);
  expect((error as Error).message).toMatch(sentence);
};

describe.each(lastingWays)('without a fallback, $name', ({ binding }) => {
  const open = (folder: string): Store => openStore({ folder, binding, fallback: false });

  test('what is kept is read and added to', () => {
    const folder = newFolder();
    const before = openStore({ folder, binding });
    before.addEvents([modelEvent(1)]);
    before.close();
    const store = open(folder);
    store.addEvents([modelEvent(2)]);
    expect([...store.all()]).toHaveLength(2);
    store.close();
  });

  test('a folder that cannot be made is answered by an error that says what to do', () => {
    const file = join(newFolder(), 'file');
    writeFileSync(file, '');
    expectRefusal(() => open(join(file, 'folder')), /cannot be read and written\. Give it .* or set XDG_DATA_HOME/);
  });
});

const full = '/dev/full';
(existsSync(full) ? test : test.skip)(
  'without a fallback, a full disk is an error, and nothing is kept in memory',
  () => {
    const folder = newFolder();
    const path = join(folder, 'inspector.jsonl');
    symlinkSync(full, path);
    const store = openStore({ folder, binding: undefined, fallback: false });
    expectRefusal(() => store.addEvents([modelEvent(1)]), /^The disk is full: .*inspector\.jsonl takes no more\./);
    expect([store.where, store.count()]).toEqual([path, 0]);
    store.close();
  },
);

// Of Node 20 none: `newer-node.test.ts` has this file run by a newer one.
const describeEach = (describeOne: (binding: Binding) => void): void => {
  for (const binding of bindings) describe(`a database by ${binding.name}`, () => describeOne(binding));
};

describeEach((binding) => {
  const open = (folder: string, fallback: boolean): Store => openStore({ folder, binding, fallback });
  const pathIn = (folder: string): string => join(folder, 'inspector.db');

  test('that is broken is left where it is without a fallback', () => {
    const folder = newFolder();
    const garbage = 'this is no database. '.repeat(1000);
    writeFileSync(pathIn(folder), garbage);
    expectRefusal(() => open(folder, false), /inspector\.db is broken\. It is left as it is/);
    expect(readdirSync(folder)).toEqual(['inspector.db']);
    expect(readFileSync(pathIn(folder), 'utf8')).toBe(garbage);
  });

  test('that turns out to be broken while it is read is left where it is without a fallback', () => {
    const folder = newFolder();
    const before = open(folder, true);
    before.addEvents(numbered(1, 200).map((n) => modelEvent(n)));
    before.close();
    const broken = readFileSync(pathIn(folder)).fill(0x5a, 8192); // its first pages, with the schema, are whole
    writeFileSync(pathIn(folder), broken);
    const store = open(folder, false);
    expectRefusal(() => [...store.all()], /is broken/);
    expectRefusal(() => store.totals({ text: 'question' }), /is broken/);
    store.close();
    expect(readFileSync(pathIn(folder)).equals(broken)).toBe(true);
    expect(readdirSync(folder).filter((name) => name.includes('.broken-'))).toEqual([]);
  });

  test('in whose place there is a folder is an error without a fallback', () => {
    const folder = newFolder();
    mkdirSync(pathIn(folder));
    expectRefusal(() => open(folder, false), /inspector\.db cannot be read and written/);
  });

  test.each([true, false])(
    'that another process writes to is busy until that is done (with fallback: %p)',
    (fallback) => {
      const folder = newFolder();
      const store = open(folder, fallback);
      const other = binding.open(store.where);
      other.exec('BEGIN IMMEDIATE');
      const error = thrownBy(() => store.addEvents([modelEvent(1)]));
      expect(error).toBeInstanceOf(StoreBusyError);
      expect((error as Error).message).toBe('Another inspector is writing to what is kept: try again.');
      other.exec('COMMIT');
      other.close();
      store.addEvents([modelEvent(1)]);
      expect([store.where, store.note, store.count()]).toEqual([join(folder, 'inspector.db'), null, 1]);
      store.close();
    },
  );

  test('that another process writes to is busy, not unknown, when it is opened', () => {
    const folder = newFolder();
    const other = binding.open(join(folder, 'inspector.db'));
    other.exec('BEGIN EXCLUSIVE');
    expect(thrownBy(() => open(folder, true))).toBeInstanceOf(StoreBusyError);
    other.exec('COMMIT');
    other.close();
    open(folder, true).close();
  });
});
