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
    for (const each of engine.all) each.disableBeforeExit(); // which would name the same losses
    const pending = engine.all.filter((each) => pendingOf(each.stats()) > 0);
    // Nothing is loaded in vain: Node 20 may abort if V8 compiles in the background, as it does after much is loaded, as a process ends.
    if (pending.length === 0) return new Map();
    const { deliverLast } = require('./last-delivery') as typeof import('./last-delivery');
    return deliverLast(pending, until);
  },
  accepted: () => engine.all.reduce((sum, each) => sum + acceptedBy(each.stats()), 0),
  countUnsafe: (reasons: Reasons) => engine.countUnsafeBy(reasons),
  takeLossLines: () => engine.all.flatMap((each) => each.takeLossLines()),
});

/** An engine of an older copy has no counts of sessions and updates. */
type Counts = Omit<Stats, 'sessions' | 'updates'> & Partial<Pick<Stats, 'sessions' | 'updates'>>;

const acceptedBy = ({ accepted, updates }: Counts): number => accepted + (updates?.accepted ?? 0);

const pendingOf = ({ pending, sessions, updates }: Counts): number =>
  pending + (sessions?.pending ?? 0) + (updates?.pending ?? 0);
