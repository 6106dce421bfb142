import type { Stats } from '../../observability/diagnostics';
import type { Wire } from '../../wire/registry';
import type { CallRecorder } from '../call-recorder';
import type { LateEngine } from '../late-engine';
import type { LastWork } from './process-end';
import type { Reasons } from './undelivered';
import type { WorkerThreads } from './worker-threads';

/** What the end of a process asks of the engine. */
export const lastWorkOf = (
  engine: LateEngine,
  recorder: CallRecorder,
  wire: Wire,
  threads: WorkerThreads,
): LastWork => ({
  settle: (until) => wire.settleNow(until),
  waitForThreads: (timeoutMs) => threads.waitForDelivery(timeoutMs),
  flush: (timeoutMs: number) => recorder.flushAtEnd(timeoutMs, true),
  deliverLast: (until: number) => {
    recorder.collect();
    engine.hurry();
    if (engine.all.length === 0) return new Map();
    const { deliverLast } = require('./last-delivery') as typeof import('./last-delivery');
    return deliverLast(engine.all, until);
  },
  accepted: () => engine.all.reduce((sum, each) => sum + acceptedBy(each.stats()), 0),
  countUnsafe: (reasons: Reasons) => engine.countUnsafeBy(reasons),
  takeLossLines: () => engine.all.flatMap((each) => each.takeLossLines()),
});

/** An engine of an older copy has no updates. */
const acceptedBy = ({ accepted, updates }: Omit<Stats, 'updates'> & Partial<Pick<Stats, 'updates'>>): number =>
  accepted + (updates?.accepted ?? 0);
