import { contextOf } from '../context/ids-of-span';
import { memorySizeOf } from '../json/memory-size';
import { evaluationEvent } from '../mapping/read/evaluations';
import type { LogEvent, ReadableSpan } from '../mapping/span/span-view';
import { RecentIds } from './recent-ids';

const maxBytes = 16 * 2 ** 20;
const maxAgeMs = 10 * 60_000;
const none: readonly LogEvent[] = [];

/** The events of one span that no record takes. */
export interface LeftEvents {
  readonly traceId: string;
  readonly spanId: string;
  readonly events: readonly LogEvent[];
}

interface Kept extends LeftEvents {
  readonly events: LogEvent[];
  readonly since: number;
  bytes: number;
}

/** What becomes of events that no record takes. */
export interface Left {
  /** Their span has not ended in time. */
  forgotten(left: LeftEvents): void;
  /** It has, and is nothing that records are made of. */
  dropped(left: LeftEvents): void;
}

/**
 * Log events that wait for their span, by trace and span id. Bounded by bytes and age: events of spans that never end, or
 * that another exporter sampled out, are forgotten, the oldest first.
 */
export class LogEventStore {
  readonly #kept = new Map<string, Kept>();
  /** Spans that have taken theirs. */
  readonly #taken = new RecentIds();
  readonly #now: () => number;
  readonly #left: Left;
  #bytes = 0;

  /** @param now a monotonic clock, in milliseconds */
  constructor(now: () => number, left: Left) {
    this.#now = now;
    this.#left = left;
  }

  add(traceId: string, spanId: string, event: LogEvent): void {
    const key = traceId + spanId;
    const kept = this.#kept.get(key) ?? { traceId, spanId, events: [], since: this.#now(), bytes: 0 };
    const bytes = memorySizeOf([event.attributes, event.body]);
    kept.events.push(event);
    kept.bytes += bytes;
    this.#bytes += bytes;
    this.#kept.set(key, kept);
    this.#forgetOld();
  }

  /** Whether there is content of a span. */
  hasContent(traceId: string, spanId: string): boolean {
    return this.#kept.get(traceId + spanId)?.events.some((event) => !isEvaluation(event)) === true;
  }

  /** Hands out the events of an ended span, in order of arrival. Those that come from now on are too late for its record. */
  take(span: ReadableSpan): readonly LogEvent[] {
    const { traceId, spanId } = contextOf(span);
    const key = traceId + spanId;
    this.#taken.add(key);
    return this.#remove(key)?.events ?? none;
  }

  isTaken(traceId: string, spanId: string): boolean {
    return this.#taken.has(traceId + spanId);
  }

  /** A span has ended that is nothing that records are made of. */
  drop(span: ReadableSpan): void {
    if (this.#kept.size === 0) return;
    const { traceId, spanId } = contextOf(span);
    const left = this.#remove(traceId + spanId);
    if (left !== undefined) this.#left.dropped(left);
  }

  /** Spans whose evaluations wait. */
  get evaluated(): number {
    let spans = 0;
    for (const { events } of this.#kept.values()) if (events.some(isEvaluation)) spans += 1;
    return spans;
  }

  /** For the end of the process: spans that have not ended are waited for no longer, if they were evaluated. */
  finish(): void {
    for (const [key, kept] of this.#kept) if (kept.events.some(isEvaluation)) this.#forget(key);
  }

  #forgetOld(): void {
    const before = this.#now() - maxAgeMs;
    for (const [key, kept] of this.#kept) {
      if (kept.since >= before && this.#bytes <= maxBytes) return;
      this.#forget(key);
    }
  }

  #forget(key: string): void {
    const left = this.#remove(key);
    if (left !== undefined) this.#left.forgotten(left);
  }

  #remove(key: string): Kept | undefined {
    const kept = this.#kept.get(key);
    if (kept === undefined) return undefined;
    this.#kept.delete(key);
    this.#bytes -= kept.bytes;
    return kept;
  }
}

const isEvaluation = ({ name }: LogEvent): boolean => name === evaluationEvent;
