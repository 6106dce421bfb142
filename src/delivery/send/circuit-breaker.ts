import { backoff } from './retry-policy';

const hourMs = 3_600_000;
const maxHoldMs = 5 * 60_000;
const maxRefusalsAnHour = 10;
const maxWaitMs = 5 * 60_000;

/**
 * When the next request may leave, and how many may be under way: one gate for all of them, so that an outage is one outage.
 * After a failure a single request probes while the others wait; an answer opens the gate for all.
 */
export class Gate {
  readonly #maxInFlight: number;
  readonly #random: () => number;
  #opensAt = 0;
  /** Rounds in which nobody answered. Requests that were under way together fail as one. */
  #outages = 0;
  /** Rounds in which the configuration was refused. */
  #holds = 0;
  #round = 0;
  /** The server named the time of the next request. */
  #told = false;
  /** A flush may try once before the gate opens. */
  #granted = false;
  #refusedAt: readonly number[] = [];

  constructor(maxInFlight: number, random: () => number) {
    this.#maxInFlight = maxInFlight;
    this.#random = random;
  }

  /** Time of the next request, on the same clock as every `now`. */
  get opensAt(): number {
    return this.#opensAt;
  }

  /** Key, address or certificate were refused, and nothing has shown since that they are right. */
  get held(): boolean {
    return this.#holds > 0;
  }

  /** The server, rather than our own backoff, decides when the next request may leave. */
  get told(): boolean {
    return this.#told || this.held;
  }

  /** Rounds of requests in a row that nobody answered. */
  get outages(): number {
    return this.#outages;
  }

  /** One request probes, and the others wait for what comes of it. */
  get probes(): boolean {
    return this.#outages > 0 || this.told;
  }

  /** How many requests may be under way now. */
  width(now: number): number {
    if (now < this.#opensAt && !this.#granted) return 0;
    return this.probes ? 1 : this.#maxInFlight;
  }

  /** Lets one request leave before its time, unless the hour's share of refusals is used up. */
  grant(now: number): void {
    this.#granted = now >= this.#hourlyShare();
  }

  /** A request leaves. The answer to it is reported with the round it left in. */
  depart(): number {
    this.#granted = false;
    return this.#round;
  }

  /** The server answered, and accepts what we send in principle. */
  open(round: number, now: number): void {
    // What left before the server asked for patience says nothing against that.
    if (this.#told && round !== this.#round && now < this.#opensAt) return;
    this.#opensAt = 0;
    this.#outages = 0;
    this.#holds = 0;
    this.#told = false;
  }

  /** Nobody answered, or a server in trouble. Jitter goes upwards only from what the server asks for. */
  unavailable(round: number, now: number, retryAfterMs: number | undefined): void {
    const isNews = round === this.#round;
    if (isNews || retryAfterMs !== undefined) this.#round += 1;
    if (isNews) {
      this.#outages += 1;
      if (this.#outages > 1) this.#waitUntil(now + backoff(this.#outages - 1, this.#random()));
      if (this.held) this.#waitUntil(this.#nextProbe(now));
    }
    if (retryAfterMs === undefined) return;
    this.#told = true;
    this.#waitUntil(now + Math.min(maxWaitMs, retryAfterMs * (1 + 0.2 * this.#random())));
  }

  /**
   * The configuration was refused. Probes follow after 1 s, 5 s, 25 s … 5 min, at most ten in any hour: the first of them are
   * soon, and what is then left of the hour's share is spread over the hour, so that no repair waits long to be noticed.
   */
  hold(round: number, now: number): void {
    this.#refusedAt = [...this.#refusedAt, now].slice(-maxRefusalsAnHour);
    if (round === this.#round) {
      this.#round += 1;
      this.#holds += 1;
    }
    this.#opensAt = this.#nextProbe(now);
  }

  #nextProbe(now: number): number {
    const grown = 1000 * 5 ** (this.#holds - 1);
    if (grown < maxHoldMs) return Math.max(now + grown, this.#hourlyShare());
    const refusals = this.#refusedAt.filter((at) => at > now - hourMs);
    const [oldest = now] = refusals;
    const spread = (oldest + hourMs - now) / (maxRefusalsAnHour + 1 - refusals.length);
    return Math.max(now + maxHoldMs, now + spread, this.#hourlyShare());
  }

  /** Before this time the hour would see an eleventh refusal. */
  #hourlyShare(): number {
    const [oldest] = this.#refusedAt;
    return oldest === undefined || this.#refusedAt.length < maxRefusalsAnHour ? 0 : oldest + hourMs + 1;
  }

  #waitUntil(time: number): void {
    this.#opensAt = Math.max(this.#opensAt, time);
  }
}
