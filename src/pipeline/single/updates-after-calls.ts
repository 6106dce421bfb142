import type { Update, Updates } from '../../delivery/single/updates';
import type { SingleCounts } from '../../observability/diagnostics';
import type { RecordQueue } from '../record-queue';

/** Updates that were made while calls before them are not records yet: one of those may be what an update is about. */
export class UpdatesAfterCalls {
  readonly #queue: Pick<RecordQueue, 'waiting' | 'drained'>;
  readonly #next: Pick<Updates, 'add'>;
  readonly #held = new Set<Update>();

  constructor(queue: Pick<RecordQueue, 'waiting' | 'drained'>, next: Pick<Updates, 'add'>) {
    this.#queue = queue;
    this.#next = next;
  }

  get waiting(): number {
    return this.#held.size;
  }

  push(update: Update): void {
    this.#held.add(update);
    if (this.#queue.waiting === 0) this.release();
    else
      void this.#queue.drained().then(() => {
        if (this.#held.delete(update)) this.#next.add(update);
      });
  }

  /** Nothing is waited for any longer. */
  release(): void {
    const updates = [...this.#held];
    this.#held.clear();
    for (const update of updates) this.#next.add(update);
  }

  /** With those that are held. */
  counted({ sessions, updates }: SingleCounts): SingleCounts {
    const accepted = updates.accepted + this.waiting;
    return { sessions, updates: { ...updates, accepted, pending: updates.pending + this.waiting } };
  }
}
