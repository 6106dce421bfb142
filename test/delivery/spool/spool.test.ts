import { readdirSync } from 'node:fs';
import { delivered, down, invalid, type Server, script } from '../rig';
import { crashed, freshDirectory, logBytes, logFiles, readSpool } from './log-files';
import { endAll, nextStart, spooling } from './spooling';

afterEach(endAll);

const idsOf = (requests: readonly { readonly ids: readonly string[] }[]): readonly string[] =>
  requests.flatMap(({ ids }) => ids).sort();

describe('a record', () => {
  test('is on the disk before it leaves', async () => {
    const directory = freshDirectory();
    const found: (readonly string[])[] = [];
    const server: Server = ({ ids }) => {
      const { open } = readSpool(directory);
      found.push(ids.filter((id) => open.has(id)));
      return delivered;
    };
    const { addMany, clock, requests } = spooling(directory, server);
    addMany(250);
    await clock.pass(1000);
    expect(requests).toHaveLength(3);
    expect(found).toEqual(requests.map(({ ids }) => ids));
  });

  test('is on the disk at the end of the turn of the event loop that added it', async () => {
    const directory = freshDirectory();
    const { addMany } = spooling(directory, script(delivered));
    addMany(3, 1000);
    await Promise.resolve();
    expect([...readSpool(directory).open]).toEqual(['r0', 'r1', 'r2'].map((id) => [id, 'x'.repeat(1000)]));
  });

  test('that was not delivered before a crash is delivered by the next process, and counts as accepted there', async () => {
    const directory = freshDirectory();
    const { addMany, clock } = spooling(directory, script(down));
    addMany(250);
    await clock.pass(5000);
    const next = await nextStart(directory);
    expect(new Set(idsOf(next.requests)).size).toBe(250);
    expect(next.counts).toMatchObject({ accepted: 250, delivered: 250, lost: {} });
  });

  test('that was delivered is not sent again, though others of its batch are', async () => {
    const directory = freshDirectory();
    const server: Server = ({ ids }, request) =>
      request === 1 ? { kind: 'partial', acked: new Set(ids.slice(0, 60)), remainder: 'refused' } : down;
    const { addMany, clock } = spooling(directory, server);
    addMany(100);
    await clock.pass(10_000);
    const next = await nextStart(directory);
    expect(idsOf(next.requests)).toEqual(Array.from({ length: 40 }, (_, n) => `r${n + 60}`).sort());
  });

  test('that was lost is not sent again', async () => {
    const directory = freshDirectory();
    const server: Server = ({ ids }) => (ids.includes('r1') ? invalid : delivered);
    const { addMany, clock, counts } = spooling(directory, server);
    addMany(4);
    await clock.pass(100_000);
    expect(counts).toMatchObject({ delivered: 3, lost: { rejected: 1 } });
    const next = await nextStart(directory);
    expect(next.requests).toEqual([]);
  });

  test('is deleted from the disk once it is delivered, text included', async () => {
    const directory = freshDirectory();
    const { addMany, clock, outbox } = spooling(directory, script(delivered));
    addMany(500, 1000);
    await clock.pass(1000);
    expect(logBytes(directory)).toBeLessThan(100);
    await outbox.shutdown(1000);
    expect(logFiles(directory)).toEqual([]);
  });

  test('keeps its age over a crash, by the wall clock', async () => {
    const directory = freshDirectory();
    const { addMany, clock } = spooling(directory, script(down));
    addMany(1);
    await clock.pass(2000);
    const copy = crashed(directory);
    const next = spooling(copy, script(down), { limits: { maxRetryAgeMs: 1 } });
    await next.spool?.firstLook;
    await next.clock.pass(60_000);
    expect(next.counts).toMatchObject({ accepted: 1, lost: { retries_exhausted: 1 } });
    expect(next.unaccounted()).toBe(0);
  });
});

describe('when memory is full', () => {
  const small = { limits: { maxQueueRecords: 20, maxBatchRecords: 5 } };

  test('records wait on the disk only, and are read back when there is room', async () => {
    const directory = freshDirectory();
    let isUp = false;
    const { addMany, clock, outbox, counts, verdicts, unaccounted } = spooling(
      directory,
      () => (isUp ? delivered : down),
      small,
    );
    addMany(500);
    expect(outbox.pending).toBe(500);
    expect(outbox.pendingBytes).toBeLessThanOrEqual(20 * 100);
    expect(verdicts.get('r499')).toEqual(['parked']);
    await clock.pass(10_000);
    isUp = true;
    for (let second = 0; second < 120; second += 1) await clock.pass(1000);
    expect(counts).toMatchObject({ accepted: 500, delivered: 500, lost: {} });
    expect(unaccounted()).toBe(0);
    expect(logBytes(directory)).toBeLessThan(100);
  });

  test('a record that is too long for the room that is left is delivered, also if it is the only one', async () => {
    const { addMany, clock, counts } = spooling(freshDirectory(), script(delivered), {
      limits: { maxQueueBytes: 100_000 },
    });
    addMany(1, 88_000);
    await clock.pass(2000);
    expect(counts).toMatchObject({ accepted: 1, delivered: 1, lost: {} });
  });

  test('a flush waits for these records, too', async () => {
    const { addMany, clock, outbox, counts } = spooling(freshDirectory(), script(delivered), small);
    addMany(100);
    let isDone = false;
    void outbox.flush(10_000).then(() => {
      isDone = true;
    });
    while (!isDone) await clock.pass(1);
    expect(counts.delivered).toBe(100);
    expect(clock.now()).toBeLessThan(1000);
  });

  test('they survive a crash, and none is sent twice', async () => {
    const directory = freshDirectory();
    const { addMany, clock } = spooling(directory, script(down), small);
    addMany(500);
    await clock.pass(1000);
    const next = await nextStart(directory);
    expect(idsOf(next.requests)).toEqual(Array.from({ length: 500 }, (_, n) => `r${n}`).sort());
  });
});

describe('when the spool is full', () => {
  test('the newest record is lost for that reason, and the others are delivered', async () => {
    const directory = freshDirectory();
    let isUp = false;
    const { addMany, clock, counts, outbox, unaccounted } = spooling(
      directory,
      () => (isUp ? delivered : down),
      {},
      2 ** 17,
    );
    addMany(200, 1000);
    await clock.pass(1000);
    expect(logBytes(directory)).toBeLessThanOrEqual(2 ** 17);
    expect(counts.lost.spool_full).toBeGreaterThan(60);
    expect(outbox.full).toBe('spool_full');
    isUp = true;
    await clock.pass(100_000);
    expect(counts.delivered).toBe(200 - (counts.lost.spool_full ?? 0));
    expect(unaccounted()).toBe(0);
    expect(outbox.full).toBeUndefined();
  });

  test('the files of other processes count', async () => {
    const directory = freshDirectory();
    const other = spooling(directory, script(down), {}, 2 ** 17);
    other.addMany(100, 1000);
    await other.clock.pass(0);
    const { addMany, counts } = spooling(directory, script(down), {}, 2 ** 17);
    addMany(100, 1000);
    expect(counts.lost.spool_full).toBeGreaterThan(60);
    expect(logBytes(directory)).toBeLessThanOrEqual(2 ** 17);
  });
});

describe('a shutdown', () => {
  test('leaves on the disk what it could not deliver, which is then not lost but pending', async () => {
    const directory = freshDirectory();
    const { addMany, clock, outbox, counts, unaccounted } = spooling(directory, script(down), {
      limits: { maxQueueRecords: 60 },
    });
    addMany(100);
    await clock.pass(5000);
    const end = outbox.shutdown(1000);
    await clock.pass(1000);
    await end;
    expect(counts).toMatchObject({ accepted: 100, delivered: 0, lost: {} });
    expect(outbox.pending).toBe(100);
    expect(unaccounted()).toBe(0);
    const next = spooling(directory, script(delivered));
    await next.spool?.firstLook;
    await next.clock.pass(1000);
    expect(next.counts).toMatchObject({ accepted: 100, delivered: 100, lost: {} });
  });

  test('that begins as the server fails leaves the rest where it is', async () => {
    let isUp = true;
    const { addMany, clock, outbox, requests } = spooling(freshDirectory(), () => (isUp ? delivered : down), {
      limits: { maxQueueRecords: 40, maxBatchRecords: 5 },
    });
    addMany(2000);
    await clock.pass(5);
    isUp = false;
    const before = requests.length;
    let isDone = false;
    void outbox.shutdown(3000).then(() => {
      isDone = true;
    });
    while (!isDone) await clock.pass(50);
    expect(requests.length - before).toBeLessThan(40);
    expect(outbox.pending).toBeGreaterThan(1000);
  });

  test('with a rejected key does the same, since the next process may have the right one', async () => {
    const directory = freshDirectory();
    const { addMany, clock, outbox, counts } = spooling(
      directory,
      script({ kind: 'misconfigured', problem: 'the key is refused' }),
    );
    addMany(10);
    await clock.pass(2000);
    const end = outbox.shutdown(1000);
    await clock.pass(1000);
    await end;
    expect(counts.lost).toEqual({});
    expect(readSpool(directory).open.size).toBe(10);
  });

  test('leaves no timer and no lock', async () => {
    const directory = freshDirectory();
    const { addMany, clock, outbox } = spooling(directory, script(delivered));
    addMany(10);
    await outbox.shutdown(1000);
    expect(clock.timers).toBe(0);
    expect(readdirSync(directory)).toEqual([]);
  });

  test('accepts no more records: they are lost as without a spool', async () => {
    const { add, outbox, counts } = spooling(freshDirectory(), script(delivered));
    await outbox.shutdown(0);
    add('late');
    expect(counts.lost).toEqual({ shutdown: 1 });
  });
});

test.each(['none', 'interval', 'always'] as const)(
  'with fsync %s records survive, and are delivered',
  async (fsync) => {
    const directory = freshDirectory();
    const { addMany, clock, counts } = spooling(directory, script(down, delivered), { fsync });
    addMany(30);
    await clock.pass(2000);
    expect((await nextStart(directory)).counts.delivered + counts.delivered).toBe(30);
    await clock.pass(60_000);
    expect(counts).toMatchObject({ delivered: 30, lost: {} });
    expect(readSpool(directory).open.size).toBe(0);
  },
);

test('an id may have any length and any characters', async () => {
  const directory = freshDirectory();
  const { add, clock } = spooling(directory, script(down));
  add('id '.repeat(100));
  add('é🗼');
  await clock.pass(0);
  expect(idsOf((await nextStart(directory)).requests)).toEqual(['id '.repeat(100), 'é🗼']);
});
