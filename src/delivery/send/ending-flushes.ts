/** What an ending flush depends on, as it is now, for one kind of requests. */
export interface Prospects {
  /** How much is to be delivered. */
  readonly pending: number;
  /** Requests have left that may be answered soon. */
  readonly isAwaiting: boolean;
  /** Key, address or certificate are rejected. */
  readonly isRejected: boolean;
  /** That, or a lasting outage. */
  readonly isDown: boolean;
  /** When the next request may leave; infinite if none is to follow. */
  readonly nextChanceAt: number;
}

interface EndingFlush {
  readonly until: number;
  /** An outage that was known before is not waited for; one that has begun since may be a restart. By kind of requests. */
  readonly wereDown: readonly boolean[];
  readonly onHopeless: () => void;
}

/** The flushes at the end of a process or an invocation, which end as soon as waiting longer would deliver nothing. */
export class EndingFlushes {
  readonly #flushes = new Set<EndingFlush>();

  /** @param onHopeless called once, when nothing more can be delivered until then. @returns how to cancel that */
  add(until: number, prospects: readonly Prospects[], onHopeless: () => void): () => void {
    const flush = { until, wereDown: prospects.map(({ isDown }) => isDown), onHopeless };
    this.#flushes.add(flush);
    return () => void this.#flushes.delete(flush);
  }

  /** To be called when the prospects may have changed. @param prospects of each kind of requests, always in the same order */
  check(prospects: () => readonly Prospects[]): void {
    if (this.#flushes.size === 0) return;
    const all = prospects();
    // Without anything pending, what is missing is still on its way here.
    if (all.some(({ isAwaiting }) => isAwaiting) || all.every(({ pending }) => pending === 0)) return;
    for (const flush of this.#flushes) {
      const isHopeless = all.every(
        ({ pending, isRejected, isDown, nextChanceAt }, kind) =>
          pending === 0 || isRejected || (isDown && flush.wereDown[kind] === true) || nextChanceAt > flush.until,
      );
      if (!isHopeless) continue;
      this.#flushes.delete(flush);
      flush.onHopeless();
    }
  }
}
