import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Receiver, startReceiver } from '../../../src/inspector';
import type { Stats } from '../../../src/observability/diagnostics';
import { app, delivering, ended, firstOutput, killed } from './app';
import { freshDirectory, logFiles, readSpool, removeDirectories } from './log-files';

let receiver: Receiver;
let directory: string;
beforeEach(async () => {
  receiver = await startReceiver();
  directory = freshDirectory();
});
afterEach(async () => {
  await receiver.close();
  removeDirectories();
});

const unreachable = 'http://127.0.0.1:9';
const small = { maxQueueRecords: 100, maxSpoolBytes: 2 ** 20 };

/** A process in an outage; resolves when its calls are on the disk. */
async function waiting(count: number, options: object = {}) {
  const child = app('calls, then waits', { directory, url: unreachable, count, options });
  await firstOutput(child);
  return child;
}

const numberStored = (): number => new Set(receiver.received.map(({ id }) => id)).size;

test('when two processes race for what a dead one left, each record is delivered by one of them', async () => {
  let stored = 0;
  for (let round = 0; round < 3; round += 1) {
    await killed(await waiting(300, small)); // several files
    const found = readSpool(directory).open.size;
    expect(logFiles(directory).length).toBeGreaterThan(3);
    stored += found;
    const heirs = [1, 2].map(() =>
      app('waits for input, then delivers what it finds', { directory, url: receiver.url }),
    );
    await Promise.all(heirs.map(firstOutput));
    const ends = heirs.map(ended);
    for (const heir of heirs) heir.stdin.write('now\n');
    const all = (await Promise.all(ends)).map(({ stdout }) => JSON.parse(stdout) as Stats);
    expect(all.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(found);
    expect(receiver.received).toHaveLength(stored);
    expect(numberStored()).toBe(stored);
    expect(readdirSync(directory)).toEqual([]);
  }
});

test('a running process keeps its records when another one starts', async () => {
  const living = await waiting(30);
  expect(await delivering({ directory, url: receiver.url })).toMatchObject({ accepted: 0 });
  living.kill('SIGSTOP'); // it is still running, though it does not respond
  expect(await delivering({ directory, url: receiver.url })).toMatchObject({ accepted: 0 });
  expect(receiver.received).toEqual([]);
  await killed(living);
  expect(await delivering({ directory, url: receiver.url })).toMatchObject({ accepted: 30, delivered: 30 });
});

test('a process whose lock was deleted makes it again', async () => {
  const living = await waiting(30);
  const locks = (): string[] => readdirSync(directory).filter((name) => name.endsWith('.lock'));
  const [lock = ''] = locks();
  rmSync(join(directory, lock));
  living.stdin.write('call\n');
  while (locks().length === 0) await delay(50);
  expect(locks()).toEqual([lock]);
  expect(await delivering({ directory, url: receiver.url })).toMatchObject({ accepted: 0 });
  await killed(living);
});

test('a flush waits for the records of many dead processes', async () => {
  for (let round = 0; round < 3; round += 1) await killed(await waiting(10));
  for (let owner = 0; owner < 300; owner += 1) {
    const name = owner.toString(16).padStart(16, '0');
    writeFileSync(join(directory, `${name}-1.model.log`), '', { mode: 0o600 });
  }
  expect(await delivering({ directory, url: receiver.url })).toMatchObject({ accepted: 30, delivered: 30 });
  expect(readdirSync(directory)).toEqual([]);
});

test('several processes share a directory, and each delivers its own records', async () => {
  const ends = await Promise.all(
    [1, 2, 3].map(() => ended(app('calls and has nothing left to do', { directory, url: receiver.url, count: 50 }))),
  );
  expect(ends.map(({ code }) => code)).toEqual([0, 0, 0]);
  await delivering({ directory, url: receiver.url });
  expect(numberStored()).toBe(150);
  expect(readSpool(directory).open.size).toBe(0);
});

describe('in an outage, a process', () => {
  test.each([
    ['that exits right after its calls', 'calls and exits', 3, ''],
    ['that exits in the middle of its shutdown', 'calls, begins a shutdown and exits', 3, ''],
    ['that throws right after its calls', 'calls and throws', 1, 'of the app'],
  ])('%s ends as without us, and its records are delivered by the next one', async (_how, scenario, code, stderr) => {
    const end = await ended(app(scenario, { directory, url: unreachable, count: 50 }));
    expect(end.code).toBe(code);
    expect(end.stderr).toContain(stderr);
    expect(end.stderr).not.toContain('delivered');
    expect(await delivering({ directory, url: receiver.url })).toMatchObject({ accepted: 50, delivered: 50 });
    expect(numberStored()).toBe(50);
  });

  /** By the clock, a call takes a tenth of a second at least: so in half a second, no more than six can have begun. */
  test.each([
    [120_000, 20, 20],
    [500, 0, 6],
  ])(
    'that exits right after its calls maps them into the spool for exitTimeoutMs: in %d ms, %d to %d of twenty',
    async (exitTimeoutMs, least, most) => {
      const options = { exitTimeoutMs };
      const scenario = 'calls, each of which takes a tenth of a second to map, and exits';
      const end = await ended(app(scenario, { directory, url: unreachable, count: 20, options }));
      expect(end.code).toBe(3);
      const { size } = readSpool(directory).open;
      expect(size).toBeGreaterThanOrEqual(least);
      expect(size).toBeLessThanOrEqual(most);
      const named = /^honeyhive: (\d+) records? could not be delivered before the program ended\./m.exec(
        end.stderr,
      )?.[1];
      expect(size + Number(named ?? 0)).toBe(20);
      expect(await delivering({ directory, url: receiver.url })).toMatchObject({ accepted: size, delivered: size });
    },
  );

  test('that has nothing left to do reports no loss, since there is none', async () => {
    const end = await ended(app('calls and has nothing left to do', { directory, url: unreachable, count: 50 }));
    expect(end.code).toBe(0);
    expect(end.stderr).not.toContain('could not be delivered');
    expect(await delivering({ directory, url: receiver.url })).toMatchObject({ accepted: 50, delivered: 50 });
  });

  test('whose thread is terminated leaves the thread’s records to the next process', async () => {
    await ended(app('calls in a thread that is terminated', { directory, url: unreachable, count: 50 }));
    expect(await delivering({ directory, url: receiver.url })).toMatchObject({ accepted: 50, delivered: 50 });
  });
});

test('a spool does not hold the process', async () => {
  const { code, stdout } = await ended(
    app('calls, flushes and prints what holds it', { directory, url: receiver.url, count: 5 }),
  );
  expect(code).toBe(0);
  expect(stdout).not.toContain('Timeout');
});

test('neither the key nor a header is written to the disk', async () => {
  await killed(await waiting(30));
  for (const path of readdirSync(directory).filter((name) => name.endsWith('.log')))
    expect(readFileSync(join(directory, path), 'latin1')).not.toMatch(/canary/i);
  expect(readSpool(directory).open.size).toBe(30);
});
