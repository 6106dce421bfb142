import { OversizedOtlp } from './oversized-otlp';

/** What a request brings, up to a number: of two bytes each, a few megabytes would make millions of objects. */
export class BoundedList<T> {
  readonly items: T[] = [];
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  /** @throws OversizedOtlp */
  add(item: T): void {
    if (this.items.length >= this.#max) {
      throw new OversizedOtlp(`The request has more than ${this.#max} spans or log records. Send smaller batches.`);
    }
    this.items.push(item);
  }
}
