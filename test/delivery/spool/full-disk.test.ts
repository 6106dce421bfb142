import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { delivered, down } from '../rig';
import { freshDirectory, logBytes, readSpool } from './log-files';
import { atEnd, endAll, spooling } from './spooling';

afterEach(endAll);

const mount = (...given: readonly string[]): void => {
  execFileSync('mount', given, { stdio: 'ignore' });
};

/** A file system of its own. */
function disk(size: string): string {
  const at = freshDirectory();
  mkdirSync(at);
  mount('-t', 'tmpfs', '-o', `size=${size},mode=700`, 'none', at);
  atEnd(() => execFileSync('umount', ['--lazy', at]));
  return at;
}

/** Most users may not mount one, and no other disk is to be filled. */
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
  const server = { isUp: false };
  const one = spooling(directory, () => (server.isUp ? delivered : down), {}, maxBytes);
  return { ...one, server };
};

testOnDisk('a full disk takes what it can; the rest is kept in memory, and written when there is room', async () => {
  const directory = disk('256k');
  const { addMany, add, clock, counts, notices, outbox, server, unaccounted } = outage(directory);
  writeFileSync(join(directory, 'others'), Buffer.alloc(150_000));
  addMany(200, 1000);
  await clock.pass(5000);
  expect(notices.filter((line) => line.includes('ENOSPC')).length).toBeGreaterThan(0);
  expect(outbox.save()).toBeGreaterThan(50);
  readSpool(directory); // throws if an entry is torn
  rmSync(join(directory, 'others'));
  add('one more');
  await clock.pass(5000);
  expect(outbox.save()).toBe(0);
  expect(readSpool(directory).open.size).toBe(201);
  server.isUp = true;
  await clock.pass(60_000);
  expect(counts).toMatchObject({ accepted: 201, delivered: 201, lost: {} });
  expect(unaccounted()).toBe(0);
  expect(logBytes(directory)).toBeLessThan(100);
});

testOnDisk('a read-only disk delays nothing, and is used once it can be written to', async () => {
  const directory = disk('4m');
  mount('-o', 'remount,ro', directory);
  const { addMany, add, clock, counts, notices, outbox, server } = outage(directory);
  addMany(50, 1000);
  await clock.pass(5000);
  expect(notices[0]).toMatch(/^spoolDirectory cannot be used \(EROFS\)/);
  expect(outbox.save()).toBe(50);
  mount('-o', 'remount,rw', directory);
  await clock.pass(5000);
  expect(outbox.save()).toBe(0);
  server.isUp = true;
  add('one more');
  await clock.pass(60_000);
  expect(counts).toMatchObject({ accepted: 51, delivered: 51, lost: {} });
});
