import type { LossReason } from '../../observability/loss-reason';
import type { Runtime } from '../../runtime/runtime';
import type { Outcome } from '../http/outcome';
import type { Ledger } from '../ledger';
import { AdaptiveSizeLimit, type SizeLimitState } from './adaptive-size-limit';
import { type BreakerState, CircuitBreaker } from './circuit-breaker';

/** For another loop that goes on. */
export interface Learned {
  readonly breaker: BreakerState;
  readonly sizeLimit: SizeLimitState;
}

/**
 * Why records stay pending. `misconfigured`: key, address, certificate or proxy. `refused`: HoneyHive rejects every record. `no_time`:
 * they were not sent before the time was over, and no request has failed.
 */
export type Trouble = 'misconfigured' | 'unavailable' | 'refused' | 'no_time';

/** Why calls that are not even records yet stay pending, though there is room for them: that the last answer is missing is no reason. */
export const orNoTime = <Why>(why: Why | 'unavailable' | undefined): Why | 'no_time' =>
  why === undefined || why === 'unavailable' ? 'no_time' : why;

export interface EndpointLimits {
  readonly maxBatchBytes: number;
  readonly maxConcurrentRequests: number;
}

/** What the outcomes of requests have taught about the endpoint: whether it takes records, and how large. */
export class EndpointState {
  readonly breaker: CircuitBreaker;
  readonly sizeLimit: AdaptiveSizeLimit;
  /** While the configuration is rejected: the reason that the waiting records are lost for in the end. */
  holdReason: LossReason | undefined;
  /** When the configuration was last found right again. */
  releasedAt = Number.NEGATIVE_INFINITY;
  readonly #ledger: Ledger;
  readonly #runtime: Runtime;

  constructor({ maxBatchBytes, maxConcurrentRequests }: EndpointLimits, ledger: Ledger, runtime: Runtime) {
    this.breaker = new CircuitBreaker(maxConcurrentRequests, () => runtime.random());
    this.sizeLimit = new AdaptiveSizeLimit(maxBatchBytes);
    this.#ledger = ledger;
    this.#runtime = runtime;
  }

  /** A lasting outage, or a rejected configuration. */
  get isDown(): boolean {
    return this.breaker.outages > 1 || this.breaker.isConfigRejected;
  }

  /** @param isUnanswered whether the answer to a request is missing */
  trouble(isUnanswered: boolean): Trouble {
    if (!this.breaker.isConfigRejected) return isUnanswered || this.breaker.outages > 0 ? 'unavailable' : 'no_time';
    return this.holdReason === 'rejected' ? 'refused' : 'misconfigured';
  }

  get learned(): Learned {
    return { breaker: this.breaker.state(this.#runtime.now()), sizeLimit: this.sizeLimit.state };
  }

  /** Goes on where another loop was. */
  resume({ breaker, sizeLimit }: Learned): void {
    this.breaker.resume(breaker, this.#runtime.now());
    this.sizeLimit.resume(sizeLimit);
  }

  /** What an outcome means for the time and the size of other requests. */
  learn(outcome: Outcome, bytes: number, round: number): void {
    const now = this.#runtime.now();
    if (outcome.kind === 'misconfigured') {
      this.breaker.configRejected(round, now);
      return;
    }
    if (outcome.kind === 'unavailable') {
      this.breaker.unavailable(round, now, outcome.retryAfterMs);
      if (this.breaker.outages > 1) this.#ledger.notice('outage', `${outcome.problem} ${kept}`);
      return;
    }
    if (outcome.kind === 'delivered') this.sizeLimit.accepted(bytes);
    if (outcome.kind === 'too_large') this.sizeLimit.refused(bytes);
    if (this.breaker.isConfigRejected) {
      if (outcome.kind === 'invalid') return;
      this.holdReason = undefined;
      this.releasedAt = now;
      this.#ledger.notice('released', `HoneyHive accepts events again. Sending ${this.#ledger.records} that waited.`);
    }
    this.breaker.accepted(round, now);
  }

  /** Everything is held until the configuration is right. @param reason that the records are lost for in the end */
  hold(problem: string, reason: LossReason): void {
    if (this.holdReason === undefined) this.#ledger.notice('held', `${problem} ${kept}`);
    this.holdReason = reason;
  }
}

const kept = 'Events are kept in the queue and retried.';
