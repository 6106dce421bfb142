import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { down, taken } from '../rig';
import { freshDirectory, logBytes, readSpool } from './log-files';
import { atEnd, endAll, spooling } from './spooling';

afterEach(endAll);

const mount = (...given: readonly string[]): void => {
  execFileSync('mount', given, { stdio: 'ignore' });
};

/** A disk of its own. */
function disk(size: string): string {
  const at = freshDirectory();
  mkdirSync(at);
  mount('-t', 'tmpfs', '-o', `size=${size},mode=700`, 'none', at);
  atEnd(() => execFileSync('umount', ['--lazy', at]));
  return at;
}

/** Few users may mount one, and no other disk is to be filled up. */
function mayMount(): boolean {
  try {
    disk('64k');
    return true;
  } catch {
    return false;
  } finally {
    void endAll();
  }
}
const testOnDisk = mayMount() ? test : test.skip;

const outage = (directory: string, maxBytes?: number) => {
  const far = { isUp: false };
  const one = spooling(directory, () => (far.isUp ? taken : down), {}, maxBytes);
  return { ...one, far };
};

testOnDisk('a full disk takes what it can, the rest goes on in memory, and is written when there is room', async () => {
  const directory = disk('256k');
  const { addMany, add, clock, books, notices, outbox, far, unaccounted } = outage(directory);
  writeFileSync(join(directory, 'others'), Buffer.alloc(150_000));
  addMany(200, 1000);
  await clock.pass(5000);
  expect(notices.filter((line) => line.includes('ENOSPC')).length).toBeGreaterThan(0);
  expect(outbox.unsafe).toBeGreaterThan(50);
  readSpool(directory); // throws if an entry is torn
  rmSync(join(directory, 'others'));
  add('one more');
  await clock.pass(5000);
  expect(outbox.unsafe).toBe(0);
  expect(readSpool(directory).open.size).toBe(201);
  far.isUp = true;
  await clock.pass(60_000);
  expect(books).toMatchObject({ accepted: 201, delivered: 201, lost: {} });
  expect(unaccounted()).toBe(0);
  expect(logBytes(directory)).toBeLessThan(100);
});

testOnDisk('a disk that is read-only holds nothing up, and is used once it can be written to', async () => {
  const directory = disk('4m');
  mount('-o', 'remount,ro', directory);
  const { addMany, add, clock, books, notices, outbox, far } = outage(directory);
  addMany(50, 1000);
  await clock.pass(5000);
  expect(notices[0]).toMatch(/^spoolDirectory cannot be used \(EROFS\)/);
  expect(outbox.unsafe).toBe(50);
  mount('-o', 'remount,rw', directory);
  await clock.pass(5000);
  expect(outbox.unsafe).toBe(0);
  far.isUp = true;
  add('one more');
  await clock.pass(60_000);
  expect(books).toMatchObject({ accepted: 51, delivered: 51, lost: {} });
});
