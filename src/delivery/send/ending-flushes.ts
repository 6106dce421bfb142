/** What an ending flush depends on, as it is now. */
export interface Prospects {
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
  /** An outage that was known before is not waited for; one that has begun since may be a restart. */
  readonly wasDown: boolean;
  readonly onHopeless: () => void;
}

/** The flushes at the end of a process or an invocation, which end as soon as waiting longer would deliver nothing. */
export class EndingFlushes {
  readonly #flushes = new Set<EndingFlush>();

  /** @param onHopeless called once, when nothing more can be delivered until then. @returns how to cancel that */
  add(flush: EndingFlush): () => void {
    this.#flushes.add(flush);
    return () => void this.#flushes.delete(flush);
  }

  /** To be called when the prospects may have changed. */
  check({ isAwaiting, isRejected, isDown, nextChanceAt }: Prospects): void {
    if (isAwaiting) return;
    for (const flush of this.#flushes) {
      const isHopeless = isRejected || (isDown && flush.wasDown) || nextChanceAt > flush.until;
      if (!isHopeless) continue;
      this.#flushes.delete(flush);
      flush.onHopeless();
    }
  }
}
