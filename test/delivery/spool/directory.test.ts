import { chmodSync, chownSync, mkdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { delivered, down, script } from '../rig';
import { crashed, freshDirectory, logFiles, readSpool } from './log-files';
import { endAll, nextStart, spooling } from './spooling';

afterEach(endAll);

const isRoot = process.getuid?.() === 0;

test('the directory is made for its owner only, and so are the files', async () => {
  const directory = freshDirectory();
  const { addMany, clock } = spooling(directory, script(down));
  addMany(3);
  await clock.pass(0);
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  for (const path of logFiles(directory)) expect(statSync(path).mode & 0o777).toBe(0o600);
});

describe('a directory that others have access to is refused, once, and records are kept in memory:', () => {
  test.each<[string, boolean, (directory: string) => void]>([
    [
      'a link',
      true,
      (directory) => {
        mkdirSync(`${directory}-elsewhere`, { mode: 0o700 });
        symlinkSync(`${directory}-elsewhere`, directory);
      },
    ],
    [
      'one that others may read',
      true,
      (directory) => {
        mkdirSync(directory);
        chmodSync(directory, 0o755);
      },
    ],
    [
      'one of another user',
      isRoot,
      (directory) => {
        mkdirSync(directory, { mode: 0o700 });
        chownSync(directory, 65_534, 65_534);
      },
    ],
  ])('%s', async (_what, isPossible, make) => {
    if (!isPossible) return;
    const directory = freshDirectory();
    make(directory);
    const { addMany, clock, counts, notices, outbox } = spooling(directory, script(down, delivered));
    addMany(3);
    await clock.pass(10_000);
    expect(counts).toMatchObject({ delivered: 3, lost: {} });
    expect(notices).toEqual([expect.stringMatching(/^spoolDirectory is not used: /)]);
    expect(logFiles(directory)).toEqual([]);
    expect(outbox.takesMore).toBe(false);
  });
});

/** How a directory fails while records are pending, and how it is repaired. */
const failures: readonly [string, (directory: string) => void, (directory: string) => void][] = [
  ['is deleted', (directory) => rmSync(directory, { recursive: true }), () => undefined],
  [
    'is replaced by a file',
    (directory) => {
      rmSync(directory, { recursive: true });
      writeFileSync(directory, 'a file');
    },
    (directory) => rmSync(directory),
  ],
  [
    'is moved away, and a link to elsewhere put in its place',
    (directory) => {
      renameSync(directory, `${directory}-moved`);
      symlinkSync('/nowhere', directory);
    },
    (directory) => rmSync(directory),
  ],
];

describe('when the directory', () => {
  test.each(failures)(
    '%s, delivery goes on, and what is pending is written as soon as that is possible',
    async (_how, fail, heal) => {
      const directory = freshDirectory();
      let isUp = false;
      const { add, addMany, clock, counts, notices, outbox, unaccounted } = spooling(directory, () =>
        isUp ? delivered : down,
      );
      addMany(10);
      await clock.pass(5000);
      fail(directory);
      add('while it is gone');
      await clock.pass(5000);
      add('later');
      await clock.pass(5000);
      heal(directory);
      await clock.pass(5000);
      expect(notices.filter((line) => line.includes('cannot be used')).length).toBeGreaterThan(0);
      expect(notices).toContain('spoolDirectory can be used again.');
      expect(readSpool(directory).open.size).toBe(12);
      expect(outbox.save()).toBe(0);
      isUp = true;
      await clock.pass(60_000);
      expect(counts).toMatchObject({ accepted: 12, delivered: 12, lost: {} });
      expect(unaccounted()).toBe(0);
      expect(readSpool(directory).open.size).toBe(0);
    },
  );

  test('is deleted, records that were not in memory are lost, and counted', async () => {
    const directory = freshDirectory();
    let isUp = false;
    const { addMany, clock, counts, unaccounted } = spooling(directory, () => (isUp ? delivered : down), {
      limits: { maxQueueRecords: 20 },
    });
    addMany(100);
    await clock.pass(2000);
    rmSync(directory, { recursive: true });
    await clock.pass(5000);
    isUp = true;
    for (let second = 0; second < 100; second += 1) await clock.pass(1000);
    expect(counts.lost.spool_damaged).toBeGreaterThan(70);
    expect(counts.delivered).toBe(100 - (counts.lost.spool_damaged ?? 0));
    expect(unaccounted()).toBe(0);
  });
});

test('a path that is too long for a socket’s address works on Linux', async () => {
  if (process.platform !== 'linux') return;
  const directory = join(freshDirectory(), 'x'.repeat(120));
  const { addMany, clock, notices } = spooling(directory, script(down));
  addMany(3);
  await clock.pass(0);
  const other = spooling(directory, script(delivered));
  await other.spool?.firstLook; // which finds that the writer is running
  await other.clock.pass(2000);
  expect(other.counts.accepted).toBe(0);
  expect(notices).toEqual([]);
  expect((await nextStart(crashed(directory))).counts).toMatchObject({ delivered: 3 });
});
