import { backoff } from './retry-policy';

const hourMs = 3_600_000;
const maxProbeIntervalMs = 5 * 60_000;
const maxRejectionsPerHour = 10;
const maxPauseMs = 5 * 60_000;

/** What a breaker has learned. Times are counted from the moment that it was asked, since another thread has another clock. */
export interface BreakerState {
  readonly outages: number;
  readonly rejections: number;
  readonly isPausedByServer: boolean;
  readonly isIntervalProbed: boolean;
  readonly nextRequestInMs: number;
  readonly rejectedInMs: readonly number[];
}

/**
 * Decides for all requests together when the next one may leave and how many may be in flight. After a failure it is
 * half open: a single request probes while the others wait, so that a thousand queued batches cause one retry and not a
 * thousand.
 *
 * Requests that leave before the answer to one of them is known form a round. What fails within a round counts as one
 * failure.
 */
export class CircuitBreaker {
  /** By the clock of every `now` that is passed in. */
  nextRequestAt = 0;
  /** Rounds in a row that ended without an answer, or with that of a server in trouble. */
  outages = 0;
  readonly #maxInFlight: number;
  readonly #random: () => number;
  /** Rounds in a row that ended with a rejected configuration. */
  #rejections = 0;
  #round = 0;
  #isPausedByServer = false;
  #isOneAllowed = false;
  /** A request has left before its time, or an end has given up: until the time has come, there is no other one. */
  #isIntervalProbed = false;
  /** When the configuration was rejected last, ten times at most. */
  #rejectedAt: readonly number[] = [];

  constructor(maxInFlight: number, random: () => number) {
    this.#maxInFlight = maxInFlight;
    this.#random = random;
  }

  /** Key, address or certificate were rejected, and nothing has been accepted since. */
  get isConfigRejected(): boolean {
    return this.#rejections > 0;
  }

  /** The server's answer, rather than our own backoff, sets the time of the next request. */
  get isServerPaused(): boolean {
    return this.#isPausedByServer || this.isConfigRejected;
  }

  /** One request probes, and the others wait for its answer. */
  get isHalfOpen(): boolean {
    return this.outages > 0 || this.isServerPaused;
  }

  maxInFlight(now: number): number {
    if (now < this.nextRequestAt && !this.#isOneAllowed) return 0;
    return this.isHalfOpen ? 1 : this.#maxInFlight;
  }

  /** Whether a request may leave, for a flush. */
  mayProbe(now: number): boolean {
    return now >= this.nextRequestAt || (!this.#isIntervalProbed && now >= this.#hourlyLimitEndsAt());
  }

  /**
   * Lets one request leave before its time, for a flush. Flushes share it: if it fails, the others wait like everything else. Nor
   * may it be the eleventh that is rejected in an hour.
   */
  allowOne(now: number): void {
    this.#isOneAllowed = this.mayProbe(now);
  }

  /** A request leaves. @returns its round, to be passed in with its answer */
  start(now: number): number {
    this.#isOneAllowed = false;
    this.#isIntervalProbed = now < this.nextRequestAt;
    return this.#round;
  }

  /** The requests in flight have kept an end waiting for as long as it may: that is an outage, until one of them is answered. */
  unanswered(now: number): void {
    this.#round += 1;
    this.outages = Math.max(2, this.outages + 1);
    this.#waitUntil(now + backoff(this.outages - 1, this.#random()));
    this.#isIntervalProbed = true;
  }

  /** An end has tried in vain: the next one may when the time for a request has come. */
  endedInVain(): void {
    this.#isIntervalProbed = true;
  }

  state(now: number): BreakerState {
    return {
      outages: this.outages,
      rejections: this.#rejections,
      isPausedByServer: this.#isPausedByServer,
      isIntervalProbed: this.#isIntervalProbed,
      nextRequestInMs: this.nextRequestAt - now,
      rejectedInMs: this.#rejectedAt.map((at) => at - now),
    };
  }

  /** Goes on where another breaker was. */
  resume(state: BreakerState, now: number): void {
    this.outages = state.outages;
    this.#rejections = state.rejections;
    this.#isPausedByServer = state.isPausedByServer;
    this.#isIntervalProbed = state.isIntervalProbed;
    this.nextRequestAt = now + state.nextRequestInMs;
    this.#rejectedAt = state.rejectedInMs.map((ms) => now + ms);
  }

  /** The server answered, and accepts requests in principle. */
  accepted(round: number, now: number): void {
    // An answer to a request that left before the server asked for a pause does not end the pause.
    if (this.#isPausedByServer && round !== this.#round && now < this.nextRequestAt) return;
    this.nextRequestAt = 0;
    this.outages = 0;
    this.#rejections = 0;
    this.#isPausedByServer = false;
    this.#isIntervalProbed = false;
  }

  /** There was no answer, or that of a server in trouble. Jitter only lengthens a wait that the server asked for. */
  unavailable(round: number, now: number, retryAfterMs: number | undefined): void {
    const isNewFailure = round === this.#round;
    if (isNewFailure || retryAfterMs !== undefined) this.#round += 1;
    if (isNewFailure) {
      this.outages += 1;
      if (this.outages > 1) this.#waitUntil(now + backoff(this.outages - 1, this.#random()));
      if (this.isConfigRejected) this.#waitUntil(this.#nextProbeAt(now));
    }
    if (retryAfterMs === undefined) return;
    this.#isPausedByServer = true;
    this.#waitUntil(now + Math.min(maxPauseMs, retryAfterMs * (1 + 0.2 * this.#random())));
  }

  /** Probes follow after 1 s, 5 s, 25 s … 5 min, so that a repair is noticed soon, but at most ten in any hour. */
  configRejected(round: number, now: number): void {
    this.#rejectedAt = [...this.#rejectedAt, now].slice(-maxRejectionsPerHour);
    if (round === this.#round) {
      this.#round += 1;
      this.#rejections += 1;
    }
    this.nextRequestAt = this.#nextProbeAt(now);
  }

  /** Once the intervals are 5 min long, the probes that the hour has left are spread evenly over it. */
  #nextProbeAt(now: number): number {
    const intervalMs = 1000 * 5 ** (this.#rejections - 1);
    if (intervalMs < maxProbeIntervalMs) return Math.max(now + intervalMs, this.#hourlyLimitEndsAt());
    const withinHour = this.#rejectedAt.filter((at) => at > now - hourMs);
    const [oldest = now] = withinHour;
    const evenMs = (oldest + hourMs - now) / (maxRejectionsPerHour + 1 - withinHour.length);
    return Math.max(now + maxProbeIntervalMs, now + evenMs, this.#hourlyLimitEndsAt());
  }

  /** Before this time, one more rejection would be the eleventh within an hour. */
  #hourlyLimitEndsAt(): number {
    const [oldest] = this.#rejectedAt;
    return oldest === undefined || this.#rejectedAt.length < maxRejectionsPerHour ? 0 : oldest + hourMs + 1;
  }

  #waitUntil(time: number): void {
    this.nextRequestAt = Math.max(this.nextRequestAt, time);
  }
}
