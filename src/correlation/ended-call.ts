import type { Ancestry } from '../context/span-ancestry';
import type { Verdict } from '../delivery/record';
import type { LogEvent, ReadableSpan } from '../mapping/span/span-view';

export type OnVerdict = (verdict: Verdict) => void;

export interface Accepted {
  readonly span: ReadableSpan;
  readonly logs: readonly LogEvent[];
  readonly ancestry: Ancestry | undefined;
  readonly onVerdict: OnVerdict | undefined;
  /** Of a call that has waited for other spans which may tell of it. */
  readonly call?: WitnessedCall | undefined;
}

/** An ended span that may tell of a call which waits for it. */
export interface Witness {
  readonly accepted: Accepted;
  /** It was judged to be a call of its own, which it is if no waiting call turns out to be the same. */
  readonly isSuspect: boolean;
  /** How many calls have it among their witnesses and have not looked at it. */
  asked: number;
  isOfAnother: boolean;
}

/** A call that waits for spans which may tell of it, too. */
export interface WitnessedCall {
  readonly span: ReadableSpan;
  readonly ancestry: Ancestry;
  readonly witnesses: readonly Witness[];
  /** Ids of the spans around it, which tell of it if they tell of a call: those around a tool that made it do not. */
  readonly around: ReadonlySet<string>;
}
