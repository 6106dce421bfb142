import { memorySizeOf } from '../../../json/memory-size';

/** So much of a conversation is kept: a session may last for hours. */
const maxChars = 256 * 1024;
/** More are no conversation, and take long to be looked through. */
const maxItems = 2000;

interface Held<Item> {
  readonly item: Item;
  chars: number;
}

/** The last items of a conversation, as many as may be kept. */
export class BoundedList<Item extends object> {
  #held: Held<Item>[] = [];
  #chars = 0;
  #leftOut = 0;

  /** How many were left out at the beginning. */
  get leftOut(): number {
    return this.#leftOut;
  }

  /** About how many bytes are kept. */
  get kept(): number {
    return this.#chars;
  }

  get items(): readonly Item[] {
    return this.#held.map(({ item }) => item);
  }

  find(isMeant: (item: Item) => boolean): Item | undefined {
    return this.#held.find(({ item }) => isMeant(item))?.item;
  }

  /** @param at its place; behind all others without one */
  add(item: Item, at = this.#held.length): void {
    const chars = memorySizeOf(item);
    this.#held.splice(at, 0, { item, chars });
    this.#chars += chars;
    this.#shrink();
  }

  /** An item has been changed. */
  changed(item: Item): void {
    const held = this.#held.find((each) => each.item === item);
    if (held === undefined) return;
    const chars = memorySizeOf(item);
    this.#chars += chars - held.chars;
    held.chars = chars;
    this.#shrink();
  }

  remove(item: Item): void {
    const at = this.#held.findIndex((each) => each.item === item);
    const [held] = at === -1 ? [] : this.#held.splice(at, 1);
    this.#chars -= held?.chars ?? 0;
  }

  /** The newest item stays, however large it is. */
  #shrink(): void {
    while (this.#held.length > maxItems || (this.#chars > maxChars && this.#held.length > 1)) {
      this.#chars -= this.#held.shift()?.chars ?? 0;
      this.#leftOut += 1;
    }
  }
}
