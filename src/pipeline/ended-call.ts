import type { SpanAncestry } from '../context/span-ancestry';
import type { Verdict } from '../delivery/record';
import type { LogEvent, ReadableSpan } from '../mapping/span/span-view';

/** Called exactly once for a call, with the first verdict on it. */
export type OnVerdict = ((verdict: Verdict) => void) | undefined;

/** A span of any kind that has ended. */
export interface EndedSpan {
  readonly span: ReadableSpan;
  /** The spans that were open around it and beside it; absent for what a stock processor exports. */
  readonly ancestry?: SpanAncestry | undefined;
  /** Of a span that becomes an {@link EndedCall}. */
  readonly onVerdict?: OnVerdict;
}

/** A span that is a model call to be delivered. */
export interface EndedCall extends EndedSpan {
  readonly logs: readonly LogEvent[];
  /** Spans of other instrumentations that may be about the same call. */
  readonly siblings?: readonly SiblingSpan[] | undefined;
  /** Ids of the spans around it; those around a tool that made the call are not among them. */
  readonly ancestorIds?: ReadonlySet<string> | undefined;
}

/**
 * A span of another instrumentation that may be about the same call as those that waited for it. Each of them claims it, and
 * answers once whether it is.
 */
export class SiblingSpan {
  readonly call: EndedCall;
  /** It was classified as a call of its own, and is one unless a waiting call turns out to be the same. */
  readonly mayBeOwnCall: boolean;
  #openClaims: number;
  #isMerged = false;

  constructor(call: EndedCall, mayBeOwnCall: boolean, claims: number) {
    this.call = call;
    this.mayBeOwnCall = mayBeOwnCall;
    this.#openClaims = claims;
  }

  /** It is part of another call's record, and must not be part of a second one. */
  get isMerged(): boolean {
    return this.#isMerged;
  }

  /**
   * One of the calls that waited for it has answered.
   * @returns the call to export by itself: after the last answer, if it may be one and is part of no other's record
   */
  answer(isSameCall: boolean): EndedCall | undefined {
    this.#openClaims -= 1;
    if (isSameCall && this.mayBeOwnCall) this.#isMerged = true;
    return this.mayBeOwnCall && !this.#isMerged && this.#openClaims === 0 ? this.call : undefined;
  }
}

/**
 * What becomes of an ended span: it is a call to export, one that is deferred until the span around it ends, a duplicate of a
 * call that another span describes better, or no model call.
 */
export type Disposition = 'export' | 'defer' | 'duplicate' | 'ignore';
