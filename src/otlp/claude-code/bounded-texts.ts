/** Values by their keys, bounded by the texts in them: the oldest are forgotten. */
export class BoundedTexts<Value> {
  readonly #values = new Map<string, { readonly value: Value; readonly chars: number }>();
  readonly #maxChars: number;
  #chars = 0;

  constructor(maxChars: number) {
    this.#maxChars = maxChars;
  }

  set(key: string, value: Value, text: string): void {
    this.take(key);
    const chars = text.length + key.length;
    this.#values.set(key, { value, chars });
    this.#chars += chars;
    for (const oldest of this.#values.keys()) {
      if (this.#chars <= this.#maxChars) return;
      this.take(oldest);
    }
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  /** The value, which is gone then. */
  take(key: string): Value | undefined {
    const found = this.#values.get(key);
    if (found === undefined) return undefined;
    this.#values.delete(key);
    this.#chars -= found.chars;
    return found.value;
  }

  /** The last one of which this holds. */
  findLast(isIt: (value: Value) => boolean): string | undefined {
    let last: string | undefined;
    for (const [key, { value }] of this.#values) if (isIt(value)) last = key;
    return last;
  }
}
