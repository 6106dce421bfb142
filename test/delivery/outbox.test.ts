import type { Outcome } from '../../src/delivery/http/outcome';
import { settled } from '../support/clock';
import { delivered, down, invalid, refusing, rig, type Server, script, wrongKey } from './rig';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** A generator of numbers from 0 to 1 that are the same on every run. */
const dice = (seed = 1) => {
  let state = seed;
  return (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
};

describe('a batch', () => {
  test('leaves one second after its first record', async () => {
    const { add, clock, requests } = rig(() => delivered);
    add('a');
    await clock.pass(600);
    add('b');
    await clock.pass(399);
    expect(requests).toEqual([]);
    await clock.pass(1);
    expect(requests.map(({ at, ids }) => ({ at, ids }))).toEqual([{ at: 1000, ids: ['a', 'b'] }]);
  });

  test('leaves at once when it holds a hundred records', async () => {
    const { addMany, requests } = rig(() => delivered);
    addMany(250);
    await settled();
    expect(requests.map(({ at, ids }) => [at, ids.length])).toEqual([
      [0, 100],
      [0, 100],
    ]);
  });

  test('leaves at once when its body is full, and is never longer than allowed', async () => {
    const { addMany, clock, requests } = rig(() => delivered, { limits: { maxBatchBytes: 10_000 } });
    addMany(50, 999);
    await clock.pass(0);
    expect(requests.map(({ ids }) => ids.length)).toEqual([9, 9, 9, 9, 9]);
    await clock.pass(second);
    expect(requests.every(({ bytes }) => bytes <= 10_000)).toBe(true);
  });

  test('of one record may be longer than allowed, since the record cannot be split', async () => {
    const { add, clock, counts } = rig(() => delivered, { limits: { maxBatchBytes: 10_000 } });
    add('long', 20_000);
    await clock.pass(0);
    expect(counts.delivered).toBe(1);
  });
});

describe('the queue', () => {
  test('sends at most four requests at a time', async () => {
    const { addMany, outbox, counts } = rig(async () => {
      await settled();
      return delivered;
    });
    addMany(5000);
    await outbox.flush(second);
    expect(counts).toMatchObject({ delivered: 5000, mostOpen: 4 });
  });

  test('refuses the newest record when it is full, and logs when the loss has ended', async () => {
    const { add, addMany, clock, counts, verdicts, notices, outbox } = rig(() => delivered, {
      limits: { maxQueueRecords: 3 },
    });
    addMany(5);
    expect(counts.lost).toEqual({ queue_full: 2 });
    expect(verdicts.get('r4')).toEqual(['queue_full']);
    await clock.pass(second);
    add('later');
    expect(notices).toEqual(['There is room again, after 2 were lost.']);
    await outbox.flush(second);
    expect(counts.delivered).toBe(4);
  });

  test('counts bytes, requests in flight included', async () => {
    const { addMany, add, clock, counts, outbox } = rig(() => new Promise<Outcome>(() => undefined), {
      limits: { maxQueueBytes: 100_000 },
    });
    addMany(100, 1000);
    await clock.pass(5 * second);
    add('one more', 1);
    expect(counts.lost).toEqual({ queue_full: 1 });
    expect(outbox.pendingBytes).toBe(100_000);
  });

  test('parks the records that wait behind a probe, without sending them for that', async () => {
    const { add, addMany, clock, verdicts, requests } = rig(() => down);
    addMany(1000);
    await settled();
    expect([...verdicts.values()].every((given) => given.join() === 'parked')).toBe(true);
    expect(requests.reduce((sum, { ids }) => sum + ids.length, 0)).toBeLessThan(1000);
    add('later');
    expect(verdicts.get('later')).toEqual(['parked']);
    await clock.pass(minute);
    expect([...verdicts.values()].every((given) => given.length === 1)).toBe(true);
  });

  test('counts what was refused before it was encoded, and logs that when there is room again', async () => {
    const { add, outbox, notices, counts } = rig(() => delivered);
    const verdicts: string[] = [];
    outbox.refuse('queue_full', (verdict) => verdicts.push(verdict));
    add('next');
    expect(verdicts).toEqual(['queue_full']);
    expect(notices).toEqual(['There is room again, after 1 were lost.']);
    expect(counts.lost).toEqual({ queue_full: 1 });
  });

  test('gives one verdict for every record', async () => {
    const { addMany, clock, verdicts } = rig(script(down, delivered));
    addMany(3);
    await clock.pass(minute);
    expect([...verdicts.values()]).toEqual([['parked'], ['parked'], ['parked']]);
  });
});

describe('an outage', () => {
  test('costs nothing: the same records are sent again after a backoff', async () => {
    const { addMany, clock, requests, counts } = rig(script(down, down, delivered), { dice: () => 0 });
    addMany(2);
    await clock.pass(minute);
    expect(requests.map(({ at, ids }) => [at, ids])).toEqual([
      [1000, ['r0', 'r1']],
      [1500, ['r0', 'r1']],
      [2500, ['r0', 'r1']],
    ]);
    expect(counts.delivered).toBe(2);
  });

  test('is probed by one request at a time while thousands of records wait', async () => {
    let isDown = true;
    const { addMany, clock, requests, counts } = rig(() => (isDown ? down : delivered), { dice: dice() });
    addMany(8000);
    await clock.pass(5 * minute);
    expect(requests.length).toBeLessThan(25);
    isDown = false;
    await clock.pass(minute);
    expect(counts).toMatchObject({ delivered: 8000, lost: {} });
    expect(requests.length).toBeLessThan(25 + 80);
  });

  test('in which four concurrent requests fail counts as one failure', async () => {
    const server: Server = async (_batch, request) => (request <= 4 ? down : delivered);
    const { addMany, clock, counts } = rig(server);
    addMany(400);
    await clock.pass(600);
    expect(counts.delivered).toBe(400);
  });

  test('loses a record once it is fifteen minutes old, not after a number of attempts', async () => {
    const { addMany, clock, counts, requests } = rig(() => down, { dice: () => 1 });
    addMany(1);
    await clock.pass(14 * minute);
    expect(counts.lost).toEqual({});
    await clock.pass(2 * minute);
    expect(counts.lost).toEqual({ retries_exhausted: 1 });
    expect(requests.at(-1)?.at).toBeLessThanOrEqual(15 * minute);
  });

  test('of one batch does not stop the others', async () => {
    const { addMany, clock, counts, outbox } = rig(({ ids }) => (ids.includes('r0') ? down : delivered));
    addMany(1000);
    await clock.pass(10 * second);
    expect(counts.delivered).toBe(900);
    expect(outbox.pending).toBe(100);
  });

  test('is logged, and a single failure is not', async () => {
    const { addMany, clock, notices } = rig(() => down);
    addMany(1);
    await clock.pass(second);
    expect(notices).toEqual([]);
    await clock.pass(second);
    expect(new Set(notices)).toEqual(
      new Set(['The server answered HTTP 503. Events are kept in the queue and retried.']),
    );
  });
});

describe('Retry-After', () => {
  const wait = (retryAfterMs: number): Outcome => ({ kind: 'unavailable', problem: 'HTTP 429', retryAfterMs });

  test('pauses all requests, then lets one through', async () => {
    const { addMany, clock, requests, counts } = rig(script(wait(20 * second), delivered), {
      limits: { maxConcurrentRequests: 1 },
    });
    addMany(10_000);
    await clock.pass(20 * second - 1);
    expect(requests).toHaveLength(1);
    await clock.pass(1);
    expect(requests[1]?.at).toBe(20 * second);
    await clock.pass(second);
    expect(counts.delivered).toBe(10_000);
  });

  test('is not shortened by the success of a request that left before', async () => {
    const { addMany, clock, requests, counts } = rig(async (_batch, request) => {
      if (request > 1) await new Promise<void>((resolve) => void clock.timer(second, resolve));
      return request === 1 ? wait(20 * second) : delivered;
    });
    addMany(1000);
    await clock.pass(20 * second - 1);
    expect(requests).toHaveLength(4);
    expect(counts.delivered).toBe(300);
    await clock.pass(5 * second);
    expect(counts.delivered).toBe(1000);
  });

  test('is lengthened by jitter and never shortened', async () => {
    const { addMany, clock, requests } = rig(script(wait(10 * second), delivered), { dice: () => 1 });
    addMany(100);
    await clock.pass(minute);
    expect(requests[1]?.at).toBe(12 * second);
  });
});

describe('a wrong key, scope or address', () => {
  test('holds everything, costs at most ten requests an hour, and loses nothing when it is repaired', async () => {
    let isWrong = true;
    const { addMany, clock, requests, counts, notices, verdicts } = rig(() => (isWrong ? wrongKey : delivered), {
      dice: dice(),
    });
    addMany(2500);
    await clock.pass(3 * hour);
    for (const [index, { at }] of requests.entries()) {
      expect(requests.filter((other) => other.at >= at && other.at < at + hour).length).toBeLessThanOrEqual(10);
      expect((requests[index + 1]?.at ?? at) - at).toBeLessThan(20 * minute);
    }
    expect(requests.length).toBeGreaterThan(20);
    expect(requests.slice(4).every(({ ids }) => ids.length === 1)).toBe(true);
    expect(notices).toEqual(['The key is rejected. Events are kept in the queue and retried.']);
    expect(verdicts.get('r7')).toEqual(['parked']);
    isWrong = false;
    await clock.pass(hour);
    expect(counts).toMatchObject({ delivered: 2500, lost: {} });
    expect(notices.at(-1)).toBe('HoneyHive accepts events again. Sending 2500 that waited.');
  });

  test('is probed after one second, then at growing intervals', async () => {
    const { add, clock, requests } = rig(() => wrongKey);
    add('a');
    await clock.pass(7 * minute);
    expect(requests.map(({ at }) => at / second - 1)).toEqual([0, 1, 6, 31, 156]);
  });

  test('is tried once by a flush, which leaves the records where they are', async () => {
    const { add, clock, requests, outbox, counts } = rig(() => wrongKey);
    add('a');
    await clock.pass(10 * second);
    const before = requests.length;
    const flushed = outbox.flush(second);
    await expect(Promise.all([flushed, clock.pass(second)])).rejects.toThrow(
      '1 records are still pending after 1000 ms',
    );
    expect(requests).toHaveLength(before + 1);
    expect(counts.lost).toEqual({});
  });
});

test('records that were held for longer than the retry age survive an outage that follows', async () => {
  let answer: Outcome = wrongKey;
  const { addMany, clock, counts } = rig(async () => {
    await new Promise<void>((resolve) => void clock.timer(second / 2, resolve));
    return answer;
  });
  addMany(500);
  await clock.pass(20 * minute);
  answer = down;
  await clock.pass(40 * minute);
  expect(counts.lost).toEqual({});
  answer = wrongKey;
  await clock.pass(hour);
  // The first probe is accepted, and then there is an outage of five minutes.
  answer = delivered;
  while (counts.delivered === 0) await clock.pass(second);
  answer = down;
  await clock.pass(5 * minute);
  answer = delivered;
  await clock.pass(hour);
  expect(counts).toMatchObject({ delivered: 500, lost: {} });
});

test('with a rejected key there are at most ten requests an hour, however often the app flushes', async () => {
  const { add, clock, requests, outbox } = rig(() => wrongKey);
  add('a');
  for (let flushes = 0; flushes < 50; flushes += 1) {
    const flushed = outbox.flush(second).catch(() => undefined);
    await clock.pass(10 * second);
    await flushed;
  }
  expect(requests.length).toBeLessThanOrEqual(10);
});

describe('records that are refused as invalid', () => {
  test('are found among a hundred: five cost at most 74 requests, and the others are delivered', async () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const random = dice(seed);
      const bad = new Set<string>();
      while (bad.size < 5) bad.add(`r${Math.floor(random() * 100)}`);
      const { addMany, clock, requests, counts } = rig(refusing(bad), { dice: random });
      addMany(100);
      await clock.pass(minute);
      expect(counts).toMatchObject({ delivered: 95, lost: { rejected: 5 } });
      expect(requests.length).toBeLessThanOrEqual(74);
    }
  });

  test('when three at random are all refused show a wrong configuration: everything is held and probed', async () => {
    let isWrong = true;
    const { addMany, clock, requests, counts, notices } = rig(() => (isWrong ? invalid : delivered), { dice: dice() });
    addMany(100);
    await clock.pass(500);
    expect(requests.map(({ ids }) => ids.length)).toEqual([100, 1, 1, 1]);
    await clock.pass(7 * minute);
    expect(requests.slice(4).map(({ at, ids }) => [at / second, ids.length])).toEqual([
      [1, 1],
      [6, 1],
      [31, 1],
      [156, 1],
    ]);
    expect(counts.lost).toEqual({});
    expect(notices[0]).toContain('HoneyHive rejects every event (HTTP 400)');
    isWrong = false;
    await clock.pass(hour);
    expect(counts).toMatchObject({ delivered: 100, lost: {} });
  });

  test('one after the other are lost, but the third in a row is held', async () => {
    const { add, clock, counts, outbox } = rig(() => invalid);
    for (const id of ['a', 'b', 'c']) {
      add(id);
      await clock.pass(2 * second);
    }
    expect(counts.lost).toEqual({ rejected: 2 });
    expect(outbox.pending).toBe(1);
  });

  test('with accepted ones in between are never taken for a wrong configuration', async () => {
    const { add, clock, counts } = rig(refusing(new Set(['bad0', 'bad1', 'bad2', 'bad3'])));
    for (let n = 0; n < 4; n += 1) {
      for (const id of [`bad${n}`, `good${n}`]) {
        add(id);
        await clock.pass(2 * second);
      }
    }
    expect(counts).toMatchObject({ delivered: 4, lost: { rejected: 4 } });
  });

  test('with any other client error are lost without another attempt', async () => {
    const { addMany, clock, counts, requests, details } = rig(() => ({ kind: 'rejected', detail: 'HTTP 409: no' }));
    addMany(7);
    await clock.pass(minute);
    expect(requests).toHaveLength(1);
    expect(counts.lost).toEqual({ rejected: 7 });
    expect(details).toEqual(['HTTP 409: no']);
  });
});

describe('a partial success', () => {
  const acking =
    (isGood: (id: string) => boolean): Server =>
    ({ ids }) => {
      const acked = new Set(ids.filter(isGood));
      return acked.size === ids.length
        ? delivered
        : { kind: 'partial', acked, remainder: 'refused_each', detail: 'missing model' };
    };

  test('delivers what is acknowledged, and never sends it again', async () => {
    const { addMany, clock, requests, counts } = rig(acking((id) => Number(id.slice(1)) % 10 !== 0));
    addMany(100);
    await clock.pass(minute);
    expect(counts).toMatchObject({ delivered: 90, lost: { rejected: 10 } });
    const sent = requests.flatMap(({ ids }) => ids);
    expect(sent.filter((id) => id === 'r11')).toHaveLength(1);
  });

  test('tries the others three times', async () => {
    const { addMany, clock, requests, details } = rig(acking((id) => id !== 'r1'));
    addMany(3);
    await clock.pass(minute);
    expect(requests.map(({ ids }) => ids)).toEqual([['r0', 'r1', 'r2'], ['r1'], ['r1']]);
    expect(details).toEqual(['missing model']);
  });

  test('that refuses a whole batch because of one bad record costs only that record', async () => {
    const { addMany, clock, counts } = rig(({ ids }) =>
      ids.includes('r13') ? { kind: 'partial', acked: new Set(), remainder: 'refused', detail: 'no' } : delivered,
    );
    addMany(100);
    await clock.pass(5 * minute);
    expect(counts).toMatchObject({ delivered: 99, lost: { rejected: 1 } });
  });

  test('sends what a success left out once more, by itself and at once', async () => {
    const { addMany, clock, requests, counts } = rig(({ ids }, request) =>
      request === 1 ? { kind: 'partial', acked: new Set(ids.slice(1)), remainder: 'missing' } : delivered,
    );
    addMany(3);
    await clock.pass(second);
    expect(requests.map(({ at, ids }) => [at, ids])).toEqual([
      [1000, ['r0', 'r1', 'r2']],
      [1000, ['r0']],
    ]);
    expect(counts.delivered).toBe(3);
  });

  test('that leaves a record out twice loses it as rejected', async () => {
    const { addMany, clock, requests, counts } = rig(({ ids }) => ({
      kind: 'partial',
      acked: new Set(ids.filter((id) => id !== 'r0')),
      remainder: 'missing',
    }));
    addMany(3);
    await clock.pass(minute);
    expect(requests).toHaveLength(2);
    expect(counts).toMatchObject({ delivered: 2, lost: { rejected: 1 } });
  });

  test('with ids of the server’s own is never repeated', async () => {
    const { addMany, clock, requests, counts, notices } = rig(({ ids }) => ({
      kind: 'partial',
      acked: new Set(ids.slice(0, 2)),
      remainder: 'unidentified',
      note: { key: 'server_ids', sentence: 'It has ids of its own.' },
    }));
    addMany(3);
    await clock.pass(minute);
    addMany(3);
    await clock.pass(minute);
    expect(requests).toHaveLength(2);
    expect(counts).toMatchObject({ delivered: 4, lost: { rejected: 2 } });
    expect(notices).toEqual(['It has ids of its own.']);
  });
});

describe('a body that is too large', () => {
  const atMost =
    (bytes: number): Server =>
    (batch) =>
      batch.bytes > bytes ? { kind: 'too_large' } : delivered;

  test('is halved, and the limit is respected from then on', async () => {
    const { addMany, clock, requests, counts } = rig(atMost(50_000));
    for (let round = 0; round < 40; round += 1) {
      addMany(100, 1000);
      await clock.pass(2 * second);
    }
    expect(counts).toMatchObject({ delivered: 4000, lost: {} });
    const refused = requests.filter(({ bytes }) => bytes > 50_000).length;
    expect(refused).toBeLessThanOrEqual(3);
  });

  test('because of one record costs at most fifteen requests', async () => {
    const { add, addMany, clock, requests, counts } = rig(atMost(200_000));
    addMany(99, 1000);
    add('huge', 300_000);
    await clock.pass(minute);
    expect(counts).toMatchObject({ delivered: 99, lost: { too_large: 1 } });
    expect(requests.length).toBeLessThanOrEqual(15);
  });

  test('with a single record is shortened once', async () => {
    const { add, clock, requests, counts, outbox } = rig(atMost(200_000), {
      shorten: (bytes, maxBytes) => bytes.subarray(0, maxBytes),
    });
    add('huge', 300_000);
    await clock.pass(minute);
    expect(requests.map(({ bytes }) => bytes)).toEqual([300_019, 65_536 + 19]);
    expect(counts.delivered).toBe(1);
    expect(outbox.pendingBytes).toBe(0);
  });

  test('with a record that was shortened already is lost', async () => {
    const { add, clock, requests, counts } = rig(() => ({ kind: 'too_large' }), {
      shorten: (bytes, maxBytes) => bytes.subarray(0, maxBytes),
    });
    add('huge', 300_000);
    await clock.pass(minute);
    expect(requests).toHaveLength(2);
    expect(counts.lost).toEqual({ too_large: 1 });
  });
});

describe('flush', () => {
  test('closes the open batch at once, and resolves when it is delivered', async () => {
    const { add, outbox, requests, clock } = rig(() => delivered);
    add('a');
    await outbox.flush(second);
    expect(requests).toHaveLength(1);
    expect(outbox.pending).toBe(0);
    expect(clock.timers).toBe(0);
  });

  test('waits for requests in flight, and not for what is added after it', async () => {
    let answer: (outcome: Outcome) => void = () => undefined;
    const { add, outbox, clock } = rig((_batch, request) =>
      request === 1
        ? new Promise<Outcome>((resolve) => {
            answer = resolve;
          })
        : delivered,
    );
    add('a');
    await clock.pass(second);
    let isDone = false;
    const flushed = outbox.flush(10 * second).then(() => {
      isDone = true;
    });
    add('b');
    await settled();
    expect(isDone).toBe(false);
    answer(delivered);
    await flushed;
    expect(outbox.pending).toBe(1);
  });

  test('closes no later batch: the next record waits for its own', async () => {
    const { add, outbox, requests, clock } = rig(() => delivered);
    add('a');
    await outbox.flush(second);
    add('b');
    await clock.pass(999);
    expect(requests).toHaveLength(1);
  });

  test('that is called a hundred times at once sends each record once', async () => {
    const { addMany, outbox, requests } = rig(() => delivered);
    addMany(150);
    await Promise.all(Array.from({ length: 100 }, () => outbox.flush(second)));
    expect(requests).toHaveLength(2);
  });

  test('rejects at its deadline with the number of pending records, and gives nothing up', async () => {
    const { addMany, outbox, clock, counts } = rig(() => new Promise<Outcome>(() => undefined));
    addMany(3);
    const flushed = outbox.flush(10 * second);
    const rejected = expect(flushed).rejects.toThrow('3 records are still pending after 10000 ms');
    await clock.pass(10 * second);
    await rejected;
    expect(counts.lost).toEqual({});
    expect(outbox.pending).toBe(3);
  });

  test('tries once within a pause that the server asked for, however often it is called', async () => {
    const { add, outbox, clock, requests } = rig(() => ({
      kind: 'unavailable',
      problem: 'HTTP 429',
      retryAfterMs: 300_000,
    }));
    add('a');
    await clock.pass(second);
    const flushes = Array.from({ length: 10 }, () => outbox.flush(5 * second));
    const rejected = Promise.allSettled(flushes);
    await clock.pass(5 * second);
    expect((await rejected).every(({ status }) => status === 'rejected')).toBe(true);
    expect(requests).toHaveLength(2);
  });

  test.each<[string, Outcome, number]>([
    ['an outage', down, 5],
    ['a rejected key', wrongKey, 3],
    ['a pause that the server asked for', { kind: 'unavailable', problem: 'HTTP 429', retryAfterMs: 60_000 }, 2],
  ])('of every web request in %s shares its probe with all others', async (_trouble, outcome, most) => {
    const { add, outbox, clock, requests } = rig(() => outcome);
    for (let served = 0; served < 200; served += 1) {
      add(`r${served}`);
      outbox.flush(10 * second).catch(() => undefined);
      await clock.pass(20);
    }
    expect(requests.length).toBeLessThanOrEqual(most);
  });

  test('holds the process until it settles, and nothing does otherwise', async () => {
    const { add, outbox, clock } = rig(() => down);
    add('a');
    expect(clock.holding).toBe(0);
    const flushed = outbox.flush(10 * second).catch(() => undefined);
    await clock.pass(100);
    expect(clock.holding).toBe(1);
    await clock.pass(10 * second);
    await flushed;
    expect(clock.timers).toBe(1);
    expect(clock.holding).toBe(0);
  });
});

describe('the flush of an end', () => {
  const neverAnswered = (): Promise<Outcome> => new Promise<Outcome>(() => undefined);
  const busyFor = (retryAfterMs: number): Outcome => ({ kind: 'unavailable', problem: 'HTTP 429', retryAfterMs });
  interface Ended {
    readonly ms: number;
    readonly why: string | undefined;
    readonly sent: number;
  }
  const endOf = async ({ outbox, clock, requests }: ReturnType<typeof rig>): Promise<Ended> => {
    const start = clock.now();
    let end: Ended | undefined;
    void outbox.flushAtEnd(3 * second).then((why) => {
      end = { ms: clock.now() - start, why, sent: requests.length };
    });
    await clock.pass(3 * second);
    if (end === undefined) throw new Error('It has not ended.');
    return end;
  };

  test.each<[string, Server, { ms: number; why?: string }, sent: number]>([
    ['ends with the delivery', () => delivered, { ms: 0 }, 1],
    ['waits for what comes back after a failure', script(down, delivered), { ms: 500 }, 2],
    ['waits for a pause that is short enough', script(busyFor(second), delivered), { ms: second }, 2],
    ['does not wait with a rejected key', () => wrongKey, { ms: 0, why: 'misconfigured' }, 1],
    ['does not wait where every record is refused', () => invalid, { ms: 0, why: 'refused' }, 4],
    ['does not wait for a pause that outlasts it', () => busyFor(60_000), { ms: 0, why: 'unavailable' }, 1],
    ['ends when no attempt is left that comes in time', () => down, { ms: 1500, why: 'unavailable' }, 3],
    ['waits for an answer for as long as it may', neverAnswered, { ms: 3000, why: 'unavailable' }, 1],
  ])('%s', async (_rule, server, { ms, why }, sent) => {
    const end = rig(server);
    end.addMany(5);
    expect(await endOf(end)).toEqual({ ms, why, sent });
    expect(end.unaccounted()).toBe(0);
  });

  test.each<[string, Server, number]>([
    ['a rejected key', () => wrongKey, 5],
    ['an outage', () => down, 9],
    ['a server that never answers', neverAnswered, 1],
  ])(
    'that comes again and again with %s tries once in each interval between probes',
    async (_trouble, server, most) => {
      const end = rig(server);
      const { add, outbox, clock, requests } = end;
      let waitedMs = 0;
      for (let invocations = 0; invocations < 100; invocations += 1) {
        add(`r${invocations}`);
        const start = clock.now();
        const flushed = outbox.flushAtEnd(3 * second);
        while ((await Promise.race([flushed, settled().then(() => 'waits')])) === 'waits') await clock.pass(100);
        waitedMs += clock.now() - start;
        await clock.pass(400);
      }
      expect(requests.length).toBeLessThanOrEqual(most);
      expect(waitedMs).toBeLessThanOrEqual(3500);
      expect(end.unaccounted()).toBe(0);
    },
  );

  test('delivers everything once the server is back', async () => {
    let answer: (outcome: Outcome) => void = () => undefined;
    const end = rig((_batch, request) =>
      request > 1
        ? delivered
        : new Promise<Outcome>((resolve) => {
            answer = resolve;
          }),
    );
    end.addMany(3);
    await endOf(end);
    answer(delivered);
    await end.clock.pass(0);
    end.add('later');
    expect(await endOf(end)).toEqual({ ms: 0, why: undefined, sent: 2 });
    expect(end.counts).toMatchObject({ delivered: 4, lost: {} });
  });

  test('goes on in another outbox, which has learned what the first one has', async () => {
    const first = rig(() => ({ kind: 'too_large' }), { limits: { maxBatchRecords: 8 } });
    first.addMany(8, 1000);
    await first.clock.pass(0);
    const { learned } = first.outbox;
    if (learned === undefined) throw new Error('It may send.');
    const second = rig(() => delivered);
    second.outbox.resume(structuredClone(learned));
    second.addMany(20, 1000);
    await second.clock.pass(0);
    expect(second.requests.every(({ bytes }) => bytes < 8000)).toBe(true);
    expect(second.requests.length).toBeGreaterThan(0);
  });
});

describe('shutdown', () => {
  test('delivers what is pending without waiting for anything', async () => {
    const { addMany, outbox, clock, counts } = rig(() => delivered);
    addMany(950);
    await outbox.shutdown(5 * second);
    expect(counts).toMatchObject({ delivered: 950, lost: {} });
    expect(clock.now()).toBe(0);
    expect(clock.timers).toBe(0);
  });

  test('tries what waits for a retry once more, at once', async () => {
    const { addMany, outbox, clock, counts } = rig(script(down, down, down, delivered), { dice: () => 1 });
    addMany(10);
    await clock.pass(5 * second);
    await outbox.shutdown(5 * second);
    expect(counts.delivered).toBe(10);
    expect(clock.now()).toBe(5 * second);
  });

  test('tries new records twice within its time, and loses them as shutdown', async () => {
    const { addMany, outbox, clock, counts, requests } = rig(() => down);
    addMany(10);
    const closed = outbox.shutdown(5 * second);
    await clock.pass(5 * second);
    await closed;
    expect(requests).toHaveLength(2);
    expect(counts.lost).toEqual({ shutdown: 10 });
  });

  test('ends at its deadline without an answer, and leaves no timer', async () => {
    const { addMany, outbox, clock, counts, unaccounted } = rig(() => new Promise<Outcome>(() => undefined));
    addMany(1000);
    let closedAt = -1;
    void outbox.shutdown(5 * second).then(() => {
      closedAt = clock.now();
    });
    await clock.pass(minute);
    expect(closedAt).toBe(5 * second);
    expect(counts.lost).toEqual({ shutdown: 1000 });
    expect(unaccounted()).toBe(0);
    expect(clock.timers).toBe(0);
  });

  test('ends in the middle of a backoff, and leaves no timer', async () => {
    const { addMany, outbox, clock, counts } = rig(() => down, { dice: () => 1 });
    addMany(1);
    const closed = outbox.shutdown(500);
    await clock.pass(500);
    await closed;
    expect(counts.lost).toEqual({ shutdown: 1 });
    expect(clock.timers).toBe(0);
  });

  test('tries once within a pause that the server asked for, then ends', async () => {
    const { addMany, outbox, clock, counts, requests } = rig(() => ({
      kind: 'unavailable',
      problem: 'HTTP 429',
      retryAfterMs: 300_000,
    }));
    addMany(1000);
    await clock.pass(10);
    const before = requests.length;
    await outbox.shutdown(5 * second);
    expect(requests).toHaveLength(before + 1);
    expect(counts.lost).toEqual({ shutdown: 1000 });
    expect(clock.now()).toBe(10);
  });

  test('with a rejected key loses what was held as unauthorized', async () => {
    const { addMany, outbox, clock, counts } = rig(() => wrongKey);
    addMany(500);
    await clock.pass(second);
    await outbox.shutdown(5 * second);
    expect(counts.lost).toEqual({ unauthorized: 500 });
  });

  test('refuses later records, and shares its promise with a second call', async () => {
    const { add, outbox, counts, verdicts } = rig(() => delivered);
    add('a');
    const first = outbox.shutdown(second);
    expect(outbox.shutdown(second)).toBe(first);
    await first;
    add('late');
    expect(counts).toMatchObject({ delivered: 1, lost: { shutdown: 1 } });
    expect(verdicts.get('late')).toEqual(['shutdown']);
    await outbox.flush(second);
  });

  test('ends a flush that waits', async () => {
    const { add, outbox, clock } = rig(() => new Promise<Outcome>(() => undefined));
    add('a');
    const flushed = outbox.flush(minute);
    void outbox.shutdown(second);
    await clock.pass(second);
    await flushed;
    expect(clock.timers).toBe(0);
  });
});

test('what is not delivered can be taken over when the process ends, requests in flight included', async () => {
  const { add, outbox, clock } = rig(() => new Promise<Outcome>(() => undefined));
  add('in flight');
  await clock.pass(second);
  add('queued');
  expect(outbox.handOver().map(({ id }) => id)).toEqual(['in flight', 'queued']);
});

test('a sender that throws, although it must not, does not stop the queue', async () => {
  const { add, clock, counts } = rig((_batch, request) => {
    if (request === 1) throw new Error('a bug');
    return delivered;
  });
  add('a');
  await clock.pass(minute);
  expect(counts.delivered).toBe(1);
});
