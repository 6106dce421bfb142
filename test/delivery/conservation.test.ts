import * as fc from 'fast-check';
import type { Batch } from '../../src/delivery/batch';
import type { Outcome } from '../../src/delivery/http/outcome';
import type { SingleOutcome } from '../../src/delivery/http/single-outcome';
import type { SessionStart } from '../../src/delivery/session-start';
import type { HandClock } from '../support/clock';
import { limits, rig } from './rig';

type Fault =
  | { readonly kind: 'ok' | 'too_large' | 'invalid' | 'rejected' | 'misconfigured' | 'hang' }
  | { readonly kind: 'down' | 'lost_answer'; readonly retryAfterMs: number | undefined }
  | {
      readonly kind: 'partial';
      readonly remainder: 'missing' | 'refused' | 'refused_each' | 'unidentified';
      readonly share: number;
    }
  | { readonly kind: 'poison' }
  | { readonly kind: 'limit'; readonly bytes: number };

type Step =
  | { readonly kind: 'add'; readonly sizes: readonly number[] }
  | { readonly kind: 'pass'; readonly ms: number }
  | { readonly kind: 'flush'; readonly timeoutMs: number };

const simple = fc.constantFrom(
  ...(['ok', 'too_large', 'invalid', 'rejected', 'misconfigured', 'hang'] as const).map((kind) => ({ kind })),
);
const outage = fc.record({
  kind: fc.constantFrom('down' as const, 'lost_answer' as const),
  retryAfterMs: fc.option(fc.integer({ min: 1, max: 300_000 }), { nil: undefined }),
});
const partial = fc.record({
  kind: fc.constant('partial' as const),
  remainder: fc.constantFrom('missing' as const, 'refused' as const, 'refused_each' as const, 'unidentified' as const),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
});
const limit = fc.record({ kind: fc.constant('limit' as const), bytes: fc.integer({ min: 200, max: 20_000 }) });
const poison = fc.constant({ kind: 'poison' as const });
const fault: fc.Arbitrary<Fault> = fc.oneof(simple, outage, partial, limit, poison);

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('add' as const),
    sizes: fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 60 }),
  }),
  fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 40_000 }) }),
  fc.record({ kind: fc.constant('flush' as const), timeoutMs: fc.integer({ min: 1, max: 20_000 }) }),
);

const single = fc.constantFrom<SingleOutcome | 'hang'>(
  { kind: 'delivered' },
  { kind: 'unavailable', problem: '503' },
  { kind: 'unavailable', problem: '429', retryAfterMs: 20_000 },
  { kind: 'invalid', detail: '400' },
  { kind: 'too_large' },
  { kind: 'unknown', detail: '404' },
  { kind: 'misconfigured', problem: '401' },
  'hang',
);

/** Every third record is the first or a later one of some session. */
const sessionOf = (added: number): SessionStart | undefined =>
  added % 3 > 0
    ? undefined
    : {
        id: `s${added % 24}`,
        name: 'n',
        project: 'p',
        source: undefined,
        startTime: 1,
        userProperties: added % 2 === 0 ? { user_id: 'u' } : undefined,
        metadata: undefined,
      };

const after = <Result>(clock: HandClock, ms: number, outcome: Result): Promise<Result> =>
  new Promise((resolve) => void clock.timer(ms, () => resolve(outcome)));

const isPoison = (id: string): boolean => id.endsWith('7');

/** What the client learns about a batch, after some time. */
function answer(one: Fault, { ids, bytes }: Batch, clock: HandClock, latencyMs: number): Promise<Outcome> {
  const now = (outcome: Outcome): Promise<Outcome> => after(clock, latencyMs, outcome);
  switch (one.kind) {
    case 'ok':
      return now({ kind: 'delivered' });
    case 'hang':
      return after(clock, 10_000, { kind: 'unavailable', problem: 'ETIMEDOUT' });
    case 'too_large':
      return now({ kind: 'too_large' });
    case 'invalid':
      return now({ kind: 'invalid', detail: '400' });
    case 'rejected':
      return now({ kind: 'rejected', detail: '409' });
    case 'misconfigured':
      return now({ kind: 'misconfigured', problem: '401' });
    case 'down':
    case 'lost_answer':
      return now({
        kind: 'unavailable',
        problem: '503',
        ...(one.retryAfterMs === undefined ? {} : { retryAfterMs: one.retryAfterMs }),
      });
    case 'partial':
      return now({
        kind: 'partial',
        acked: new Set(ids.slice(0, Math.floor(one.share * ids.length))),
        remainder: one.remainder,
      });
    case 'limit':
      return now(bytes > one.bytes ? { kind: 'too_large' } : { kind: 'delivered' });
    case 'poison':
      return now(ids.some(isPoison) ? { kind: 'invalid', detail: '400' } : { kind: 'delivered' });
  }
}

test('whatever the network does, accepted = delivered + pending + lost, and what was acknowledged is never sent again', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        faults: fc.array(fault, { maxLength: 40 }),
        singleFaults: fc.array(single, { maxLength: 20 }),
        steps: fc.array(step, { minLength: 1, maxLength: 25 }),
        latencyMs: fc.integer({ min: 0, max: 3000 }),
        seed: fc.integer({ min: 1, max: 2 ** 30 }),
        ending: fc.constantFrom('recovery' as const, 'shutdown' as const),
        canShorten: fc.boolean(),
      }),
      async ({ faults, singleFaults, steps, latencyMs, seed, ending, canShorten }) => {
        let state = seed;
        const dice = (): number => {
          state = (state * 48_271) % 2_147_483_647;
          return state / 2_147_483_647;
        };
        const script = [...faults];
        const singleScript = [...singleFaults];
        const started: string[] = [];
        const acknowledged = new Set<string>();
        const sentAgain: string[] = [];
        const { clock, outbox, counts, unaccounted, add, requests, verdicts } = rig(
          async (batch) => {
            sentAgain.push(...batch.ids.filter((id) => acknowledged.has(id)));
            const outcome = await answer(script.shift() ?? { kind: 'ok' }, batch, clock, latencyMs);
            if (outbox.pending === 0) return outcome; // the answer comes after the shutdown's deadline
            if (outcome.kind === 'delivered') for (const id of batch.ids) acknowledged.add(id);
            if (outcome.kind === 'partial') for (const id of outcome.acked) acknowledged.add(id);
            return outcome;
          },
          {
            dice,
            singles: ({ id }) => {
              const next = singleScript.shift() ?? { kind: 'delivered' };
              if (next === 'hang') return after(clock, 10_000, { kind: 'unavailable', problem: 'ETIMEDOUT' });
              if (next.kind === 'delivered') started.push(id);
              return after(clock, latencyMs, next);
            },
            limits: { maxQueueRecords: 300, maxQueueBytes: 400_000, maxBatchBytes: 50_000 },
            shorten: (bytes, maxBytes) => (canShorten ? bytes.subarray(0, maxBytes) : undefined),
          },
        );
        let added = 0;
        let flushes = 0;
        const check = (): void => {
          expect(unaccounted()).toBe(0);
          const { accepted, delivered, pending, lost } = outbox.singles.counts.sessions;
          const lostStarts = Object.values(lost).reduce((sum, count) => sum + count, 0);
          expect(accepted - delivered - pending - lostStarts).toBe(0);
          expect(sentAgain).toEqual([]);
          if (flushes === 0) expect(clock.holding).toBe(0);
        };
        for (const one of steps) {
          if (one.kind === 'pass') await clock.pass(one.ms);
          if (one.kind === 'add') for (const size of one.sizes) add(`${added}`, size, sessionOf(added++));
          if (one.kind === 'flush') {
            flushes += 1;
            void outbox
              .flush(one.timeoutMs)
              .catch(() => undefined)
              .then(() => {
                flushes -= 1;
              });
          }
          check();
        }
        if (ending === 'shutdown') {
          const start = clock.now();
          let endedAt = Number.POSITIVE_INFINITY;
          void outbox.shutdown(5000).then(() => {
            endedAt = clock.now();
          });
          await clock.pass(5000);
          expect(endedAt - start).toBeLessThanOrEqual(5000);
          check();
        }
        await clock.pass(3 * 3_600_000);
        check();
        expect(outbox.pending).toBe(0);
        expect(outbox.pendingBytes).toBe(0);
        expect(outbox.singles.counts.sessions.pending).toBe(0);
        // A start, and what became known of its user later.
        for (const id of new Set(started)) expect(started.filter((each) => each === id).length).toBeLessThanOrEqual(2);
        expect(clock.timers).toBe(0);
        expect(counts.delivered).toBe(new Set([...verdicts.keys()].filter((id) => acknowledged.has(id))).size);
        expect([...verdicts.values()].every((given) => given.length === 1)).toBe(true);
        expect(counts.mostOpen).toBeLessThanOrEqual(limits.maxConcurrentRequests);
        expect(requests.every(({ bytes }) => bytes <= 50_000)).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});
