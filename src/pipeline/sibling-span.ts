import type { EndedCall } from './ended-call';

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
