import type { LossReason } from '../../observability/loss-reason';
import type { Outcome } from '../http/outcome';

/** What happened to a batch before. Its records share it: they are tried together, and their parts inherit it. */
export interface History {
  /** Attempts that nobody answered. */
  readonly outages: number;
  /** Partial successes that left these records out. */
  readonly refusals: number;
  /** A success left them out already. */
  readonly unconfirmed: boolean;
  readonly shortened: boolean;
  /** Others were taken since these were refused: it is the records, not the configuration. */
  readonly suspected: boolean;
}

export const unharmed: History = { outages: 0, refusals: 0, unconfirmed: false, shortened: false, suspected: false };

export type Decision =
  | { readonly kind: 'done' }
  /** The same records again; those already older than `maxAgeMs` would be too old by then. */
  | { readonly kind: 'retry'; readonly afterMs: number; readonly maxAgeMs: number; readonly next: History }
  | { readonly kind: 'split'; readonly afterMs: number; readonly next: History }
  | { readonly kind: 'shorten'; readonly next: History }
  /** Find out whether it is the records or the configuration. */
  | { readonly kind: 'isolate'; readonly detail: string }
  /** Nothing goes but a rare probe until the configuration is right. */
  | { readonly kind: 'hold'; readonly problem: string }
  | { readonly kind: 'drop'; readonly reason: LossReason; readonly detail?: string };

export interface RetryPolicy {
  /** Of a record's life, in milliseconds. Not a count of tries: an outage has no fair number of them. */
  readonly maxRetryAgeMs: number;
}

const maxRefusals = 3;

/** U(½, 1) · min(30 s, 1 s · 2ⁿ), in milliseconds. */
export const backoff = (failures: number, random: number): number =>
  ((1 + random) / 2) * Math.min(30_000, 1000 * 2 ** failures);

/** A group of records after an attempt to deliver it. */
export interface Attempt {
  readonly history: History;
  /** How many the attempt left unacknowledged. */
  readonly records: number;
  /** The outbox is shutting down: who was tried before has had its last try. */
  readonly isLast: boolean;
}

/** What becomes of the records that an attempt left unacknowledged. */
export function decide(
  outcome: Outcome,
  { history, records, isLast }: Attempt,
  policy: RetryPolicy,
  random: number,
): Decision {
  switch (outcome.kind) {
    case 'delivered':
      return { kind: 'done' };
    case 'partial':
      return records === 0 ? { kind: 'done' } : decideRest(outcome, history, records, random);
    case 'unavailable': {
      if (isLast && (history.outages > 0 || outcome.retryAfterMs !== undefined))
        return { kind: 'drop', reason: 'shutdown' };
      const afterMs = Math.max(outcome.retryAfterMs ?? 0, backoff(history.outages, random));
      const next = { ...history, outages: history.outages + 1 };
      return { kind: 'retry', afterMs, maxAgeMs: policy.maxRetryAgeMs - afterMs, next };
    }
    case 'too_large':
      if (records > 1) return { kind: 'split', afterMs: 0, next: history };
      return history.shortened
        ? { kind: 'drop', reason: 'too_large' }
        : { kind: 'shorten', next: { ...history, shortened: true } };
    case 'invalid':
      if (!history.suspected) return { kind: 'isolate', detail: outcome.detail };
      return records > 1
        ? { kind: 'split', afterMs: 0, next: history }
        : { kind: 'drop', reason: 'rejected', detail: outcome.detail };
    case 'rejected':
      return { kind: 'drop', reason: 'rejected', detail: outcome.detail };
    case 'misconfigured':
      return isLast ? { kind: 'drop', reason: 'unauthorized' } : { kind: 'hold', problem: outcome.problem };
  }
}

type Partial = Extract<Outcome, { kind: 'partial' }>;

function decideRest(outcome: Partial, history: History, records: number, random: number): Decision {
  const rejected = (detail: string | undefined): Decision => ({
    kind: 'drop',
    reason: 'rejected',
    ...(detail === undefined ? {} : { detail }),
  });
  const unconfirmed = 'unconfirmed: left out of its answer';
  if (outcome.rest === 'untold') return rejected(unconfirmed);
  if (outcome.rest === 'missing') {
    return history.unconfirmed
      ? rejected(unconfirmed)
      : { kind: 'retry', afterMs: 0, maxAgeMs: Number.POSITIVE_INFINITY, next: { ...history, unconfirmed: true } };
  }
  const next = { ...history, refusals: history.refusals + 1 };
  // Refused together, good records may suffer from a bad one: the count alone condemns only what was judged for itself.
  if (next.refusals >= maxRefusals && (records === 1 || outcome.rest === 'refused_each'))
    return rejected(outcome.detail);
  const afterMs = backoff(history.refusals === 0 ? 0 : 1, random);
  return next.refusals > 1 && records > 1
    ? { kind: 'split', afterMs, next }
    : { kind: 'retry', afterMs, maxAgeMs: Number.POSITIVE_INFINITY, next };
}
