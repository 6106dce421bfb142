const patienceMs = 10_000;

/** Those who want to hear of something as it arrives. */
export class Watchers<T> {
  readonly #listeners = new Set<(one: T) => void>();
  /** Asked again at every arrival, until the receiver closes. */
  readonly #waiting = new Set<{ check(): void; fail(why: string): void }>();

  add(listener: (one: T) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  tell(one: T): void {
    for (const listener of this.#listeners) listener(one);
  }

  /** Something arrived, told or not: those who wait look again. */
  arrived(): void {
    for (const waiter of this.#waiting) waiter.check();
  }

  /** Resolves with everything that arrived, once that is at least `count`. */
  until(all: () => readonly T[], count: number, noun: string, timeoutMs = patienceMs): Promise<readonly T[]> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(waiter);
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
      this.#waiting.add(waiter);
      waiter.check();
    });
  }

  close(): void {
    for (const waiter of this.#waiting) waiter.fail('the receiver closed');
    this.#listeners.clear();
  }
}
