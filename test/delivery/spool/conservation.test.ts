import * as fc from 'fast-check';
import type { Outcome } from '../../../src/delivery/http/outcome';
import { delivered, down, invalid, type Server, wrongKey } from '../rig';
import { crashed, freshDirectory, readSpool } from './log-files';
import { endAll, nextStart, spooling } from './spooling';

afterEach(endAll);

const outcome = fc.constantFrom<Outcome>(delivered, delivered, down, down, invalid, wrongKey, { kind: 'too_large' });
const step = fc.oneof(
  fc.record({
    kind: fc.constant('add' as const),
    count: fc.integer({ min: 1, max: 60 }),
    bytes: fc.integer({ min: 1, max: 3000 }),
  }),
  fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 20_000 }) }),
  fc.record({ kind: fc.constant('server' as const), outcome, partial: fc.boolean() }),
);

const limits = { maxQueueRecords: 50, maxQueueBytes: 40_000, maxBatchRecords: 10, maxBatchBytes: 20_000 };

test('with a spool, too, every record is delivered, pending or lost at every moment, and what the spool can keep is not lost', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 25 }),
      fc.constantFrom('recovery' as const, 'shutdown' as const, 'crash' as const),
      fc.constantFrom(2 ** 17, 2 ** 28),
      async (steps, ending, maxSpoolBytes) => {
        const directory = freshDirectory();
        let now: Outcome = delivered;
        let isPartial = false;
        const server: Server = ({ ids }) =>
          isPartial && now === delivered
            ? { kind: 'partial', acked: new Set(ids.slice(0, Math.ceil(ids.length / 2))), remainder: 'missing' }
            : now;
        const one = spooling(directory, server, { limits }, maxSpoolBytes);
        const holds = (): void => {
          expect(one.unaccounted()).toBe(0);
          expect(one.outbox.pendingBytes).toBeLessThanOrEqual(limits.maxQueueBytes);
        };
        let made = 0;
        for (const each of steps) {
          if (each.kind === 'add')
            for (let n = 0; n < each.count; n += 1) {
              one.add(`r${made}`, each.bytes);
              made += 1;
            }
          if (each.kind === 'pass') await one.clock.pass(each.ms);
          if (each.kind === 'server') {
            now = each.outcome;
            isPartial = each.partial;
          }
          holds();
        }
        if (ending === 'crash') {
          await one.clock.pass(0);
          holds();
          const left = readSpool(directory).open;
          expect(left.size).toBe(one.outbox.pending);
          const next = await nextStart(crashed(directory));
          expect(new Set(next.requests.flatMap(({ ids }) => ids))).toEqual(new Set(left.keys()));
          return;
        }
        if (ending === 'recovery') now = delivered;
        isPartial = false;
        if (ending === 'recovery') {
          for (let turn = 0; turn < 3000 && one.outbox.pending > 0; turn += 1) await one.clock.pass(1000);
          expect(one.outbox.pending).toBe(0);
          expect(readSpool(directory).open.size).toBe(0);
        } else {
          let isDone = false;
          void one.outbox.shutdown(5000).then(() => {
            isDone = true;
          });
          while (!isDone) await one.clock.pass(100);
          expect(readSpool(directory).open.size).toBe(one.outbox.pending);
          expect(one.counts.lost.shutdown ?? 0).toBe(0);
          expect(one.counts.lost.unauthorized ?? 0).toBe(0);
        }
        holds();
        expect(one.counts.lost.queue_full ?? 0).toBe(0);
        expect(one.counts.lost.spool_damaged ?? 0).toBe(0);
        await endAll();
      },
    ),
    { numRuns: Number(process.env['HH_TEST_RUNS'] ?? 60) },
  );
});
