import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordHead } from '../../../src/delivery/spool/entry';
import { delivered, down, type Server, script } from '../rig';
import { faultyDisk, type Operation } from './faulty-disk';
import { crashed, freshDirectory, logFiles, readSpool } from './log-files';
import { atEnd, endAll, spooling } from './spooling';

afterEach(endAll);

const dead = 'aaaaaaaaaaaaaaaa';

/** A directory with files of a dead process, so many records in each. */
function leftBehind(files: number, records: number, madeAt = Date.now()): string {
  const directory = freshDirectory();
  mkdirSync(directory, { mode: 0o700 });
  for (let file = 0; file < files; file += 1) {
    const entries = Array.from({ length: records }, (_, n) => {
      const record = { id: `d${file}-${n}`, bytes: Buffer.alloc(200, 'x') };
      return [recordHead(record, madeAt), record.bytes];
    });
    const bytes = Buffer.concat([Buffer.from('HHSPOOL1'), ...entries.flat()]);
    writeFileSync(join(directory, `${dead}-${file}.model.log`), bytes, { mode: 0o600 });
  }
  return directory;
}

type Rig = ReturnType<typeof spooling>;

/** Passes time until that is settled. @returns the message that it is rejected with */
async function outcomeOf(work: Promise<void>, { clock }: Rig): Promise<string | undefined> {
  const outcome = { isSettled: false, message: undefined as string | undefined };
  void work
    .catch((error: Error) => {
      outcome.message = error.message;
    })
    .finally(() => {
      outcome.isSettled = true;
    });
  while (!outcome.isSettled) await clock.pass(10);
  return outcome.message;
}

async function passSeconds({ clock }: Rig, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) await clock.pass(1000);
}

describe('of what dead processes left,', () => {
  test('every record is pending before it is read back, and a flush waits for it', async () => {
    const next = spooling(leftBehind(4, 100), script(delivered), { limits: { maxQueueRecords: 20 } });
    await next.spool?.firstLook;
    expect(next.counts.accepted).toBe(400);
    expect(next.outbox.pending).toBe(400);
    expect(await outcomeOf(next.outbox.flush(10_000), next)).toBeUndefined();
    expect(next.counts).toMatchObject({ accepted: 400, delivered: 400, lost: {} });
  });

  test('the rest is pending after a shutdown, and the next process finds it', async () => {
    const directory = leftBehind(4, 100);
    const one = spooling(directory, script(down), { limits: { maxQueueRecords: 20 } });
    await one.spool?.firstLook;
    await outcomeOf(one.outbox.shutdown(100), one);
    expect(one.outbox.pending).toBe(400);
    expect(one.unaccounted()).toBe(0);
    expect(readSpool(directory).open.size).toBe(400);
  });

  test('a file that cannot be taken over or read is reported by a flush, and delivered once it can be', async () => {
    for (const operation of ['renameSync', 'openSync', 'fstatSync', 'readSync'] as const) {
      const disk = { fails: true };
      const isOfFile = (path: unknown): boolean => typeof path !== 'string' || path.endsWith('.log');
      const faults = faultyDisk((each, path) =>
        disk.fails && each === operation && isOfFile(path) ? { code: 'EIO' } : undefined,
      );
      const one = spooling(leftBehind(2, 10), script(delivered), { disk: faults });
      expect(await outcomeOf(one.outbox.flush(10_000), one)).toContain('cannot be read, and stay there: 2.');
      await passSeconds(one, 100);
      expect(one.counts).toMatchObject({ accepted: 0, delivered: 0, lost: {} });
      expect(one.notices).toContainEqual(expect.stringContaining('A file in spoolDirectory cannot be read (EIO).'));
      expect(one.outbox.takesMore).toBe(true);
      disk.fails = false;
      await passSeconds(one, 70);
      expect(one.counts).toMatchObject({ accepted: 20, delivered: 20, lost: {} });
    }
  });

  test('a record that cannot be read keeps none of the others waiting, and is pending', async () => {
    let fails = true;
    const isThird = (operation: Operation, args: readonly unknown[]): boolean =>
      operation === 'readSync' && args[4] === 8 + 2 * (16 + 8 + 4 + 200);
    const disk = faultyDisk((operation, ...args) => (fails && isThird(operation, args) ? { code: 'EIO' } : undefined));
    const one = spooling(leftBehind(2, 10), script(delivered), { disk });
    await passSeconds(one, 10);
    expect(one.counts).toMatchObject({ accepted: 20, delivered: 18, lost: {} });
    expect(one.outbox.pending).toBe(2);
    expect(await outcomeOf(one.outbox.flush(3000), one)).toMatch(/^2 records are still pending/);
    fails = false;
    await passSeconds(one, 10);
    expect(one.counts).toMatchObject({ accepted: 20, delivered: 20, lost: {} });
  });

  test('a lock that is a directory is left alone, and costs nothing', async () => {
    const directory = leftBehind(2, 40);
    for (const name of ['lock', 'new']) mkdirSync(join(directory, `${dead}.${name}`));
    const one = spooling(directory, script(delivered));
    expect(await outcomeOf(one.outbox.flush(10_000), one)).toBeUndefined();
    expect(one.counts).toMatchObject({ accepted: 80, delivered: 80, lost: {} });
    expect(one.notices).toEqual([]);
    expect(logFiles(directory).length).toBeLessThanOrEqual(1);
  });

  (mayMount() ? test : test.skip)('a file that the system refuses to rename keeps none of the others', async () => {
    const directory = leftBehind(3, 10);
    const busy = join(directory, `${dead}-1.model.log`);
    const unmount = mount(busy);
    const one = spooling(directory, script(delivered));
    expect(await outcomeOf(one.outbox.flush(10_000), one)).toContain('cannot be read, and stay there: 1.');
    expect(one.notices).toContainEqual(expect.stringContaining('(EBUSY)'));
    expect(one.counts).toMatchObject({ accepted: 20, delivered: 20, lost: {} });
    unmount();
    expect(await outcomeOf(one.outbox.flush(10_000), one)).toBeUndefined();
    expect(one.counts).toMatchObject({ accepted: 30, delivered: 30, lost: {} });
  });
});

test('a part of an entry that stays on the disk is cut off before the next one is written', async () => {
  const faults: Partial<Record<Operation, 'short' | { readonly code: string }>> = {};
  const disk = faultyDisk((operation) => {
    const fault = faults[operation];
    delete faults[operation];
    return fault;
  });
  const directory = freshDirectory();
  const server: Server = ({ ids }, request) =>
    request === 1 ? { kind: 'partial', acked: new Set(ids.slice(0, 1)), remainder: 'refused' } : down;
  const one = spooling(directory, server, { disk });
  one.addMany(2, 1000);
  await Promise.resolve(); // when they are written
  Object.assign(faults, { writevSync: 'short', ftruncateSync: { code: 'EIO' } });
  one.add('cut', 1000);
  await passSeconds(one, 5);
  expect(faults).toEqual({});
  const { open, settled } = readSpool(crashed(directory)); // which throws if an entry is damaged
  expect([...open.keys()].sort()).toEqual(['cut', 'r1']);
  expect([...settled]).toEqual(['r0']);
});

test('at the end, what a failure of a moment ago has kept off the disk is written', async () => {
  let fails = false;
  const disk = faultyDisk((operation) => (fails && operation === 'writevSync' ? { code: 'ENOSPC' } : undefined));
  const directory = freshDirectory();
  const one = spooling(directory, script(down), { disk });
  fails = true;
  one.addMany(10);
  expect(one.outbox.save()).toBe(10);
  fails = false;
  expect(one.outbox.save()).toBe(0);
  expect(readSpool(directory).open.size).toBe(10);
});

describe('the age of a record', () => {
  const day = 86_400_000;
  const limits = { maxRetryAgeMs: 2 * day };

  test.each([
    [3650, 'lost after one failed attempt'],
    [1, 'retried'],
    [-3650, 'retried: its clock was ahead, or ours was set back'],
  ])('counts from before the process: %d days old, it is %s', async (days, fate) => {
    const server = { isUp: false };
    const one = spooling(leftBehind(1, 10, Date.now() - days * day), () => (server.isUp ? delivered : down), {
      limits,
    });
    await passSeconds(one, 60);
    const isLost = fate.startsWith('lost');
    expect(one.requests.length).toBeGreaterThan(0);
    expect(one.counts.lost).toEqual(isLost ? { retries_exhausted: 10 } : {});
    server.isUp = true;
    await passSeconds(one, 60);
    expect(one.counts.delivered).toBe(isLost ? 0 : 10);
    expect(one.unaccounted()).toBe(0);
  });

  test('does not keep it from being tried once', async () => {
    const one = spooling(leftBehind(1, 10, Date.now() - 3650 * day), script(delivered), { limits });
    await passSeconds(one, 5);
    expect(one.counts).toMatchObject({ delivered: 10, lost: {} });
  });

  test('that waits on the disk for room in memory is measured by a clock that cannot be set', async () => {
    const one = spooling(freshDirectory(), script(down), { limits: { maxQueueRecords: 10, maxRetryAgeMs: 60_000 } });
    one.addMany(100);
    await passSeconds(one, 600);
    expect(one.counts.lost).toEqual({ retries_exhausted: 100 });
  });

  test('counts from when it was added, also if the disk took it later', async () => {
    let fails = true;
    const disk = faultyDisk((operation) => (fails && operation === 'writevSync' ? { code: 'ENOSPC' } : undefined));
    const directory = freshDirectory();
    const one = spooling(directory, script(down), { disk });
    one.addMany(10);
    await passSeconds(one, 60);
    fails = false;
    await passSeconds(one, 2);
    expect(one.outbox.save()).toBe(0);
    const next = spooling(crashed(directory), script(down), { limits: { maxRetryAgeMs: 50_000 } });
    await next.spool?.firstLook;
    await passSeconds(next, 1);
    expect(next.counts).toMatchObject({ accepted: 10, lost: { retries_exhausted: 10 } });
  });
});

/** Mounts a file on itself, so that the system refuses to rename it. @returns how to end that, at the latest with the test */
function mount(file: string): () => void {
  execFileSync('mount', ['--bind', file, file], { stdio: 'ignore' });
  let isMounted = true;
  const end = (): void => {
    if (isMounted) execFileSync('umount', [file]);
    isMounted = false;
  };
  atEnd(end);
  return end;
}

/** Most users may not. */
function mayMount(): boolean {
  const file = join(leftBehind(1, 0), `${dead}-0.model.log`);
  try {
    mount(file);
    return true;
  } catch {
    return false;
  } finally {
    void endAll();
  }
}
