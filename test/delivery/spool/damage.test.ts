import {
  appendFileSync,
  closeSync,
  cpSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { down, script } from '../rig';
import { crashed, freshDirectory, logFiles } from './log-files';
import { endAll, nextStart, spooling } from './spooling';

afterEach(endAll);

const records = 10;
const recordBytes = 1000;

/** What a crash leaves on the disk of ten records, none of them delivered. */
async function leftBehind(): Promise<{ readonly directory: string; readonly file: string }> {
  const directory = freshDirectory();
  const writer = spooling(directory, script(down));
  writer.addMany(records, recordBytes);
  await writer.clock.pass(0);
  const copy = crashed(directory);
  const [file = ''] = logFiles(copy);
  return { directory: copy, file };
}

function flip(file: string, at: number): void {
  const byte = readFileSync(file)[at] ?? 0;
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, Buffer.from([byte ^ 0x10]), 0, 1, at);
  closeSync(descriptor);
}

test('an entry that was being written when the process died is cut off, and costs nothing else', async () => {
  const { directory, file } = await leftBehind();
  const { size } = statSync(file);
  for (const lost of [1, 17, 500, 1010]) {
    truncateSync(file, size - lost);
    const next = await nextStart(directory);
    expect(next.counts).toMatchObject({ delivered: records - 1, lost: {} });
    expect(next.notices).toEqual([]);
  }
});

test('a file that ends in zeros, as after a loss of power, is read up to there', async () => {
  const { directory, file } = await leftBehind();
  appendFileSync(file, Buffer.alloc(5000));
  const next = await nextStart(directory);
  expect(next.counts).toMatchObject({ delivered: records, lost: {} });
});

test('a damaged byte costs the one record that it belongs to, which is counted', async () => {
  const { directory, file } = await leftBehind();
  const head = 8;
  const entryBytes = (statSync(file).size - head) / records;
  const inTheMiddle = head + entryBytes * 4;
  await fc.assert(
    fc.asyncProperty(fc.nat(Math.floor(entryBytes) - 1), async (offset) => {
      flip(file, inTheMiddle + offset);
      const next = await nextStart(directory);
      flip(file, inTheMiddle + offset);
      expect(next.counts).toMatchObject({ accepted: records, delivered: records - 1, lost: { spool_damaged: 1 } });
      expect(new Set(next.requests.flatMap(({ ids }) => ids))).not.toContain('r4');
    }),
    { numRuns: 60, examples: [[0], [4], [8], [9], [11], [12], [13], [14], [20], [24]] },
  );
});

test('a damaged verdict costs nothing: its record is sent once more', async () => {
  const directory = freshDirectory();
  const writer = spooling(directory, ({ ids }, request) =>
    request === 1 ? { kind: 'partial', acked: new Set(ids.slice(0, 1)), remainder: 'refused' } : down,
  );
  writer.addMany(2, recordBytes);
  await writer.clock.pass(1500);
  const copy = crashed(directory);
  const [file = ''] = logFiles(copy);
  flip(file, statSync(file).size - 1);
  const next = await nextStart(copy);
  expect(next.counts).toMatchObject({ delivered: 2, lost: {} });
});

test('foreign files, links, empty files and stray locks are ignored', async () => {
  const { directory, file } = await leftBehind();
  const owner = 'ffffffffffffffff';
  const foreign = ['notes.txt', `${owner}-7.model.log.bak`, `${owner}-x.model.log`];
  for (const name of foreign) writeFileSync(join(directory, name), 'mine');
  symlinkSync('/etc/hostname', join(directory, `${owner}-8.model.log`));
  writeFileSync(join(directory, `${owner}-1.model.log`), '');
  writeFileSync(join(directory, `${owner}-2.model.log`), 'HHS');
  writeFileSync(join(directory, `${owner}.lock`), '');
  writeFileSync(join(directory, `${owner}.new`), '');
  cpSync(file, join(directory, `${owner}-3.v1.log`)); // of an app that sends the other format
  const next = spooling(directory, script({ kind: 'delivered' }));
  let isDone = false;
  void next.outbox.flush(60_000).then(() => {
    isDone = true;
  });
  while (!isDone) await next.clock.pass(1);
  expect(next.counts).toMatchObject({ accepted: records, delivered: records, lost: {} });
  await next.outbox.shutdown(0);
  expect(readdirSync(directory).sort()).toEqual([...foreign, `${owner}-3.v1.log`, `${owner}-8.model.log`].sort());
});

test('a file of another version is left untouched', async () => {
  const { directory, file } = await leftBehind();
  const bytes = readFileSync(file);
  bytes.write('HHSPOOL2');
  writeFileSync(file, bytes);
  const next = spooling(directory, script({ kind: 'delivered' }));
  const flushed = next.outbox.flush(1000);
  await next.spool?.firstLook;
  await flushed;
  expect(next.counts).toMatchObject({ accepted: 0, delivered: 0, lost: {} });
  expect(next.notices).toEqual([expect.stringContaining('another version')]);
  expect(logFiles(directory).map((path) => readFileSync(path))).toEqual([bytes]);
});

test('twenty thousand records are read back one after the other, within the bounds of memory', async () => {
  const directory = freshDirectory();
  const writer = spooling(directory, script(down), { limits: { maxQueueRecords: 1000 } });
  writer.addMany(20_000, 200);
  await writer.clock.pass(0);
  let mostBytes = 0;
  const copy = crashed(directory);
  const next = spooling(copy, script({ kind: 'delivered' }), { limits: { maxQueueRecords: 1000 } });
  await next.spool?.firstLook;
  expect(next.counts.accepted).toBe(20_000); // pending, before they are read back
  for (let turn = 0; turn < 100_000 && next.counts.delivered < 20_000; turn += 1) {
    await next.clock.pass(1);
    mostBytes = Math.max(mostBytes, next.outbox.pendingBytes);
    expect(next.unaccounted()).toBe(0);
  }
  expect(next.counts).toMatchObject({ accepted: 20_000, delivered: 20_000, lost: {} });
  expect(mostBytes).toBeLessThanOrEqual(501 * 200);
});
