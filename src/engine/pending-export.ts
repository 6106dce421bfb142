import type { Verdict } from '../delivery/record';
import type { LossReason } from '../observability/loss-reason';
import type { ExportResult } from './export-result';
import { LostRecords } from './lost-records';

/** The spans of one `export()` that have no verdict yet. */
export class PendingExport {
  readonly #done: (result: ExportResult) => void;
  readonly #onParked: (() => void) | undefined;
  readonly #lost = new Map<LossReason, number>();
  /** One is for {@link close}, so that `done` is not called before. */
  #open = 1;

  /**
   * @param done called once, when the export is closed and each of its spans has a verdict
   * @param onParked called before, for each record that waits for another try
   */
  constructor(done: (result: ExportResult) => void, failure?: LossReason, onParked?: () => void) {
    this.#done = done;
    this.#onParked = onParked;
    if (failure !== undefined) this.#lost.set(failure, 0);
  }

  get isEmpty(): boolean {
    return this.#open === 1;
  }

  add(): void {
    this.#open += 1;
  }

  /** Delivered, or parked for a retry, is a success; each loss is a failure. */
  readonly settle = (verdict: Verdict): void => {
    if (verdict === 'parked') this.#onParked?.();
    else if (verdict !== 'delivered') this.#lost.set(verdict, (this.#lost.get(verdict) ?? 0) + 1);
    this.#open -= 1;
    if (this.#open > 0) return;
    try {
      this.#done(this.#lost.size === 0 ? { code: 0 } : { code: 1, error: new LostRecords(this.#lost) });
    } catch {
      // The processor's own fault; it must not undo our verdict.
    }
  };

  /** No more spans are added. */
  close(): void {
    this.settle('delivered');
  }
}
