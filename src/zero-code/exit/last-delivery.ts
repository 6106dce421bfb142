import type { Trouble } from '../../delivery/send/endpoint-state';
import type { ExporterPort } from '../../engine/exporter-port';
import type { Unportable } from '../../pipeline/handover';
import { guarded } from '../../runtime/guarded';
import { DeliveryThread } from './delivery-thread';

/** Calls are mapped for so long at a time, before their records are handed to the thread that sends them. */
const sliceMs = 100;
/** The last part of the time is for sending alone, a third of it at most. */
const sendingMs = 1000;

/** Why records were not delivered; `bundled`: a bundler took this file without the thread's; `forbidden`: no thread may be started. */
export type Undelivered = Trouble | Unportable | 'bundled' | 'forbidden';

/**
 * Delivers what is pending, from another thread, and blocks this one meanwhile.
 * @param until by `performance.now()`: by then it returns, whatever is left
 * @returns why something is left, if that is known
 */
export function deliverLast(engine: ExporterPort, until: number): Undelivered | undefined {
  const mapUntil = until - Math.min(sendingMs, (until - performance.now()) / 3);
  const handover = engine.handOver();
  if (handover === undefined) return undefined;
  const script: unknown = guarded(() => require.resolve('./delivery-thread-worker'));
  const isPossible = typeof handover === 'object' && typeof script === 'string';
  const thread = isPossible ? guarded(() => new DeliveryThread(script, handover)) : undefined;
  if (thread === undefined) {
    engine.takeRecords(until); // to the spool
    if (typeof handover === 'string') return handover;
    return isPossible ? 'forbidden' : 'bundled';
  }
  for (;;) {
    const {
      singles = [],
      records,
      waiting,
      isFull,
    } = engine.takeRecords(Math.min(performance.now() + sliceMs, mapUntil));
    thread.giveSingles(singles.filter(({ kind }) => kind === 'session'));
    thread.give(records);
    thread.giveSingles(singles.filter(({ kind }) => kind === 'update')); // each after its event
    const left = mapUntil - performance.now();
    if (waiting === 0 || left <= 0) break;
    if (isFull) thread.waitForVerdict(left);
  }
  return thread.finish(Math.max(0, until - performance.now()));
}
