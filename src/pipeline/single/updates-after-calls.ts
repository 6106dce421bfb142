import type { Update, Updates } from '../../delivery/single/updates';
import type { SingleCounts } from '../../observability/diagnostics';
import { guarded } from '../../runtime/guarded';
import type { Runtime } from '../../runtime/runtime';

/** Longer than any call is held. */
const maxWaitMs = 30_000;
/** Updates are rare, and calls leave in many ways. */
const lookEveryMs = 25;

/** Updates that were made while calls before them are not records yet: one of those may be what an update is about. */
export class UpdatesAfterCalls {
  readonly #before: () => number;
  readonly #next: Pick<Updates, 'add'>;
  readonly #runtime: Runtime;
  readonly #held = new Set<Update>();

  /** @param before how many calls have ended that are no records yet */
  constructor(before: () => number, next: Pick<Updates, 'add'>, runtime: Runtime) {
    this.#before = before;
    this.#next = next;
    this.#runtime = runtime;
  }

  get waiting(): number {
    return this.#held.size;
  }

  push(update: Update): void {
    this.#held.add(update);
    if (this.#before() === 0) this.release();
    else void this.#pushLater(update);
  }

  /** Nothing is waited for any longer. */
  release(): void {
    for (const update of this.#held) this.#pass(update);
  }

  /** With those that are held. */
  counted({ sessions, updates }: SingleCounts): SingleCounts {
    const accepted = updates.accepted + this.waiting;
    return { sessions, updates: { ...updates, accepted, pending: updates.pending + this.waiting } };
  }

  async #pushLater(update: Update): Promise<void> {
    const until = this.#runtime.now() + maxWaitMs;
    while (this.#before() > 0 && this.#runtime.now() < until)
      await new Promise<void>((resolve) => void this.#runtime.timer(lookEveryMs, resolve));
    this.#pass(update);
  }

  #pass(update: Update): void {
    if (this.#held.delete(update)) guarded(() => this.#next.add(update));
  }
}
