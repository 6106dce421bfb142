import * as fc from 'fast-check';
import type { Outcome } from '../../../src/delivery/http/outcome';
import {
  type Attempt,
  backoff,
  type Decision,
  decide,
  type History,
  noHistory,
} from '../../../src/delivery/send/retry-policy';

const policy = { maxRetryAgeMs: 900_000 };
const partial = (remainder: 'missing' | 'refused' | 'refused_each' | 'unidentified'): Outcome => ({
  kind: 'partial',
  acked: new Set(['another']),
  remainder,
  detail: 'no',
});

interface Case {
  readonly records?: number;
  readonly isLast?: boolean;
  readonly history?: Partial<History>;
}

describe('after an attempt to send a batch of ten', () => {
  test.each<[string, Outcome, Case, object]>([
    ['a delivery is the end', { kind: 'delivered' }, { records: 0 }, { kind: 'done' }],
    ['a partial success that leaves no record out is the end', partial('refused'), { records: 0 }, { kind: 'done' }],
    [
      'an outage is followed by a retry after the backoff, as long as a record is young enough',
      { kind: 'unavailable', problem: '' },
      {},
      { kind: 'retry', afterMs: 750, maxAgeMs: 899_250, next: { ...noHistory, outages: 1 } },
    ],
    [
      'the next failure lengthens the backoff',
      { kind: 'unavailable', problem: '' },
      { history: { outages: 2 } },
      { kind: 'retry', afterMs: 3000 },
    ],
    [
      'the server may ask for a longer wait',
      { kind: 'unavailable', problem: '', retryAfterMs: 9000 },
      {},
      { kind: 'retry', afterMs: 9000 },
    ],
    [
      'the server may not ask for a shorter one',
      { kind: 'unavailable', problem: '', retryAfterMs: 1 },
      {},
      { kind: 'retry', afterMs: 750 },
    ],
    [
      'at a shutdown, after the first failure there is one more attempt',
      { kind: 'unavailable', problem: '' },
      { isLast: true },
      { kind: 'retry' },
    ],
    [
      'at a shutdown, a second failure is a loss',
      { kind: 'unavailable', problem: '' },
      { isLast: true, history: { outages: 1 } },
      { kind: 'drop', reason: 'shutdown' },
    ],
    [
      'at a shutdown, a wait that the server asks for is a loss',
      { kind: 'unavailable', problem: '', retryAfterMs: 1000 },
      { isLast: true },
      { kind: 'drop', reason: 'shutdown' },
    ],
    ['a batch too large is split at once', { kind: 'too_large' }, {}, { kind: 'split', afterMs: 0 }],
    [
      'a record too large is shortened',
      { kind: 'too_large' },
      { records: 1 },
      { kind: 'shorten', next: { shortened: true } },
    ],
    [
      'a shortened record too large is lost',
      { kind: 'too_large' },
      { records: 1, history: { shortened: true } },
      { kind: 'drop', reason: 'too_large' },
    ],
    ['an invalid batch is isolated', { kind: 'invalid', detail: 'x' }, {}, { kind: 'isolate', detail: 'x' }],
    ['an invalid record is isolated', { kind: 'invalid', detail: 'x' }, { records: 1 }, { kind: 'isolate' }],
    [
      'an invalid batch is split once other records were accepted',
      { kind: 'invalid', detail: 'x' },
      { history: { suspected: true } },
      { kind: 'split', afterMs: 0 },
    ],
    [
      'an invalid record is lost once other records were accepted',
      { kind: 'invalid', detail: 'x' },
      { records: 1, history: { suspected: true } },
      { kind: 'drop', reason: 'rejected', detail: 'x' },
    ],
    [
      'a rejected batch is lost',
      { kind: 'rejected', detail: 'x' },
      {},
      { kind: 'drop', reason: 'rejected', detail: 'x' },
    ],
    ['a wrong API key holds everything', { kind: 'misconfigured', problem: 'p' }, {}, { kind: 'hold', problem: 'p' }],
    [
      'at a shutdown, a wrong API key is a loss',
      { kind: 'misconfigured', problem: 'p' },
      { isLast: true },
      { kind: 'drop', reason: 'unauthorized' },
    ],
    [
      'what a success left out is sent again at once',
      partial('missing'),
      {},
      { kind: 'retry', afterMs: 0, next: { unconfirmed: true } },
    ],
    [
      'what two successes left out is lost as unconfirmed',
      partial('missing'),
      { history: { unconfirmed: true } },
      { kind: 'drop', reason: 'rejected', detail: expect.stringContaining('unconfirmed') },
    ],
    [
      'what cannot be identified is not sent again',
      partial('unidentified'),
      {},
      { kind: 'drop', reason: 'rejected', detail: expect.stringContaining('unconfirmed') },
    ],
    [
      'what is refused is sent again after a backoff',
      partial('refused_each'),
      {},
      { kind: 'retry', afterMs: 750, next: { refusals: 1 } },
    ],
    [
      'what is refused twice is split',
      partial('refused_each'),
      { history: { refusals: 1 } },
      { kind: 'split', next: { refusals: 2 } },
    ],
    [
      'what is refused three times is lost, with the server’s message',
      partial('refused_each'),
      { history: { refusals: 2 } },
      { kind: 'drop', reason: 'rejected', detail: 'no' },
    ],
    [
      'what is refused together is split until each record is alone',
      partial('refused'),
      { history: { refusals: 5 } },
      { kind: 'split' },
    ],
    [
      'what is refused alone three times is lost',
      partial('refused'),
      { records: 1, history: { refusals: 2 } },
      { kind: 'drop', reason: 'rejected' },
    ],
  ])('%s', (_rule, outcome, given, expected) => {
    const attempt: Attempt = {
      history: { ...noHistory, ...given.history },
      records: given.records ?? 10,
      isLast: given.isLast ?? false,
    };
    const decision: Decision = decide(outcome, attempt, policy, 0.5);
    expect(decision).toMatchObject(expected);
  });
});

test('a backoff is between half and all of min(30 s, 1 s · 2ⁿ)', () => {
  fc.assert(
    fc.property(fc.nat(60), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (failures, random) => {
      const most = Math.min(30_000, 1000 * 2 ** failures);
      const wait = backoff(failures, random);
      expect(wait).toBeGreaterThanOrEqual(most / 2);
      expect(wait).toBeLessThanOrEqual(most);
    }),
  );
});
