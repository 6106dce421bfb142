import { TraceFlags } from '@opentelemetry/api';
import type { Ancestry } from '../context/span-ancestry';
import type { OpenSpan } from '../context/span-start';
import { type HrTime, type ReadableSpan, toMs } from '../mapping/span/span-view';
import type { Accepted, Witness, WitnessedCall } from './ended-call';
import { isToolCall } from './nested-calls';

/** Another span of the same call ends with it, give or take the app's reading of a stream. */
const patienceMs = 2000;
const maxWaiting = 100;

type Waiting = WitnessedCall & {
  readonly awaited: Set<string>;
  readonly witnesses: Witness[];
  patience?: NodeJS.Timeout;
};

/**
 * Lets a call wait, for a moment, for the spans of other instrumentations that were open when it ended and may tell of it: its
 * record is then made with what only those know. They end a little later, since they are around it, or were begun by a callback.
 */
export class Witnesses {
  readonly #isCall: (span: OpenSpan) => boolean;
  readonly #release: (call: WitnessedCall) => void;
  readonly #waiting = new Set<Waiting>();

  /** @param release called once for each call that had to wait */
  constructor(isCall: (span: OpenSpan) => boolean, release: (call: WitnessedCall) => void) {
    this.#isCall = isCall;
    this.#release = release;
  }

  /** How many calls wait. */
  get size(): number {
    return this.#waiting.size;
  }

  /** Whether the call waits from now on; it does not if there is nothing to wait for. */
  wait(span: ReadableSpan, ancestry: Ancestry): boolean {
    const awaited = this.#awaitedBy(span, ancestry);
    if (awaited === undefined) return false;
    if (this.#waiting.size >= maxWaiting) this.releaseAll();
    const waiting: Waiting = { span, ancestry, awaited, witnesses: [], around: idsAround(span, ancestry) };
    this.#waiting.add(waiting);
    waiting.patience = setTimeout(() => this.#let(waiting), patienceMs).unref();
    return true;
  }

  /**
   * A span has ended that is a model call, or tells of one.
   * @param accepted asked for if somebody has waited for it
   * @returns whether somebody has
   */
  heard(spanId: string, isSuspect: boolean, accepted: () => Accepted): boolean {
    const asking = [...this.#waiting].filter(({ awaited }) => awaited.has(spanId));
    if (asking.length === 0) return false;
    const witness = { accepted: accepted(), isSuspect, asked: asking.length, isOfAnother: false };
    for (const { witnesses } of asking) witnesses.push(witness);
    return true;
  }

  /** Nobody waits for this span any longer. */
  ended(spanId: string): void {
    for (const waiting of [...this.#waiting]) {
      if (waiting.awaited.delete(spanId) && waiting.awaited.size === 0) this.#let(waiting);
    }
  }

  /** For a flush: nobody waits any longer. */
  releaseAll(): void {
    for (const waiting of [...this.#waiting]) this.#let(waiting);
  }

  #let(waiting: Waiting): void {
    clearTimeout(waiting.patience); // which holds the spans, and with them what was said
    if (this.#waiting.delete(waiting)) this.#release(waiting);
  }

  /**
   * Ids of open model spans of other scopes that began before the call: in its trace, or anywhere if it is in nobody's. Most
   * calls have none.
   */
  #awaitedBy(span: ReadableSpan, ancestry: Ancestry): Set<string> | undefined {
    let awaited: Set<string> | undefined;
    for (const other of ancestry.openBeside(span)) {
      const { traceId, spanId, traceFlags } = other.spanContext();
      if (!isInReach(span, traceId) || !(traceFlags & TraceFlags.SAMPLED)) continue;
      if (!isBefore(other, span) || !this.#isCall(other)) continue;
      awaited ??= new Set();
      awaited.add(spanId);
    }
    return awaited;
  }
}

function idsAround(span: ReadableSpan, ancestry: Ancestry): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const parent of ancestry.around(span)) {
    const { attributes } = parent;
    if (attributes !== undefined && isToolCall({ attributes })) break;
    ids.add(parent.spanContext().spanId);
  }
  return ids;
}

const isInReach = (span: ReadableSpan, traceId: string): boolean =>
  (span.parentSpanContext?.spanId ?? span.parentSpanId) === undefined || span.spanContext().traceId === traceId;

const isBefore = ({ startTime }: OpenSpan & { readonly startTime?: HrTime }, call: ReadableSpan): boolean =>
  startTime === undefined || toMs(startTime) <= toMs(call.startTime) + skewMs;

/** Clocks of two instrumentations in one process differ by what they round away. */
const skewMs = 2;
