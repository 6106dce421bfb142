import * as fc from 'fast-check';
import { CircuitBreaker } from '../../../src/delivery/send/circuit-breaker';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const mostInFlight = 4;

/** With dice in the middle: backoffs are three quarters of their most, pauses a tenth longer than asked for. */
const breakerOf = (): CircuitBreaker => new CircuitBreaker(mostInFlight, () => 0.5);

/** A request leaves, and the server is in trouble. */
const fail = (breaker: CircuitBreaker, now: number, retryAfterMs?: number): void =>
  breaker.unavailable(breaker.start(now), now, retryAfterMs);

const reject = (breaker: CircuitBreaker, now: number): void => breaker.configRejected(breaker.start(now), now);

test('at first as many requests may be in flight as the options say', () => {
  const breaker = breakerOf();
  expect(breaker.maxInFlight(0)).toBe(mostInFlight);
  expect(breaker.mayProbe(0)).toBe(true);
  expect([breaker.isHalfOpen, breaker.isServerPaused, breaker.isConfigRejected]).toEqual([false, false, false]);
});

describe('after an outage', () => {
  test('one request at a time probes', () => {
    const breaker = breakerOf();
    fail(breaker, 0);
    expect(breaker.isHalfOpen).toBe(true);
    expect(breaker.isServerPaused).toBe(false);
    expect(breaker.maxInFlight(0)).toBe(1);
  });

  test('there is no wait at first, then one that grows with each failed round: 1.5 s, 3 s, 6 s, …', () => {
    const breaker = breakerOf();
    fail(breaker, 0);
    expect(breaker.nextRequestAt).toBe(0);
    const waits: number[] = [];
    for (let now = 1; waits.length < 6; now = breaker.nextRequestAt) {
      fail(breaker, now);
      waits.push(breaker.nextRequestAt - now);
      expect(breaker.maxInFlight(breaker.nextRequestAt - 1)).toBe(0);
      expect(breaker.maxInFlight(breaker.nextRequestAt)).toBe(1);
    }
    expect(waits).toEqual([1500, 3000, 6000, 12_000, 22_500, 22_500]);
  });

  test('what fails within a round counts once', () => {
    const breaker = breakerOf();
    const rounds = [breaker.start(0), breaker.start(0), breaker.start(0)];
    for (const round of rounds) breaker.unavailable(round, 10, undefined);
    expect(breaker.outages).toBe(1);
    expect(breaker.nextRequestAt).toBe(0);
  });

  test('an answer ends it', () => {
    const breaker = breakerOf();
    fail(breaker, 0);
    fail(breaker, 0);
    breaker.accepted(breaker.start(2000), 2000);
    expect(breaker.maxInFlight(2000)).toBe(mostInFlight);
    expect(breaker.state(2000)).toEqual(breakerOf().state(2000));
    fail(breaker, 3000);
    expect(breaker.nextRequestAt).toBe(0); // counts from the start again
  });
});

describe('a pause that the server asks for', () => {
  test('is kept, a little longer at random', () => {
    const breaker = breakerOf();
    fail(breaker, 0, 10 * second);
    expect(breaker.nextRequestAt).toBe(11 * second);
    expect(breaker.isServerPaused).toBe(true);
    expect(breaker.maxInFlight(11 * second - 1)).toBe(0);
    expect(breaker.maxInFlight(11 * second)).toBe(1);
  });

  test('is 5 min at most', () => {
    const breaker = breakerOf();
    fail(breaker, 0, 5 * minute);
    expect(breaker.nextRequestAt).toBe(5 * minute);
  });

  test('is not shortened by a later answer of the same round', () => {
    const breaker = breakerOf();
    const rounds = [breaker.start(0), breaker.start(0)];
    breaker.unavailable(rounds[0] ?? 0, 0, 60 * second);
    breaker.unavailable(rounds[1] ?? 0, 0, 10 * second);
    expect(breaker.nextRequestAt).toBe(66 * second);
    expect(breaker.outages).toBe(1);
  });

  test('is not ended by the answer to a request that left before it', () => {
    const breaker = breakerOf();
    const [early, late] = [breaker.start(0), breaker.start(0)];
    breaker.unavailable(late, 10, 10 * second);
    breaker.accepted(early, 20);
    expect(breaker.maxInFlight(20)).toBe(0);
    breaker.accepted(early, 11_010);
    expect(breaker.maxInFlight(11_010)).toBe(mostInFlight);
  });

  test('is ended by the answer to one that left after it', () => {
    const breaker = breakerOf();
    fail(breaker, 0, 10 * second);
    breaker.accepted(breaker.start(1), 20);
    expect(breaker.maxInFlight(20)).toBe(mostInFlight);
    expect(breaker.isServerPaused).toBe(false);
  });

  test('in an answer of an earlier round begins another round, too', () => {
    const breaker = breakerOf();
    const [first, other] = [breaker.start(0), breaker.start(0)];
    breaker.unavailable(first, 0, undefined);
    const third = breaker.start(0);
    breaker.unavailable(other, 0, 10 * second);
    breaker.accepted(third, 5);
    expect(breaker.maxInFlight(5)).toBe(0);
    expect(breaker.outages).toBe(1);
  });
});

test('an outage in an answer of an earlier round changes nothing', () => {
  const breaker = breakerOf();
  const [first, late] = [breaker.start(0), breaker.start(0)];
  breaker.unavailable(first, 0, undefined);
  const next = breaker.start(0);
  breaker.unavailable(late, 0, undefined);
  expect(breaker.outages).toBe(1);
  breaker.unavailable(next, 0, undefined);
  expect(breaker.outages).toBe(2);
});

describe('while the configuration is rejected', () => {
  test('probes follow after 1 s, 5 s, 25 s, 125 s, then each 5 min or more, evenly over the hour', () => {
    const breaker = breakerOf();
    const waits: number[] = [];
    for (let now = 0; waits.length < 12; now = breaker.nextRequestAt) {
      reject(breaker, now);
      waits.push(breaker.nextRequestAt - now);
    }
    expect(waits.slice(0, 4)).toEqual([1, 5, 25, 125].map((seconds) => seconds * second));
    for (const wait of waits.slice(4, 10)) expect(wait).toBeCloseTo((hour - 156 * second) / 6, -1);
    expect(breaker.isConfigRejected).toBe(true);
    expect(breaker.isServerPaused).toBe(true);
  });

  test('the first answer of success ends it', () => {
    const breaker = breakerOf();
    reject(breaker, 0);
    expect(breaker.maxInFlight(1000)).toBe(1);
    breaker.accepted(breaker.start(1000), 1000);
    expect(breaker.isConfigRejected).toBe(false);
    expect(breaker.maxInFlight(1000)).toBe(mostInFlight);
    reject(breaker, 2000);
    expect(breaker.nextRequestAt).toBe(3000); // the first interval again
  });

  test('rejections within a round lengthen the interval once', () => {
    const breaker = breakerOf();
    const rounds = [breaker.start(0), breaker.start(0)];
    for (const round of rounds) breaker.configRejected(round, 0);
    expect(breaker.nextRequestAt).toBe(second);
  });

  test('an outage waits for the next probe, too', () => {
    const breaker = breakerOf();
    for (const now of [0, second, 6 * second]) reject(breaker, now);
    fail(breaker, 31 * second);
    expect(breaker.nextRequestAt).toBe(56 * second);
  });

  test('whatever is flushed in between, no hour has more than ten rejections', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20 * minute }), { maxLength: 60 }), (pauses) => {
        const breaker = breakerOf();
        const rejectedAt: number[] = [];
        let now = 0;
        for (const pause of pauses) {
          now += pause;
          breaker.allowOne(now);
          if (breaker.maxInFlight(now) === 0) continue;
          reject(breaker, now);
          rejectedAt.push(now);
        }
        for (const at of rejectedAt) {
          expect(rejectedAt.filter((other) => other >= at && other <= at + hour).length).toBeLessThanOrEqual(10);
        }
      }),
    );
  });

  test('what was rejected more than an hour ago leaves its probes to others', () => {
    const breaker = breakerOf();
    for (const now of [0, 1, 6, 31, 156]) reject(breaker, now * second);
    reject(breaker, 2 * hour);
    expect(breaker.nextRequestAt).toBe(2 * hour + 6 * minute); // ten probes in an hour
  });

  test('probes are 5 min apart at least, however many the hour has left', () => {
    const breaker = breakerOf();
    for (const now of [0, 1, 6, 31, 156]) reject(breaker, now * second);
    reject(breaker, hour - minute);
    expect(breaker.nextRequestAt).toBe(hour + 4 * minute);
  });

  test('the limit of an hour goes over to another thread', () => {
    const [here, there] = [breakerOf(), breakerOf()];
    const rounds = Array.from({ length: 10 }, () => here.start(0));
    for (const round of rounds) here.configRejected(round, 5 * minute);
    there.resume(here.state(10 * minute), 0);
    expect(there.mayProbe(hour - 5 * minute)).toBe(false);
    expect(there.mayProbe(hour - 5 * minute + 1)).toBe(true);
  });

  test('ten rejections at once are followed by an hour without a request, for a flush, too', () => {
    const breaker = breakerOf();
    const rounds = Array.from({ length: 10 }, () => breaker.start(0));
    for (const round of rounds) breaker.configRejected(round, 0);
    expect(breaker.nextRequestAt).toBe(hour + 1);
    expect(breaker.mayProbe(hour)).toBe(false);
    expect(breaker.mayProbe(hour + 1)).toBe(true);
  });
});

describe('a flush', () => {
  const waiting = (): CircuitBreaker => {
    const breaker = breakerOf();
    fail(breaker, 0, 10 * second);
    return breaker;
  };

  test('lets one request leave before its time', () => {
    const breaker = waiting();
    expect(breaker.mayProbe(1)).toBe(true);
    breaker.allowOne(1);
    expect(breaker.maxInFlight(1)).toBe(1);
    breaker.start(1);
    expect(breaker.maxInFlight(1)).toBe(0);
  });

  test('does not let a second one leave until the time has come', () => {
    const breaker = waiting();
    breaker.allowOne(1);
    fail(breaker, 1);
    breaker.allowOne(2);
    expect(breaker.mayProbe(2)).toBe(false);
    expect(breaker.maxInFlight(2)).toBe(0);
    const { nextRequestAt } = breaker;
    expect(breaker.mayProbe(nextRequestAt)).toBe(true);
    breaker.start(nextRequestAt);
    expect(breaker.mayProbe(nextRequestAt - 1)).toBe(true); // another interval, another one
  });

  test('that has ended in vain leaves the next one to wait', () => {
    const breaker = waiting();
    breaker.endedInVain();
    expect(breaker.mayProbe(1)).toBe(false);
    breaker.accepted(breaker.start(11 * second), 11 * second);
    fail(breaker, 12 * second, second);
    expect(breaker.mayProbe(12 * second)).toBe(true);
  });

  test('that gives up on unanswered requests makes an outage of them', () => {
    const breaker = breakerOf();
    const round = breaker.start(0);
    breaker.unanswered(second);
    expect(breaker.outages).toBe(2);
    expect(breaker.nextRequestAt).toBe(second + 1500);
    expect(breaker.mayProbe(second)).toBe(false);
    breaker.unavailable(round, 2 * second, undefined); // of an earlier round
    expect(breaker.outages).toBe(2);
    breaker.unanswered(5 * second);
    expect(breaker.outages).toBe(3);
    expect(breaker.nextRequestAt).toBe(5 * second + 3000);
  });
});

test('what has been learned goes over to a thread with another clock', () => {
  const step = fc.record({
    after: fc.integer({ min: 0, max: 10 * minute }),
    kind: fc.constantFrom('fail', 'pause', 'reject', 'accept', 'give up', 'end in vain'),
  });
  const play = (breaker: CircuitBreaker, kind: string, now: number): void => {
    if (kind === 'fail') fail(breaker, now);
    else if (kind === 'pause') fail(breaker, now, 30 * second);
    else if (kind === 'reject') reject(breaker, now);
    else if (kind === 'accept') breaker.accepted(breaker.start(now), now);
    else if (kind === 'give up') breaker.unanswered(now);
    else breaker.endedInVain();
  };
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), fc.array(step, { maxLength: 5 }), (before, after) => {
      const ahead = 7 * hour; // of the other thread's clock
      const [here, there] = [breakerOf(), breakerOf()];
      let now = 0;
      for (const { after: ms, kind } of before) {
        now += ms;
        play(here, kind, now);
      }
      there.resume(here.state(now), now + ahead);
      const [{ nextRequestInMs, ...others }, expected] = [there.state(now + ahead), here.state(now)];
      expect({ ...others, nextRequestInMs: expected.nextRequestInMs }).toEqual(expected);
      expect(nextRequestInMs).toBeCloseTo(expected.nextRequestInMs, 3); // a sum of other numbers is rounded otherwise
      for (const { after: ms, kind } of after) {
        now += ms;
        play(here, kind, now);
        play(there, kind, now + ahead);
        expect(there.maxInFlight(now + ahead)).toBe(here.maxInFlight(now));
        expect(there.mayProbe(now + ahead)).toBe(here.mayProbe(now));
        expect(there.isServerPaused).toBe(here.isServerPaused);
      }
    }),
  );
});
