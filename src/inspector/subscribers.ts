const defaultTimeoutMs = 10_000;

/** The listeners for one kind of thing that a receiver receives, and those who wait for a number of them. */
export class Subscribers<T> {
  readonly #listeners = new Set<(one: T) => void>();
  readonly #waiters = new Set<{ check(): void; fail(why: string): void }>();

  /** Returns a function that removes the listener. */
  add(listener: (one: T) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  notify(one: T): void {
    for (const listener of this.#listeners) listener(one);
  }

  /** To be called whenever there is more than before, whether or not listeners have been notified of it yet. */
  checkWaiters(): void {
    for (const waiter of this.#waiters) waiter.check();
  }

  /** Resolves with everything received, once that is at least `count`. */
  waitFor(all: () => readonly T[], count: number, noun: string, timeoutMs = defaultTimeoutMs): Promise<readonly T[]> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
      };
      const waiter = {
        check: (): void => {
          if (all().length < count) return;
          end();
          resolve(all());
        },
        fail: (why: string): void => {
          end();
          reject(new Error(`waited for ${count} ${noun}, ${why} with ${all().length}`));
        },
      };
      const timer = setTimeout(() => waiter.fail(`gave up after ${timeoutMs} ms`), timeoutMs);
      this.#waiters.add(waiter);
      waiter.check();
    });
  }

  close(): void {
    for (const waiter of this.#waiters) waiter.fail('the receiver closed');
    this.#listeners.clear();
  }
}
