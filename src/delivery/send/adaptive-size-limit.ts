const smallestLimit = 4096;
const growth = 1.05;
/** Bodies taken in a row after which a length that was refused may be tried again. */
const forgetAfter = 200;

/**
 * How long a body may be: what the options say until the server refuses a length, then what it takes. Halved by a refusal,
 * raised by a twentieth by a body that nearly filled it, and for a long time not up to a length that was refused.
 */
export class SizeLimit {
  readonly #max: number;
  #limit: number;
  #accepted = 0;
  #refused = Number.POSITIVE_INFINITY;
  #acceptedSince = 0;

  constructor(max: number) {
    this.#max = max;
    this.#limit = max;
  }

  get bytes(): number {
    return this.#limit;
  }

  /** What a record that was refused by itself is shortened to: a length that was taken before, at most half its own. */
  below(bytes: number): number {
    return Math.floor(Math.min(bytes / 2, Math.max(this.#accepted, 64 * 1024)));
  }

  accepted(bytes: number): void {
    this.#accepted = Math.max(this.#accepted, bytes);
    this.#acceptedSince += 1;
    // A longer body was taken than one that was refused: the refusal was about something else.
    if (bytes >= this.#refused || this.#acceptedSince > forgetAfter) this.#refused = Number.POSITIVE_INFINITY;
    const grown = bytes * growth >= this.#limit ? Math.ceil(this.#limit * growth) : this.#limit;
    this.#limit = Math.min(this.#max, Math.max(bytes, grown < this.#refused ? grown : this.#limit));
  }

  refused(bytes: number): void {
    this.#acceptedSince = 0;
    this.#refused = Math.min(this.#refused, bytes);
    this.#accepted = Math.min(this.#accepted, bytes - 1);
    this.#limit = Math.min(this.#limit, Math.max(smallestLimit, Math.floor(bytes / 2), this.#accepted));
  }
}
