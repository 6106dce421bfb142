import { contextOf, isSampled } from '../context/ids-of-span';
import { type ReadableSpan, skewMs, toMs } from '../mapping/span/span-view';
import type { Diagnostics } from '../observability/diagnostics';
import {
  type Disposition,
  type EndedCall,
  type EndedSpan,
  idsAround,
  type NearbySpan,
  type NearbySpans,
  nearbyOf,
  SiblingSpan,
  type StepCount,
} from '../pipeline/ended-call';
import { UnrecordedSpans } from '../pipeline/hints/unrecorded-spans';
import type { RecordQueue } from '../pipeline/record-queue';
import { HoldBuffer } from '../runtime/hold-buffer';
import { isApart, isCall } from './is-apart';
import type { LogEventStore } from './log-event-store';
import { openSpanAround, StepsInside } from './steps-inside';

/** Another span of the same call ends with it, give or take the time the app takes to read a stream. */
const limits = { maxWaitMs: 2000, maxItems: 100 };
/** A span around several steps ends after the last of them, and after the tools between them. */
const stepLimits = { ...limits, maxWaitMs: 10_000 };

/** A call without content, and the spans around it that have none either. */
export interface DeferredCall {
  readonly ended: EndedSpan;
  readonly around: readonly EndedSpan[];
  /** The id of the span around it for which it was deferred, and for which calls beside it may wait. */
  readonly within?: string | undefined;
}

/** Spans that were judged together with a call. */
export interface Involved {
  readonly around: readonly EndedSpan[];
  /** Of which one is about the same call. */
  readonly inside: readonly DeferredCall[];
  readonly within?: DeferredCall['within'];
}

/** A call that waits for its siblings to end. */
interface WaitingCall {
  readonly call: EndedCall;
  readonly openSiblings: Set<string>;
  readonly siblings: SiblingSpan[];
}

/**
 * Holds a call for a moment if spans of other instrumentations are open when it ends that may be about the same call: they have
 * what only they know, and end a little later, since they are around it, were started by a callback, or are those of the SDK below
 * it, whose stream ends after that of a framework. Its record is then made of all of them. So is that of a step, and of the span
 * around it, which has what all steps have in common.
 */
export class EnrichmentWindow {
  readonly #isEnabled: boolean;
  readonly #logEvents: LogEventStore;
  readonly #diagnostics: Diagnostics;
  readonly #next: RecordQueue;
  readonly #held = new HoldBuffer<WaitingCall, WaitingCall>(limits, (waiting) => this.#pass(waiting));
  /** Steps that wait for the span around them alone. */
  readonly #heldSteps = new HoldBuffer<WaitingCall, WaitingCall>(stepLimits, (waiting) => this.#pass(waiting));
  readonly #stepsInside = new StepsInside();
  readonly #unrecorded: UnrecordedSpans;
  /** Those that wait for a span, by its id. */
  readonly #waitingFor = new Map<string, Set<WaitingCall>>();
  #isClosed = false;

  constructor(isEnabled: boolean, logEvents: LogEventStore, diagnostics: Diagnostics, next: RecordQueue) {
    this.#isEnabled = isEnabled;
    this.#logEvents = logEvents;
    this.#diagnostics = diagnostics;
    this.#unrecorded = new UnrecordedSpans(diagnostics);
    this.#next = next;
  }

  /** How many calls are held. */
  get waiting(): number {
    return this.#held.size + this.#heldSteps.size;
  }

  /** @param involved spans that have ended before it */
  push(ended: EndedSpan, disposition: Disposition, involved?: Involved): void {
    const isCall = disposition === 'export';
    this.#unrecorded.count(ended.span, disposition);
    if (disposition === 'duplicate') this.#diagnostics.suppressed(1);
    if (!isCall) ended.onVerdict?.('delivered'); // nothing is left to be done for it
    const steps = this.#stepsInside.ended(ended.span);
    if (this.waiting > 0 && this.#offer({ ended, disposition, steps }, involved)) return;
    if (!isCall) {
      this.#logEvents.drop(ended.span); // no other span asks for them
      return;
    }
    const call = this.#callOf(ended, involved);
    if (!this.#holds(call)) this.#next.push(call);
  }

  /** For a flush: no call is held any longer. */
  release(): void {
    this.#held.releaseAll();
    this.#heldSteps.releaseAll();
  }

  /** No call is held from now on. */
  close(): void {
    this.#isClosed = true;
    this.release();
  }

  #pass(waiting: WaitingCall): void {
    const { call, openSiblings, siblings } = waiting;
    for (const id of openSiblings) this.#stopWaiting(id, waiting);
    this.#next.push(siblings.length === 0 ? call : { ...call, siblings });
  }

  #callOf(ended: EndedSpan, { around, inside }: Involved = nothing): EndedCall {
    const call = { ...ended, logs: this.#logEvents.take(ended.span) };
    if (around.length === 0 && inside.length === 0) return call;
    const siblings = [
      ...around.map((each) => new SiblingSpan(this.#callOf(each), false, 1)),
      ...inside.map((each) => new SiblingSpan(this.#callOf(each.ended, { around: each.around, inside: [] }), true, 1)),
    ];
    return { ...call, siblings };
  }

  /** Makes a span that has ended a sibling of the calls that waited for it. @returns whether there were any */
  #offer({ ended, disposition, steps }: OfferedSpan, involved: Involved = nothing): boolean {
    const { spanId } = contextOf(ended.span);
    const forOuter = involved.within === undefined ? undefined : this.#waitingFor.get(involved.within);
    const waiting = [...new Set([...(this.#waitingFor.get(spanId) ?? []), ...(forOuter ?? [])])];
    const isCall = disposition === 'export';
    // A stock processor's export has to have its verdict soon: what waits is of the same export.
    const canBeSibling =
      disposition === 'duplicate' || (isCall && (ended.onVerdict === undefined || ended.batch !== undefined));
    const isSibling = waiting.length > 0 && canBeSibling;
    if (isSibling) {
      const sibling = new SiblingSpan(this.#callOf(ended, involved), isCall, waiting.length, steps);
      for (const { siblings } of waiting) siblings.push(sibling);
    }
    for (const each of waiting) {
      each.openSiblings.delete(spanId);
      this.#stopWaiting(spanId, each);
      if (each.openSiblings.size > 0) continue;
      this.#held.release(each);
      this.#heldSteps.release(each);
    }
    return isSibling;
  }

  #holds(call: EndedCall): boolean {
    const nearby = nearbyOf(call);
    if (nearby === undefined || !this.#isEnabled || this.#isClosed) return false;
    try {
      const siblings = openSiblingsOf(call.span, nearby);
      const around = openSpanAround(call.span, nearby);
      if (siblings === undefined && around === undefined) return false;
      const openSiblings = new Set(siblings);
      if (around !== undefined) openSiblings.add(around);
      const waiting = { call, openSiblings, siblings: [...(call.siblings ?? [])] };
      for (const id of openSiblings) this.#waitFor(id, waiting);
      const held = siblings === undefined ? this.#heldSteps : this.#held;
      held.hold(waiting, waiting);
      return true;
    } catch {
      return false; // a span that cannot be read has no known siblings
    }
  }

  #waitFor(id: string, waiting: WaitingCall): void {
    const others = this.#waitingFor.get(id);
    if (others === undefined) this.#waitingFor.set(id, new Set([waiting]));
    else others.add(waiting);
  }

  #stopWaiting(id: string, waiting: WaitingCall): void {
    const others = this.#waitingFor.get(id);
    others?.delete(waiting);
    if (others?.size === 0) this.#waitingFor.delete(id);
  }
}

interface OfferedSpan {
  readonly ended: EndedSpan;
  readonly disposition: Disposition;
  /** Inside of it. */
  readonly steps: StepCount;
}

const nothing: Involved = { around: [], inside: [] };

/**
 * Ids of open model spans of other instrumentations that started before the call, in its trace or in any if it stands apart, and of
 * those inside of it. `undefined` if there are none, as for most calls.
 */
function openSiblingsOf(span: ReadableSpan, nearby: NearbySpans): Set<string> | undefined {
  let ids: Set<string> | undefined;
  let isAlone: boolean | undefined;
  for (const other of nearby.openInOtherScopes(span)) {
    const { spanId, ...context } = other.spanContext();
    if (!isSampled(context) || !isCall(other)) continue;
    if (context.traceId !== span.spanContext().traceId) {
      isAlone ??= isApart(span, nearby);
      if (!isAlone) continue;
    }
    if (!startedBefore(other, span) && !idsAround(other, nearby).has(contextOf(span).spanId)) continue;
    ids ??= new Set();
    ids.add(spanId);
  }
  return ids;
}

const startedBefore = ({ startTime }: NearbySpan, call: ReadableSpan): boolean =>
  startTime === undefined || toMs(startTime) <= toMs(call.startTime) + skewMs;
