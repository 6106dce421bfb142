import type { Update, Updates } from '../../delivery/single/updates';
import type { SingleCounts } from '../../observability/diagnostics';
import { guarded } from '../../runtime/guarded';
import type { Runtime } from '../../runtime/runtime';

/** Longer than any call is held. */
const maxWaitMs = 30_000;
/** Updates are rare, and calls leave in many ways. */
const lookEveryMs = 25;
/** Nothing else bounds what is held. Of more, the oldest does not wait any longer. */
const maxHeld = 10_000;

/** What an update is, asked when it leaves; `undefined` if it is nothing. */
type MakeUpdate = () => Update | undefined;

/** Updates that were made while calls before them are not records yet: one of those may be what an update is about. */
export class UpdatesAfterCalls {
  readonly #before: () => number;
  readonly #next: Pick<Updates, 'add'>;
  readonly #runtime: Runtime;
  readonly #held = new Set<MakeUpdate>();

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
    this.hold(() => update);
    if (this.#before() === 0) this.release();
  }

  /** The same for one that is known only then, a moment from now at the earliest. */
  hold(make: MakeUpdate): void {
    const [oldest] = this.#held;
    if (oldest !== undefined && this.#held.size >= maxHeld) this.#pass(oldest);
    this.#held.add(make);
    void this.#passLater(make);
  }

  /** Nothing is waited for any longer. */
  release(): void {
    for (const make of this.#held) this.#pass(make);
  }

  /** What it returns passes on those that are held now: the calls before them are records by then, those of later ones need not be. */
  heldNow(): () => void {
    const held = [...this.#held];
    return () => {
      for (const make of held) this.#pass(make);
    };
  }

  /** With those that are held. */
  counted({ sessions, updates }: SingleCounts): SingleCounts {
    const accepted = updates.accepted + this.waiting;
    return { sessions, updates: { ...updates, accepted, pending: updates.pending + this.waiting } };
  }

  async #passLater(make: MakeUpdate): Promise<void> {
    const until = this.#runtime.now() + maxWaitMs;
    do await new Promise<void>((resolve) => void this.#runtime.timer(lookEveryMs, resolve));
    while (this.#held.has(make) && this.#before() > 0 && this.#runtime.now() < until);
    this.#pass(make);
  }

  #pass(make: MakeUpdate): void {
    if (!this.#held.delete(make)) return;
    guarded(() => {
      const update = make();
      if (update !== undefined) this.#next.add(update);
    });
  }
}
