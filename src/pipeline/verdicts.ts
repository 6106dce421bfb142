import type { Diagnostics } from '../observability/diagnostics';
import type { LossReason } from '../observability/loss-reason';
import type { OnVerdict } from './ended-call';

/** Counts an accepted call as lost, and says so to the processor that exported it. */
export function lose(diagnostics: Diagnostics, reason: LossReason, onVerdict: OnVerdict): void {
  diagnostics.lost(1, reason);
  onVerdict?.(reason);
}

/** Takes back that a call was accepted: another record has it, or the app wants none. */
export function withdraw(diagnostics: Diagnostics, onVerdict: OnVerdict): void {
  diagnostics.withdrawn(1);
  onVerdict?.('delivered'); // nothing is left to be done for it
}
