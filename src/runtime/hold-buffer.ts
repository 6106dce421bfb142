export interface HoldLimits {
  /** From the first item held under a key until all of that key's are released. */
  readonly maxWaitMs: number;
  /** One more releases everything that is held. */
  readonly maxItems: number;
}

type IsDue<Key> = (key: Key) => boolean;

interface Held<Item> {
  readonly items: Item[];
  readonly timer: NodeJS.Timeout;
}

/**
 * Holds items back, by a key that says what they wait for, until the key is released or they have waited long enough. Its timers
 * keep no process alive.
 */
export class HoldBuffer<Key, Item> {
  readonly #limits: HoldLimits;
  readonly #onRelease: (item: Item) => void;
  readonly #isDue: IsDue<Key>;
  readonly #held = new Map<Key, Held<Item>>();
  #size = 0;

  /**
   * @param onRelease given each released item, in the order of holding; may hold it, or others, again
   * @param isDue whether what a key's items wait for is certain to happen soon: they then wait once more as long
   */
  constructor(limits: HoldLimits, onRelease: (item: Item) => void, isDue: IsDue<Key> = () => false) {
    this.#limits = limits;
    this.#onRelease = onRelease;
    this.#isDue = isDue;
  }

  /** How many items are held. */
  get size(): number {
    return this.#size;
  }

  /** What items wait for. */
  get keys(): readonly Key[] {
    return [...this.#held.keys()];
  }

  has(key: Key): boolean {
    return this.#held.has(key);
  }

  hold(key: Key, item: Item): void {
    if (this.#size >= this.#limits.maxItems) this.releaseAll();
    this.#size += 1;
    const held = this.#held.get(key);
    if (held !== undefined) held.items.push(item);
    else this.#held.set(key, { items: [item], timer: this.#timerOf(key) });
  }

  /** Hands the items of a key to the caller instead of releasing them. */
  take(key: Key): readonly Item[] {
    const held = this.#held.get(key);
    if (held === undefined) return [];
    this.#held.delete(key);
    this.#size -= held.items.length;
    clearTimeout(held.timer); // it would keep the items in memory until it fires
    return held.items;
  }

  release(key: Key): void {
    for (const item of this.take(key)) this.#onRelease(item);
  }

  releaseAll(): void {
    for (const key of this.keys) this.release(key);
  }

  #timerOf(key: Key): NodeJS.Timeout {
    const timer = setTimeout(() => {
      // If the event loop stood still, what the items wait for is due, too, and comes first.
      setImmediate(() => {
        if (this.#held.get(key)?.timer !== timer) return;
        if (this.#isDue(key)) timer.refresh();
        else this.release(key);
      });
    }, this.#limits.maxWaitMs);
    return timer.unref();
  }
}
