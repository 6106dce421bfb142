import type { Verdict } from '../delivery/record';
import type { ExportResult } from './export-result';

/** The spans of one `export()` that have no verdict yet. */
export class PendingExport {
  readonly #done: (result: ExportResult) => void;
  #failure: Verdict | undefined;
  /** One is for {@link close}, so that `done` is not called before. */
  #open = 1;

  /** @param done called once, when the export is closed and each of its spans has a verdict */
  constructor(done: (result: ExportResult) => void, failure?: Verdict) {
    this.#done = done;
    this.#failure = failure;
  }

  get isEmpty(): boolean {
    return this.#open === 1;
  }

  add(): void {
    this.#open += 1;
  }

  /** Delivered, or parked for a retry, is a success; each loss is a failure. */
  readonly settle = (verdict: Verdict): void => {
    if (verdict !== 'delivered' && verdict !== 'parked') this.#failure ??= verdict;
    this.#open -= 1;
    if (this.#open > 0) return;
    try {
      this.#done(
        this.#failure === undefined
          ? { code: 0 }
          : { code: 1, error: new Error(`HoneyHive records were lost: ${this.#failure}.`) },
      );
    } catch {
      // The processor's own fault; it must not undo our verdict.
    }
  };

  /** No more spans are added. */
  close(): void {
    this.settle('delivered');
  }
}
