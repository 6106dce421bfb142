import type { LossReason } from '../../observability/loss-reason';
import type { Outcome } from '../http/outcome';

/** What happened to a group of records before. When the group is split, its parts inherit it. */
export interface History {
  /** Attempts without an answer, or with that of a server in trouble. */
  readonly outages: number;
  /** Partial successes that refused these records. */
  readonly refusals: number;
  /** A success has left them out of its ids before. */
  readonly unconfirmed: boolean;
  readonly shortened: boolean;
  /** Other records were accepted after these were refused, so it is the records and not the configuration. */
  readonly suspected: boolean;
}

export const noHistory: History = { outages: 0, refusals: 0, unconfirmed: false, shortened: false, suspected: false };

export type Decision =
  | { readonly kind: 'done' }
  /** Send the same records again; those older than `maxAgeMs` now would be too old by then, and are lost. */
  | { readonly kind: 'retry'; readonly afterMs: number; readonly maxAgeMs: number; readonly next: History }
  | { readonly kind: 'split'; readonly afterMs: number; readonly next: History }
  | { readonly kind: 'shorten'; readonly next: History }
  /** Find out whether it is the records or the configuration. */
  | { readonly kind: 'isolate'; readonly detail: string }
  /** Send nothing but a rare probe until the configuration is right. */
  | { readonly kind: 'hold'; readonly problem: string }
  | { readonly kind: 'drop'; readonly reason: LossReason; readonly detail?: string | undefined };

export interface RetryPolicy {
  /** The age of a record up to which it is retried. An outage has no fair number of attempts. */
  readonly maxRetryAgeMs: number;
}

const maxRefusals = 3;

/** U(½, 1) · min(30 s, 1 s · 2ⁿ), in milliseconds. */
export const backoff = (failures: number, random: number): number =>
  ((1 + random) / 2) * Math.min(30_000, 1000 * 2 ** failures);

/** A group of records after an attempt to deliver it. */
export interface Attempt {
  readonly history: History;
  /** How many records the answer left unacknowledged. */
  readonly records: number;
  /** The outbox is shutting down: what has failed before is not tried again. */
  readonly isLast: boolean;
}

/** What becomes of the records that an attempt left unacknowledged. */
export function decide(outcome: Outcome, attempt: Attempt, policy: RetryPolicy, random: number): Decision {
  const { history, records, isLast } = attempt;
  switch (outcome.kind) {
    case 'delivered':
      return { kind: 'done' };
    case 'partial':
      return records === 0 ? { kind: 'done' } : decideRemainder(outcome, attempt, random);
    case 'unavailable': {
      if (isLast && (history.outages > 0 || outcome.retryAfterMs !== undefined))
        return { kind: 'drop', reason: 'shutdown' };
      const afterMs = Math.max(outcome.retryAfterMs ?? 0, backoff(history.outages, random));
      const next = { ...history, outages: history.outages + 1 };
      return { kind: 'retry', afterMs, maxAgeMs: policy.maxRetryAgeMs - afterMs, next };
    }
    case 'too_large':
      if (records > 1) return { kind: 'split', afterMs: 0, next: history };
      if (history.shortened) return { kind: 'drop', reason: 'too_large' };
      return { kind: 'shorten', next: { ...history, shortened: true } };
    case 'invalid':
      if (!history.suspected) return { kind: 'isolate', detail: outcome.detail };
      return records > 1 ? { kind: 'split', afterMs: 0, next: history } : rejected(outcome.detail);
    case 'rejected':
      return rejected(outcome.detail);
    case 'misconfigured':
      return isLast ? { kind: 'drop', reason: 'unauthorized' } : { kind: 'hold', problem: outcome.problem };
  }
}

const rejected = (detail: string | undefined): Decision => ({ kind: 'drop', reason: 'rejected', detail });
const unconfirmed = 'unconfirmed: the answer does not list its id';

type Partial = Extract<Outcome, { kind: 'partial' }>;

function decideRemainder(outcome: Partial, { history, records }: Attempt, random: number): Decision {
  const maxAgeMs = Number.POSITIVE_INFINITY;
  if (outcome.remainder === 'unidentified') return rejected(unconfirmed);
  if (outcome.remainder === 'missing') {
    if (history.unconfirmed) return rejected(unconfirmed);
    return { kind: 'retry', afterMs: 0, maxAgeMs, next: { ...history, unconfirmed: true } };
  }
  const next = { ...history, refusals: history.refusals + 1 };
  // Of records that were refused together, one may be bad and the others good: the count alone does not reject them.
  if (next.refusals >= maxRefusals && (records === 1 || outcome.remainder === 'refused_each'))
    return rejected(outcome.detail);
  const afterMs = backoff(Math.min(1, history.refusals), random);
  if (next.refusals > 1 && records > 1) return { kind: 'split', afterMs, next };
  return { kind: 'retry', afterMs, maxAgeMs, next };
}
