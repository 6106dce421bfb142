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

const lostIn = ({ lost }: { readonly lost: object }): number =>
  Object.values(lost).reduce((sum: number, count: number) => sum + count, 0);

/** A process that finds what another left, and another's a minute later; with an outage at its start and its end. */
async function life(disk: Disk) {
  const directory = freshDirectory();
  put(first, directory);
  const arrived = new Set<string>();
  const inherited = first.ids.length + second.ids.length;
  let now: Outcome = down;
  const server: Server = ({ ids }) => {
    if (now === delivered) for (const id of ids) arrived.add(id);
    return now;
  };
  const one = spooling(directory, server, { limits, disk, fsync: 'always' }, maxSpoolBytes);
  const made: string[] = [];
  const add = (count: number): void => {
    for (let n = 0; n < count; n += 1) {
      made.push(`own${made.length}`);
      one.add(made.at(-1) ?? '', recordBytes);
    }
  };
  const pass = async (ms: number): Promise<void> => {
    await one.clock.pass(ms);
    expect(one.unaccounted()).toBe(0);
  };
  add(10);
  await pass(3000);
  now = delivered;
  await pass(4000);
  put(second, directory);
  await pass(61_000);
  add(2);
  for (let second = 0; second < 200 && arrived.size < made.length + inherited; second += 1) await pass(1000);
  await pass(1000);
  const left = { pending: one.outbox.pending, unread: one.spool?.unreadFiles };
  const arrivedInTime = new Set(arrived);
  now = down;
  add(3);
  await pass(1000);
  let isDone = false;
  void one.outbox.shutdown(500).then(() => {
    isDone = true;
  });
  while (!isDone) await pass(100);
  const next = await nextStart(directory);
  for (const { ids } of next.requests) for (const id of ids) arrived.add(id);
  return { one, next, arrived, arrivedInTime, made, left };
}

const codes = ['EIO', 'EBUSY', 'ENOSPC', 'EACCES', 'ENOENT', 'EMFILE'];
const faults: readonly Fault[] = ['short', ...codes.flatMap((code) => [{ code }, { code, isDone: true }])];

/** Every fault at every place in a long run, else one at each: another one with another seed. */
const faultsAt = (place: number): readonly Fault[] =>
  process.env['HH_TEST_ALL_FAULTS'] === undefined
    ? faults.slice((place + seed) % faults.length).slice(0, 1)
    : faults;

test('whichever file operation fails once, nothing is lost, and what dead processes left is delivered by this process', async () => {
  const faultless = failingOnce(0, 'short');
  await life(faultless.disk);
  await endAll();
  const broken: unknown[] = [];
  for (let place = 1; place <= faultless.operations().length; place += 1) {
    for (const fault of faultsAt(place)) {
      const { disk, operations } = failingOnce(place, fault);
      const { one, next, made, arrived, arrivedInTime } = await life(disk);
      const missing = [...first.ids, ...second.ids, ...made].filter((id) => !arrived.has(id));
      const late = [...first.ids, ...second.ids].filter((id) => !arrivedInTime.has(id));
      const lost = lostIn(one.counts) + lostIn(next.counts);
      await endAll();
      const operation = operations()[place - 1];
      if (missing.length + late.length + lost > 0) broken.push({ place, operation, fault, missing, late, lost });
    }
  }
  expect(broken.map((each) => JSON.stringify(each))).toEqual([]);
}, 600_000);
