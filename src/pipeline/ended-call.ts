import type { SpanAncestry } from '../context/span-ancestry';
import type { Verdict } from '../delivery/record';
import { isToolCall } from '../mapping';
import type { Attributes } from '../mapping/span/attribute-names';
import type { HrTime, LogEvent, ReadableSpan } from '../mapping/span/span-view';
import type { Step } from '../mapping/steps/step-recognition';

/** Called exactly once, with the first verdict. */
export type OnVerdict = ((verdict: Verdict) => void) | undefined;

/** A span around or beside another one. */
export interface NearbySpan {
  spanContext(): { readonly traceId: string; readonly spanId: string; readonly traceFlags?: number };
  readonly name?: string;
  readonly attributes?: Attributes;
  readonly startTime?: HrTime;
  readonly parentSpanContext?: { readonly spanId: string } | undefined;
  /** SDK 1.x. */
  readonly parentSpanId?: string | undefined;
  readonly instrumentationScope?: { readonly name: string } | undefined;
  /** SDK 1.x. */
  readonly instrumentationLibrary?: { readonly name: string } | undefined;
}

/** The spans around and beside others, as far as they are known. */
export interface NearbySpans {
  /** To be called for each span when its turn comes. */
  ended(span: object): void;
  /** From its parent outwards. */
  ancestorsOf(span: object): Iterable<NearbySpan>;
  /** Whether the turn of a span has not come. */
  isOpen(span: object): boolean;
  /** The same, as far as their starts were seen. */
  enclosing(span: object): Iterable<NearbySpan>;
  /** Those of other instrumentations whose turn has not come. */
  openInOtherScopes(span: object): Iterable<NearbySpan>;
}

/** A span of any kind that has ended. */
export interface EndedSpan {
  readonly span: ReadableSpan;
  /** The spans that were open around it and beside it; absent for what a stock processor exports. */
  readonly ancestry?: SpanAncestry | undefined;
  /** For what a stock processor exports: the spans of the same export, if there are several calls among them. */
  readonly batch?: NearbySpans | undefined;
  /** The id of the event around it, where steps are events. */
  readonly parentId?: string | undefined;
  /** Called for each span of an export, also if it is no call, or a part of another one's record. */
  readonly onVerdict?: OnVerdict;
}

/** Ids of the spans around a span; those around a tool that made the call are not among them. */
export function idsAround(span: object, nearby: NearbySpans): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const parent of nearby.ancestorsOf(span)) {
    const { attributes } = parent;
    if (attributes !== undefined && isToolCall({ attributes })) break;
    ids.add(parent.spanContext().spanId);
  }
  return ids;
}

export const nearbyOf = ({ batch, ancestry }: EndedSpan): NearbySpans | undefined => batch ?? ancestry;

/** A span that is a model call to be delivered. */
export interface EndedCall extends EndedSpan {
  readonly logs: readonly LogEvent[];
  /** Other spans that may be about the same call. */
  readonly siblings?: readonly SiblingSpan[] | undefined;
}

/** A span that is an agent, a chain or a tool to be delivered. */
export interface EndedStep extends EndedSpan {
  readonly step: Step;
  readonly logs: readonly LogEvent[];
  /** No event stands below it: it is a tool. */
  readonly isLeaf: boolean;
}

/** How many steps have ended inside of a span: what it says of the answer is true of the only one. */
export type StepCount = 'none' | 'one' | 'several';

/**
 * A span that may be about the same call as others, which claim it, and of which each answers once whether it is: one of another
 * instrumentation that they waited for, or one without content inside of them.
 */
export class SiblingSpan {
  readonly call: EndedCall;
  /** It was classified as a call of its own, and is one unless a waiting call turns out to be the same. */
  readonly mayBeOwnCall: boolean;
  readonly stepsInside: StepCount;
  #openClaims: number;
  #isMerged = false;

  constructor(call: EndedCall, mayBeOwnCall: boolean, claims: number, stepsInside: StepCount = 'none') {
    this.call = call;
    this.mayBeOwnCall = mayBeOwnCall;
    this.stepsInside = stepsInside;
    this.#openClaims = claims;
  }

  /** It is part of another call's record, and must not be part of a second one. */
  get isMerged(): boolean {
    return this.#isMerged;
  }

  /** Whether no other call has still to answer: of several attempts of one call, the last. */
  get isLastClaim(): boolean {
    return this.#openClaims <= 1;
  }

  /**
   * One of the calls that waited for it has answered.
   * @returns the call to export by itself: after the last answer, if it may be one and is part of no other's record
   */
  answer(isSameCall: boolean): EndedCall | undefined {
    this.#openClaims -= 1;
    if (isSameCall && this.mayBeOwnCall && !this.#isMerged) {
      this.#isMerged = true;
      this.call.onVerdict?.('delivered'); // nothing is left to be done for it
    }
    return this.mayBeOwnCall && !this.#isMerged && this.#openClaims === 0 ? this.call : undefined;
  }
}

/**
 * What becomes of an ended span: it is a call to export, one that is deferred until the span around it ends, a duplicate of a
 * call that another span describes better, or no model call.
 */
export type Disposition = 'export' | 'defer' | 'duplicate' | 'ignore';
