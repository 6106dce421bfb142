import { mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from '../../../src/delivery/http/outcome';
import type { Disk } from '../../../src/delivery/spool/disk';
import { seed } from '../../support/seed';
import { delivered, down, type Server } from '../rig';
import { type Fault, failingOnce, faultyDisk, type Operation } from './faulty-disk';
import { freshDirectory, logFiles, readSpool } from './log-files';
import { endAll, nextStart, spooling } from './spooling';

const recordBytes = 15_000;
const maxSpoolBytes = 2 ** 20; // so files have 64 KiB
const limits = { maxQueueRecords: 10, maxBatchRecords: 3 };

/** What a killed process leaves, in the directory when it is put there. */
interface Left {
  readonly files: ReadonlyMap<string, Buffer>;
  /** Of the records without a verdict. */
  readonly ids: readonly string[];
}

/** Two files, one with verdicts, one with an incomplete entry at its end, and a lock. */
async function leftBehind(name: string, owner: string): Promise<Left> {
  const server: Server = ({ ids }, request) =>
    request === 1 ? { kind: 'partial', acked: new Set(ids.slice(0, 1)), remainder: 'refused' } : down;
  const directory = freshDirectory();
  const dead = spooling(directory, server, { limits }, maxSpoolBytes);
  for (let n = 0; n < 6; n += 1) dead.add(`${name}${n}`, recordBytes);
  await dead.clock.pass(3000);
  const files = new Map([[`${owner}.lock`, Buffer.alloc(0)]]);
  for (const [index, path] of logFiles(directory).entries()) {
    if (index === 1) truncateSync(path, statSync(path).size - 100);
    files.set(`${owner}-${index}.model.log`, readFileSync(path));
  }
  return { files, ids: [...readSpool(directory).open.keys()] };
}

function put({ files }: Left, directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  for (const [name, bytes] of files) writeFileSync(join(directory, name), bytes, { mode: 0o600 });
}

let first: Left;
let second: Left;
beforeAll(async () => {
  first = await leftBehind('a', 'aaaaaaaaaaaaaaaa');
  second = await leftBehind('b', 'bbbbbbbbbbbbbbbb');
});
afterEach(endAll);

/** A process on this disk, in a directory with what was left there, and a server that is down at first. */
function start(disk: Disk) {
  const directory = freshDirectory();
  put(first, directory);
  const arrived = new Set<string>();
  const state: { outcome: Outcome } = { outcome: down };
  const server: Server = ({ ids }) => {
    const { outcome } = state;
    if (outcome.kind === 'partial') state.outcome = down;
    for (const id of ids)
      if (outcome.kind === 'delivered' || (outcome.kind === 'partial' && outcome.acked.has(id))) arrived.add(id);
    return outcome;
  };
  const one = spooling(directory, server, { limits, disk, fsync: 'always' }, maxSpoolBytes);
  const made: string[] = [];
  return {
    ...one,
    directory,
    arrived,
    made,
    state,
    addMore: (count: number): void => {
      for (let n = 0; n < count; n += 1) {
        made.push(`own${made.length}`);
        one.add(made.at(-1) ?? '', recordBytes);
      }
    },
    /** In steps, since reading back takes turns of the event loop, but no time of this clock. */
    pass: async (seconds: number): Promise<void> => {
      for (let second = 0; second < seconds; second += 1) {
        await one.clock.pass(1000);
        expect(one.unaccounted()).toBe(0);
      }
    },
    /** Passes time until that is settled. @returns the message it is rejected with */
    until: async (work: Promise<void>): Promise<string | undefined> => {
      const state: { end?: string | undefined; isDone: boolean } = { isDone: false };
      const ended = (end?: string): void => void Object.assign(state, { end, isDone: true });
      void work.then(
        () => ended(),
        (error: Error) => ended(error.message),
      );
      while (!state.isDone) await one.clock.pass(10);
      return state.end;
    },
  };
}

const firstAcked = (id: string): Outcome => ({ kind: 'partial', acked: new Set([id]), remainder: 'refused' });
/** In seconds: a backoff, and then a pause after a failure. */
const soon = 12;

/** An outage at first; then all is delivered, also what another process leaves a minute later; an outage at the end. */
async function life(disk: Disk) {
  const one = start(disk);
  const { addMore, arrived, directory, made, outbox, pass, state, until } = one;
  addMore(10);
  await pass(3);
  state.outcome = delivered;
  await pass(soon);
  const late = first.ids.filter((id) => !arrived.has(id));
  put(second, directory);
  await one.clock.pass(60_000);
  addMore(2);
  await pass(soon);
  late.push(...second.ids.filter((id) => !arrived.has(id)));
  addMore(2);
  await Promise.resolve(); // when they are written
  state.outcome = firstAcked(made.at(-1) ?? '');
  addMore(1);
  await pass(1);
  addMore(1);
  await until(outbox.shutdown(500));
  expect(one.unaccounted()).toBe(0);
  const next = await nextStart(directory);
  for (const { ids } of next.requests) for (const id of ids) arrived.add(id);
  await endAll();
  return {
    /** The reason for each record that was counted as lost. */
    lost: [one, next].flatMap(({ counts }) =>
      Object.entries(counts.lost).flatMap(([reason, count]) => Array<string>(count).fill(reason)),
    ),
    /** Of dead processes, what was not delivered soon. */
    late,
    missing: [...first.ids, ...second.ids, ...made].filter((id) => !arrived.has(id)),
  };
}

const codes = ['EIO', 'EBUSY', 'ENOSPC', 'EACCES', 'ENOENT', 'EMFILE'];
const codeFaults: readonly Fault[] = codes.flatMap((code) => [{ code }, { code, isDone: true }]);

/** Every fault at every place in a long run, else one at every second place: others with another seed. */
function faultsAt(place: number, operation: Operation): readonly Fault[] {
  if (process.env['HH_TEST_ALL_FAULTS'] !== undefined) return [...codeFaults, 'short'];
  if ((place + seed) % 2 === 1) return [];
  const one = codeFaults.slice(((place + seed) >> 1) % codeFaults.length).slice(0, 1);
  return operation === 'readSync' || operation === 'writevSync' ? [...one, 'short'] : one;
}

/** What is wrong when that is run on a disk, each file operation of which fails once. */
async function wrongAnywhere(run: (disk: Disk) => Promise<readonly string[]>): Promise<readonly unknown[]> {
  const faultless = failingOnce(0, 'short');
  expect(await run(faultless.disk)).toEqual([]);
  const found: unknown[] = [];
  for (const [index, operation] of faultless.operations().entries()) {
    for (const fault of faultsAt(index, operation)) {
      const { disk, operations } = failingOnce(index + 1, fault);
      const wrong = await run(disk);
      if (wrong.length > 0) found.push([index, operations()[index], JSON.stringify(fault), ...wrong]);
    }
  }
  return found;
}

describe('whichever file operation fails once,', () => {
  test('nothing is lost, and what dead processes left is delivered soon', async () => {
    const wrong = await wrongAnywhere(async (disk) => {
      const { lost, late, missing } = await life(disk);
      return [...late.map((id) => `${id} is late`), ...missing.map((id) => `${id} is missing`), ...lost];
    });
    expect(wrong).toEqual([]);
  }, 600_000);

  test('a flush right after the start delivers what dead processes left', async () => {
    const wrong = await wrongAnywhere(async (disk) => {
      const { arrived, outbox, state, until } = start(disk);
      state.outcome = delivered;
      const rejection = await until(outbox.flush(10_000));
      await endAll();
      const missing = first.ids.filter((id) => !arrived.has(id));
      return [...missing, ...(rejection === undefined ? [] : [rejection])];
    });
    expect(wrong).toEqual([]);
  }, 600_000);
});

const kinds: readonly Operation[] = [
  'closeSync',
  'fdatasyncSync',
  'fstatSync',
  'fsyncSync',
  'ftruncateSync',
  'lstatSync',
  'mkdirSync',
  'openSync',
  'readdirSync',
  'readSync',
  'renameSync',
  'unlinkSync',
  'writevSync',
];

describe.each(kinds)('when %s fails from some time on', (kind) => {
  test.each([0, 5, 30])(
    '(the %s-th time), what is lost is counted, and the next process finds the rest',
    async (from) => {
      let count = 0;
      const disk = faultyDisk((operation) => {
        if (operation === kind) count += 1;
        return operation === kind && count > from ? { code: 'EIO' } : undefined;
      });
      const { lost, missing } = await life(disk);
      expect(missing.length).toBeLessThanOrEqual(lost.length);
      expect(missing.filter((id) => !id.startsWith('own'))).toEqual([]);
    },
  );
});
