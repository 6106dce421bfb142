const smallestLimit = 4096;
const growth = 1.05;
/** Bodies accepted in a row, after which a length that was refused may be tried again. */
const retryRefusedAfter = 200;

/** What a limit has learned. */
export interface SizeLimitState {
  readonly bytes: number;
  readonly longestAccepted: number;
  readonly shortestRefused: number;
}

/**
 * The limit of a body: what the options allow until the server answers 413, then what it turns out to accept. A refusal
 * halves the limit, an accepted body that nearly fills it raises it by 5 %, for a long time not up to a length that was
 * refused.
 */
export class AdaptiveSizeLimit {
  /** How long a body may be now. */
  bytes: number;
  readonly #max: number;
  #longestAccepted = 0;
  #shortestRefused = Number.POSITIVE_INFINITY;
  #acceptedInARow = 0;

  constructor(max: number) {
    this.#max = max;
    this.bytes = max;
  }

  get state(): SizeLimitState {
    return { bytes: this.bytes, longestAccepted: this.#longestAccepted, shortestRefused: this.#shortestRefused };
  }

  /** Goes on where another limit of the same options was. */
  resume({ bytes, longestAccepted, shortestRefused }: SizeLimitState): void {
    this.bytes = bytes;
    this.#longestAccepted = longestAccepted;
    this.#shortestRefused = shortestRefused;
  }

  /** The length to shorten a record to that was refused alone: one that was accepted before, at most half its own. */
  shortened(bytes: number): number {
    return Math.floor(Math.min(bytes / 2, Math.max(this.#longestAccepted, 64 * 1024)));
  }

  accepted(bytes: number): void {
    this.#longestAccepted = Math.max(this.#longestAccepted, bytes);
    this.#acceptedInARow += 1;
    // If a longer body is accepted than one that was refused, the refusal was for another reason.
    if (bytes >= this.#shortestRefused || this.#acceptedInARow > retryRefusedAfter)
      this.#shortestRefused = Number.POSITIVE_INFINITY;
    const grown = bytes * growth >= this.bytes ? Math.ceil(this.bytes * growth) : this.bytes;
    this.bytes = Math.min(this.#max, Math.max(bytes, grown < this.#shortestRefused ? grown : this.bytes));
  }

  refused(bytes: number): void {
    this.#acceptedInARow = 0;
    this.#shortestRefused = Math.min(this.#shortestRefused, bytes);
    this.#longestAccepted = Math.min(this.#longestAccepted, bytes - 1);
    this.bytes = Math.min(this.bytes, Math.max(smallestLimit, Math.floor(bytes / 2), this.#longestAccepted));
  }
}
