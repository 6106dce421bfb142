import type { SingleOutcome } from '../../src/delivery/http/single-outcome';
import type { SessionStart } from '../../src/delivery/session-start';
import { SessionMemory } from '../../src/delivery/single/session-memory';
import { settled } from '../support/clock';
import { delivered, down, type RigOptions, rig, type SingleServer, wrongKey } from './rig';

const second = 1000;
const minute = 60 * second;

const session = (id: string, more: Partial<SessionStart> = {}): SessionStart => ({
  id,
  name: `name of ${id}`,
  project: 'p',
  source: 'test',
  startTime: 1_700_000_000_000,
  userProperties: undefined,
  metadata: undefined,
  ...more,
});

const never = new Promise<never>(() => undefined);
const unavailable: SingleOutcome = { kind: 'unavailable', problem: 'HTTP 503.' };

/** Records of sessions, on a server that takes every record. */
function sessions(singles: SingleServer, options: RigOptions = {}) {
  const made = rig(() => delivered, { singles, ...options });
  const { requests } = made;
  return {
    ...made,
    /** When the record was sent first. */
    sentAt: (id: string): number | undefined => requests.find(({ ids }) => ids.includes(id))?.at,
    counts: (): unknown => made.outbox.singles.counts.sessions,
    recordCounts: made.counts,
  };
}

describe('a session is started', () => {
  test('at once, ahead of the batch of its first record', async () => {
    const { add, clock, singles, sentAt } = sessions(() => ({ kind: 'delivered' }));
    add('r', 100, session('s'));
    await settled();
    expect(singles.map(({ at, route }) => [at, route])).toEqual([[0, 'POST /session/start']]);
    await clock.pass(second);
    expect(sentAt('r')).toBe(second);
  });

  test.each([
    [
      'model' as const,
      'POST /session/start',
      {
        session: {
          project: 'p',
          session_name: 'name of s',
          source: 'test',
          session_id: 's',
          start_time: 1_700_000_000_000,
          metadata: { run_id: '7' },
        },
      },
    ],
    [
      'v1' as const,
      'POST /v1/sessions',
      {
        session_name: 'name of s',
        source: 'test',
        session_id: 's',
        start_time: 1_700_000_000_000,
        metadata: { run_id: '7' },
      },
    ],
  ])('with the API %s by %s', async (api, route, body) => {
    const { add, singles } = sessions(() => ({ kind: 'delivered' }), { api });
    add('r', 100, session('s', { metadata: { run_id: '7' } }));
    await settled();
    expect(singles).toMatchObject([{ route, body }]);
    expect(singles[0]?.body).toEqual(body);
  });

  test('once, however many records it has', async () => {
    const { add, clock, singles } = sessions(() => ({ kind: 'delivered' }));
    for (let index = 0; index < 5; index += 1) add(`r${index}`, 100, session('s'));
    await clock.pass(second);
    add('later', 100, session('s'));
    await clock.pass(second);
    expect(singles).toHaveLength(1);
  });

  test('once more when 10,000 others have begun since', () => {
    const memory = new SessionMemory();
    const isStarted = (id: string): boolean => memory.add(session(id)) !== undefined;
    for (let index = 0; index < 10_000; index += 1) isStarted(`s${index}`);
    expect(isStarted('s0')).toBe(false);
    expect(isStarted('s10000')).toBe(true);
    expect(isStarted('s1')).toBe(false);
    expect(isStarted('s0')).toBe(true);
  });

  test('with what its first record knows; what later ones add is posted alone', async () => {
    const { add, clock, singles } = sessions(() => ({ kind: 'delivered' }));
    const metadata = { run_id: '7' };
    add('a', 100, session('s', { metadata }));
    add('b', 100, session('s', { metadata, name: 'another', userProperties: { user_id: 'u' } }));
    add('c', 100, session('s', { metadata: { ...metadata, datapoint_id: '8' }, userProperties: { user_id: 'v' } }));
    await clock.pass(second);
    const posted = singles.map(({ body }) => body['session'] as Record<string, unknown>);
    expect(posted.map(({ session_name: name, user_properties: user, metadata: run }) => [name, user, run])).toEqual([
      ['name of s', undefined, { run_id: '7' }],
      ['name of s', { user_id: 'u' }, undefined],
      ['name of s', undefined, { datapoint_id: '8' }],
    ]);
  });
});

describe('the first record of a session', () => {
  test('waits for the answer to its start, and those behind it pass', async () => {
    const { add, clock, sentAt } = sessions(
      () => new Promise((resolve) => void clock.timer(3 * second, () => resolve({ kind: 'delivered' }))),
    );
    add('first', 100, session('s'));
    add('same', 100, session('s'));
    add('other');
    await clock.pass(10 * second);
    expect([sentAt('other'), sentAt('first'), sentAt('same')]).toEqual([second, 3 * second, 3 * second]);
  });

  test('waits for 5 s at most; then no session is waited for until a start is answered', async () => {
    let answer = (_outcome: SingleOutcome): void => undefined;
    const hanging = new Promise<SingleOutcome>((resolve) => {
      answer = resolve;
    });
    const { add, clock, sentAt } = sessions(({ id }) => (id === 'a' ? hanging : never));
    add('a', 100, session('a'));
    await clock.pass(6 * second);
    expect(sentAt('a')).toBe(5 * second);
    add('b', 100, session('b'));
    await clock.pass(2 * second);
    expect(sentAt('b')).toBe(7 * second);
    answer({ kind: 'delivered' });
    await settled();
    add('c', 100, session('c'));
    await clock.pass(10 * second);
    expect(sentAt('c')).toBe(13 * second);
  });

  test('is not kept back by others for which there is no request left', async () => {
    const { add, clock, requests, recordCounts, unaccounted } = sessions(() => never);
    for (let index = 0; index < 500; index += 1) add(`r${index}`, 100, session(`s${index}`));
    await clock.pass(5 * second);
    expect(recordCounts.delivered).toBe(500);
    expect(Math.max(...requests.map(({ at }) => at))).toBe(5 * second);
    expect(unaccounted()).toBe(0);
  });

  test('has half of the time of a flush, and leaves with it', async () => {
    const { add, clock, outbox, sentAt } = sessions(() => never);
    add('r', 100, session('s'));
    const ended = outbox.flushAtEnd(3 * second);
    await clock.pass(3 * second);
    expect(await ended).toBe('unavailable');
    expect(sentAt('r')).toBe(1.5 * second);
  });

  test('has half of the time of a shutdown, and its start is lost', async () => {
    const { add, clock, outbox, sentAt, counts } = sessions(() => never);
    add('r', 100, session('s'));
    const ended = outbox.shutdown(4 * second);
    await clock.pass(4 * second);
    await ended;
    expect(sentAt('r')).toBe(2 * second);
    expect(counts()).toEqual({ accepted: 1, delivered: 0, pending: 0, lost: { shutdown: 1 } });
  });
});

describe('after an answer to a start, its record leaves, and the start', () => {
  test.each<[string, SingleOutcome, unknown, RegExp | undefined]>([
    ['is done', { kind: 'delivered' }, { delivered: 1 }, undefined],
    [
      'is done, and the other id is logged',
      { kind: 'delivered', note: { key: 'session_id', sentence: 'another id' } },
      { delivered: 1 },
      /another id/,
    ],
    ['of 400 is given up', { kind: 'invalid', detail: 'HTTP 400: no' }, { lost: { rejected: 1 } }, /HTTP 400: no/],
    ['of 409 is given up', { kind: 'rejected', detail: 'HTTP 409' }, { lost: { rejected: 1 } }, /HTTP 409/],
    ['of 413 is given up', { kind: 'too_large' }, { lost: { too_large: 1 } }, /too_large/],
    ['of 404 is given up', { kind: 'unknown', detail: 'HTTP 404' }, { lost: { rejected: 1 } }, /HTTP 404/],
    ['of 503 is pending', unavailable, { pending: 1 }, undefined],
  ])('%s', async (_rule, outcome, expected, line) => {
    const { add, clock, counts, sentAt, notices } = sessions(({ id }) =>
      id === 's' ? outcome : { kind: 'delivered' },
    );
    add('r', 100, session('s'));
    await clock.pass(second);
    expect(sentAt('r')).toBe(second);
    expect(counts()).toEqual({ accepted: 1, delivered: 0, pending: 0, lost: {}, ...(expected as object) });
    expect(notices).toHaveLength(line === undefined ? 0 : 1);
    if (line !== undefined) expect(notices[0]).toMatch(line);
  });

  test('is tried on after an outage, one at a time, until it is delivered', async () => {
    let isDown = true;
    const { add, clock, counts, singles, recordCounts } = sessions(() =>
      isDown ? unavailable : { kind: 'delivered' },
    );
    for (let index = 0; index < 50; index += 1) add(`r${index}`, 100, session(`s${index}`));
    await clock.pass(2 * minute);
    expect(recordCounts.delivered).toBe(50);
    expect(singles.length).toBeLessThan(20);
    isDown = false;
    await clock.pass(minute);
    expect(counts()).toEqual({ accepted: 50, delivered: 50, pending: 0, lost: {} });
  });

  test('is lost when it is as old as records may be; a later record starts the session again', async () => {
    const { add, clock, counts, singles } = sessions(() => unavailable);
    add('a', 100, session('s'));
    await clock.pass(16 * minute);
    expect(counts()).toEqual({ accepted: 1, delivered: 0, pending: 0, lost: { retries_exhausted: 1 } });
    const before = singles.length;
    add('b', 100, session('s'));
    await clock.pass(minute);
    expect(singles.length).toBeGreaterThan(before);
  });

  test('is retried when the pause is over that the server asked for', async () => {
    const paused: SingleOutcome = { ...unavailable, kind: 'unavailable', retryAfterMs: 40 * second };
    const { add, clock, singles } = sessions((_single, request) => (request === 1 ? paused : { kind: 'delivered' }));
    add('a', 100, session('s'));
    await clock.pass(39 * second);
    expect(singles).toHaveLength(1);
    await clock.pass(10 * second);
    expect(singles).toHaveLength(2);
  });

  test('goes to the other route after 404, and so do later ones', async () => {
    const { add, clock, counts, singles } = sessions(({ route }) =>
      route === 'POST /v1/sessions' ? { kind: 'delivered' } : { kind: 'unknown', detail: 'HTTP 404' },
    );
    add('a', 100, session('a'));
    await clock.pass(second);
    add('b', 100, session('b'));
    await clock.pass(second);
    expect(singles.map(({ id, route }) => `${id} ${route}`)).toEqual([
      'a POST /session/start',
      'a POST /v1/sessions',
      'b POST /v1/sessions',
    ]);
    expect(counts()).toMatchObject({ delivered: 2 });
  });

  test('is not made any more when no route is known, which is logged once, but for a probe now and then', async () => {
    const { add, clock, counts, singles, notices, recordCounts } = sessions(() => ({
      kind: 'unknown',
      detail: 'HTTP 404',
    }));
    for (let index = 0; index < 3600; index += 1) {
      add(`r${index}`, 100, session(`s${index}`));
      await clock.pass(second);
    }
    expect(recordCounts.delivered).toBeGreaterThan(3590);
    expect(singles.length).toBeLessThanOrEqual(20);
    expect(notices).toHaveLength(1);
    expect(counts()).toEqual({ accepted: 3600, delivered: 0, pending: 0, lost: { rejected: 3600 } });
  });

  test('of a key that may not start sessions is given up once records are accepted, which hold nothing', async () => {
    const { add, clock, counts, outbox, notices, sentAt } = sessions(() => wrongKey as SingleOutcome);
    add('a', 100, session('a'));
    await clock.pass(minute);
    add('b', 100, session('b'));
    await clock.pass(second);
    expect([sentAt('a'), sentAt('b')]).toEqual([second, minute + second]);
    expect(counts()).toMatchObject({ pending: 0, lost: { unauthorized: 2 } });
    expect(outbox.isDown).toBe(false);
    expect(notices).toHaveLength(1);
  });

  test('of a wrong key waits with the records until the key is right', async () => {
    let isRight = false;
    const { add, clock, outbox, counts, singles, recordCounts } = (() => {
      const made = rig(() => (isRight ? delivered : wrongKey), {
        singles: () => (isRight ? { kind: 'delivered' } : (wrongKey as SingleOutcome)),
      });
      return { ...made, counts: () => made.outbox.singles.counts.sessions, recordCounts: made.counts };
    })();
    add('a', 100, session('a'));
    await clock.pass(30 * minute);
    expect(outbox.pending).toBe(1);
    expect(singles.length).toBeLessThan(4);
    isRight = true;
    await clock.pass(30 * minute);
    expect(recordCounts.delivered).toBe(1);
    expect(counts()).toEqual({ accepted: 1, delivered: 1, pending: 0, lost: {} });
  });
});

describe('a flush', () => {
  test('waits for starts like for records', async () => {
    let isDown = true;
    const { add, clock, outbox, counts } = sessions(() => (isDown ? unavailable : { kind: 'delivered' }));
    add('a', 100, session('a'));
    const flushed = outbox.flush(20 * second);
    await clock.pass(2 * second);
    isDown = false;
    await clock.pass(18 * second);
    await flushed;
    expect(counts()).toMatchObject({ delivered: 1 });
  });

  test('at an end sends records whose batch would have waited longer, also beside what waits for them', async () => {
    const { add, clock, outbox, recordCounts } = sessions(() => ({ kind: 'delivered' }), {
      limits: { maxBatchDelayMs: 10 * minute },
    });
    add('a', 100, session('s'));
    outbox.singles.updates.add({ id: 'a', bytes: Buffer.from('{"feedback":{"rating":5}}') });
    const ended = outbox.flushAtEnd(3 * second);
    await clock.pass(3 * second);
    expect(await ended).toBeUndefined();
    expect(recordCounts.delivered).toBe(1);
    expect(outbox.singles.counts.updates).toMatchObject({ delivered: 1 });
  });

  test('at an end does not wait for what was known to fail before', async () => {
    const { add, clock, outbox, recordCounts } = sessions(() => unavailable);
    add('a', 100, session('a'));
    await clock.pass(10 * second);
    add('b', 100, session('b'));
    const start = clock.now();
    let endedAt = Number.POSITIVE_INFINITY;
    void outbox.flushAtEnd(3 * second).then(() => {
      endedAt = clock.now();
    });
    await clock.pass(3 * second);
    expect(endedAt - start).toBeLessThan(100);
    expect(recordCounts.delivered).toBe(2);
  });
});

test('an outage of the records keeps starts back, which follow when it is over', async () => {
  let isDown = true;
  const { add, clock, outbox, singles, counts } = rig(() => (isDown ? down : delivered), {
    singles: () => (isDown ? unavailable : { kind: 'delivered' }),
  });
  for (let index = 0; index < 20; index += 1) add(`r${index}`, 100, session(`s${index}`));
  await clock.pass(10 * minute);
  expect(singles.length).toBeLessThan(20);
  isDown = false;
  await clock.pass(minute);
  expect(counts.delivered).toBe(20);
  expect(outbox.singles.counts.sessions).toEqual({ accepted: 20, delivered: 20, pending: 0, lost: {} });
});
