import { setTimeout as sleep } from 'node:timers/promises';
import * as fc from 'fast-check';
import { modelEvents } from '../../src/delivery/batch';
import { Transport, type TransportOptions } from '../../src/delivery/http/transport';
import { Outbox, type OutboxLimits } from '../../src/delivery/outbox';
import { type Fault, type Receiver, type ReceiverOptions, startReceiver } from '../../src/inspector';
import { Diagnostics } from '../../src/observability/diagnostics';
import type { Runtime } from '../../src/runtime/runtime';
import { systemRuntime } from '../../src/runtime/runtime';
import { modelRecord, uuid } from '../support/model-record';
import { noSingles } from '../support/no-singles';
import { limits } from './rig';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** The system's runtime, fifty times as fast: a backoff of a second takes 20 ms. */
const fast: Runtime = {
  now: () => systemRuntime.now() * 50,
  random: systemRuntime.random,
  timer: (ms, run) => systemRuntime.timer(ms / 50, run),
};

const receive = async (options: ReceiverOptions = {}): Promise<Receiver> => {
  const receiver = await startReceiver(options);
  closers.push(() => receiver.close());
  return receiver;
};

interface Setup {
  readonly limits?: Partial<OutboxLimits>;
  readonly transport?: Partial<TransportOptions>;
}

/** An outbox that delivers to a receiver over HTTP. */
function deliverTo(receiver: Pick<Receiver, 'url'>, setup: Setup = {}) {
  const lines: string[] = [];
  const diagnostics = new Diagnostics(fast.now, (_level, line) => void lines.push(line));
  const transport = new Transport({
    url: new URL('/events/model/batch', receiver.url),
    apiKey: 'hh_canary_key_wxyz',
    headers: {},
    userAgent: 'test',
    requestTimeoutMs: 60_000,
    allowInsecure: false,
    compression: 'none',
    ...setup.transport,
  });
  closers.push(() => transport.close());
  const outbox = new Outbox(
    {
      singles: noSingles,
      send: (batch, signal) => transport.send(batch, signal),
      envelope: modelEvents,
      shorten: () => undefined,
    },
    { ...limits, ...setup.limits },
    diagnostics,
    fast,
  );
  const addMany = (from: number, to: number, text?: string): void => {
    for (let n = from; n < to; n += 1) {
      diagnostics.accepted(1);
      outbox.add(modelRecord(uuid(n), text));
    }
  };
  const unaccounted = (): number => {
    const { accepted, delivered, pending, lost } = diagnostics.stats(outbox.pending);
    return accepted - delivered - pending - Object.values(lost).reduce((sum, count) => sum + count, 0);
  };
  return { outbox, addMany, unaccounted, lines, stats: () => diagnostics.stats(outbox.pending) };
}

/** How often each id was stored. Twice is a repeated delivery. */
const timesReceived = ({ requests }: Receiver): Map<string, number> => {
  const times = new Map<string, number>();
  for (const { ids } of requests) for (const id of ids) times.set(id, (times.get(id) ?? 0) + 1);
  return times;
};

const flushMs = 50 * 120_000;

describe('over real sockets', () => {
  test('ten thousand records added at once arrive once each, over four connections', async () => {
    const receiver = await receive();
    // However slow the machine is, no batch closes before it is full.
    const { outbox, addMany, stats } = deliverTo(receiver, { limits: { maxBatchDelayMs: flushMs } });
    addMany(0, 10_000);
    await outbox.flush(flushMs);
    expect(receiver.events).toHaveLength(10_000);
    expect(receiver.requests).toHaveLength(100);
    expect(new Set(receiver.requests.map(({ connection }) => connection)).size).toBeLessThanOrEqual(4);
    expect(stats()).toMatchObject({ delivered: 10_000, pending: 0, lost: {} });
  });

  test.each<[string, Fault, number?]>([
    ['a 503', { status: 503 }],
    ['a 429 with Retry-After', { status: 429, retryAfter: '1' }],
    ['a page of a load balancer', { html: 502 }],
    ['a reset before the answer', { resetBefore: 'headers' }],
    ['no answer', { hang: true }, 500],
    ['an answer that trickles without an end', { status: 500, trickle: 400 }, 500],
    ['an application error', { status: 500 }],
    ['a wrong address', { html: 404 }],
    ['a key that is rejected for a while', { status: 401 }],
  ])('after %s the records are sent again and arrive', async (_fault, fault, requestTimeoutMs = 60_000) => {
    const receiver = await receive();
    receiver.script(fault);
    const { outbox, addMany, stats, unaccounted } = deliverTo(receiver, { transport: { requestTimeoutMs } });
    addMany(0, 10);
    await outbox.flush(flushMs);
    expect(receiver.events).toHaveLength(10);
    expect(receiver.requests.length).toBeGreaterThanOrEqual(2);
    expect(stats()).toMatchObject({ delivered: 10, lost: {} });
    expect(unaccounted()).toBe(0);
  });

  test('after a lost answer the server gets the records twice, under the same ids', async () => {
    const receiver = await receive();
    receiver.script({ acceptThenReset: true });
    const { outbox, addMany, stats } = deliverTo(receiver);
    addMany(0, 10);
    await outbox.flush(flushMs);
    expect([...timesReceived(receiver).values()]).toEqual(Array.from({ length: 10 }, () => 2));
    expect(receiver.events).toHaveLength(10);
    expect(stats()).toMatchObject({ delivered: 10, lost: {} });
  });

  test('a partial success sends nothing again that was acknowledged', async () => {
    const receiver = await receive();
    receiver.script({ partial: 30 }, { partial: 10 });
    const { outbox, addMany, stats } = deliverTo(receiver);
    addMany(0, 100);
    await outbox.flush(flushMs);
    expect(receiver.requests.map(({ ids }) => ids.length)).toEqual([100, 30, 5, 5]);
    expect(stats()).toMatchObject({ delivered: 100, lost: {} });
  });

  test('a record that partial successes always leave out is rejected after three attempts, and the log has the server’s message but no content', async () => {
    const receiver = await receive();
    receiver.script({ always: { partial: [uuid(3)] } });
    const { outbox, addMany, stats, lines } = deliverTo(receiver);
    addMany(0, 10, 'canary');
    await outbox.flush(flushMs);
    expect(timesReceived(receiver).get(uuid(3))).toBe(3);
    expect(stats()).toMatchObject({ delivered: 9, lost: { rejected: 1 } });
    expect(lines.join()).toContain('HTTP 500');
    expect(lines.join()).not.toContain('canary');
  });

  test('what a 200 left out is sent once more', async () => {
    const receiver = await receive();
    receiver.script({ missingIds: [uuid(1)] });
    const { outbox, addMany, stats } = deliverTo(receiver);
    addMany(0, 3);
    await outbox.flush(flushMs);
    expect(receiver.requests.map(({ ids }) => ids.length)).toEqual([3, 1]);
    expect(stats()).toMatchObject({ delivered: 3, lost: {} });
  });

  test('a server that lists ids of its own is understood', async () => {
    const receiver = await receive();
    receiver.script({ always: { ownIds: true } });
    const { outbox, addMany, stats, lines } = deliverTo(receiver);
    addMany(0, 250);
    await outbox.flush(flushMs);
    expect(stats()).toMatchObject({ delivered: 250, lost: {} });
    expect(receiver.requests).toHaveLength(3);
    expect(lines).toHaveLength(1);
  });

  test('a wrong key is logged once, by its last characters, and once it is right all that was held arrives', async () => {
    const receiver = await receive({ apiKey: 'hh_right_key_6789' });
    let current = 'hh_canary_key_wxyz';
    const { outbox, addMany, stats, lines } = deliverTo(receiver, { transport: { apiKey: () => current } });
    addMany(0, 300);
    while (lines.length === 0) await sleep(5);
    await expect(outbox.flush(50 * 100)).rejects.toThrow('300 records are still pending');
    expect(receiver.requests.length).toBeLessThanOrEqual(10);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/answered 401: API key rejected \(ends in …wxyz\).*HH_API_KEY/);
    expect(lines[0]).not.toContain('canary');
    current = 'hh_right_key_6789';
    await outbox.flush(flushMs);
    expect(stats()).toMatchObject({ delivered: 300, lost: {} });
  });

  test('a hidden limit of the body is found', async () => {
    const receiver = await receive();
    receiver.script({ always: { status: 413, overBytes: 20_000 } });
    const { outbox, addMany, stats } = deliverTo(receiver);
    addMany(0, 300);
    await outbox.flush(flushMs);
    expect(stats()).toMatchObject({ delivered: 300, lost: {} });
  });

  test('five bad records among a hundred are found, and the others arrive', async () => {
    const receiver = await receive();
    const bad = new Set([4, 17, 18, 60, 99].map(uuid));
    receiver.script({ always: { status: 400, ifAny: ({ event_id: id }) => bad.has(String(id)) } });
    const { outbox, addMany, stats } = deliverTo(receiver);
    addMany(0, 100);
    await outbox.flush(flushMs);
    expect(stats()).toMatchObject({ delivered: 95, lost: { rejected: 5 } });
    expect(receiver.requests.length).toBeLessThanOrEqual(74);
  });

  test('a shutdown without an answer ends at its deadline', async () => {
    const receiver = await receive();
    receiver.script({ always: { hang: true } });
    const { outbox, addMany, stats, unaccounted } = deliverTo(receiver, { transport: { requestTimeoutMs: 600_000 } });
    addMany(0, 1000);
    const start = performance.now();
    await outbox.shutdown(50 * 300);
    const took = performance.now() - start;
    expect(took).toBeGreaterThanOrEqual(290);
    expect(stats()).toMatchObject({ pending: 0, lost: { shutdown: 1000 } });
    expect(unaccounted()).toBe(0);
  });
});

const fault: fc.Arbitrary<Fault | 'ok'> = fc.oneof(
  fc.constant('ok' as const),
  fc.constantFrom(400, 401, 404, 408, 409, 413, 429, 500, 502, 503).map((status) => ({ status })),
  fc.constantFrom('1', '0', 'soon', '2, 9').map((retryAfter) => ({ status: 429, retryAfter })),
  fc.constantFrom<Fault>(
    { html: 200 },
    { html: 502 },
    { status: 204 },
    { body: '' },
    { body: '{"event_ids":["x' },
    { ownIds: true },
    { success: false },
    { hang: true },
    { resetBefore: 'headers' },
    { resetBefore: 'body' },
    { acceptThenReset: true },
    { thenClose: true },
    { trickle: 5 },
    { status: 307, headers: { location: 'http://127.0.0.1:1/' } },
  ),
  fc.integer({ min: 0, max: 30 }).map((partial) => ({ partial })),
  fc.integer({ min: 0, max: 30 }).map((missingIds) => ({ missingIds })),
);

test('after any sequence of faults every record is accounted for, and the server has every delivered one', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fault, { maxLength: 12 }),
      fc.array(fc.tuple(fc.integer({ min: 1, max: 120 }), fc.boolean()), { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 3000 }),
      async (faults, rounds, textLength) => {
        const receiver = await startReceiver();
        receiver.script(...faults);
        const { outbox, addMany, stats, unaccounted } = deliverTo(receiver, {
          limits: { maxBatchRecords: 40 },
          transport: { requestTimeoutMs: 150 },
        });
        let next = 0;
        for (const [count, flushes] of rounds) {
          addMany(next, next + count, 'é'.repeat(textLength));
          next += count;
          if (flushes) await outbox.flush(50 * 30).catch(() => undefined);
          expect(unaccounted()).toBe(0);
        }
        await outbox.shutdown(50 * 2000);
        expect(unaccounted()).toBe(0);
        const { accepted, delivered, pending, lost } = stats();
        expect({ accepted, pending }).toEqual({ accepted: next, pending: 0 });
        // The answers that acknowledge without storing are those of a proxy: an empty or cut 200.
        const blind = faults.filter((one) => one !== 'ok' && (one.body !== undefined || one.status === 204)).length;
        expect(receiver.events.length).toBeGreaterThanOrEqual(delivered - 40 * blind);
        expect(
          Object.keys(lost).filter((reason) => !/^(rejected|too_large|shutdown|unauthorized)$/.test(reason)),
        ).toEqual([]);
        await receiver.close();
      },
    ),
    { numRuns: 40 },
  );
});
