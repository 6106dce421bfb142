/** A part of a text. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** A range with what it weighs. */
export interface Weighed extends Range {
  readonly weight: number;
}

/** The entries of a list or an object while they pass, of which those in the middle are left out if there are too many. */
export class Entries {
  readonly isObject: boolean;
  readonly #half: number;
  /** Where the last ones start, and what the text weighs up to there: entry by entry, in the places of the oldest. */
  #starts: number[] = [];
  #weights: number[] = [];
  #middle: { readonly at: number; readonly weight: number } | undefined;
  #count = 0;
  /** Where the last one starts. An entry has the comma before it. */
  start = 0;
  startWeight = 0;
  /** The name of the last one, if it stays in any case. */
  keptName: string | undefined;

  /** @param most more are too many; even */
  constructor(isObject: boolean, most: number) {
    this.isObject = isObject;
    this.#half = most / 2;
  }

  get count(): number {
    return this.#count;
  }

  /** Another one starts. @param weight of the text up to there */
  begin(at: number, weight: number): void {
    if (this.#count === this.#half) this.#middle = { at, weight };
    if (this.#count >= this.#half) {
      this.#starts[this.#count % this.#half] = at;
      this.#weights[this.#count % this.#half] = weight;
    }
    this.start = at;
    this.startWeight = weight;
    this.keptName = undefined;
    this.#count += 1;
  }

  /** What is too much. */
  get excess(): Weighed | undefined {
    const oldest = this.#count % this.#half;
    const to = this.#starts[oldest];
    if (this.#middle === undefined || to === undefined || this.#count <= 2 * this.#half) return undefined;
    const { at, weight } = this.#middle;
    return { from: at, to, weight: (this.#weights[oldest] ?? weight) - weight };
  }
}
