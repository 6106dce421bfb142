import type { LossReason } from '../observability/loss-reason';
import type { Ledger, QueueBounds } from './ledger';
import type { EncodedRecord } from './record';

/** A queue that was full has room again below this share. With less room, the next long record may not fit. */
const roomyShare = 0.75;

/** Decides which records there is room for, and logs when a loss for want of room has ended. */
export class Admission {
  readonly #bounds: QueueBounds;
  readonly #ledger: Ledger;
  /** Records refused since the queue became full. */
  #refused = 0;
  /** When the last record was refused: how many were pending, and why. Absent once a record was accepted again. */
  #lastRefusal: { readonly pending: number; readonly reason: LossReason } | undefined;

  constructor(bounds: QueueBounds, ledger: Ledger) {
    this.#bounds = bounds;
    this.#ledger = ledger;
  }

  /** Why the last record was refused, unless another one has left since. @param pending records */
  full(pending: number): LossReason | undefined {
    const last = this.#lastRefusal;
    return last !== undefined && pending > 0 && pending >= last.pending ? last.reason : undefined;
  }

  /** Reports a record lost. */
  refuse(reason: LossReason, onVerdict: EncodedRecord['onVerdict']): void {
    if (reason === 'queue_full' || reason === 'spool_full') this.#refused += 1;
    this.#ledger.refuse(reason, onVerdict);
  }

  /** Why a record of this length is to be refused; `undefined` if there is room. */
  reasonToRefuse(bytes: number, isSpoolFull: boolean, pending: number): LossReason | undefined {
    if (isSpoolFull || !this.#ledger.fits(bytes, 1)) {
      const reason = isSpoolFull ? 'spool_full' : 'queue_full';
      this.#lastRefusal = { pending, reason };
      return reason;
    }
    this.#lastRefusal = undefined;
    if (this.#refused > 0 && this.#isRoomy) {
      this.#ledger.roomAgain(this.#refused);
      this.#refused = 0;
    }
    return undefined;
  }

  get #isRoomy(): boolean {
    const { maxQueueRecords, maxQueueBytes } = this.#bounds;
    return this.#ledger.records <= roomyShare * maxQueueRecords && this.#ledger.bytes <= roomyShare * maxQueueBytes;
  }
}
