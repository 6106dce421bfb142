import { contextOf } from '../context/ids-of-span';
import { memorySizeOf } from '../json/memory-size';
import type { LogEvent, ReadableSpan } from '../mapping/span/span-view';

const maxBytes = 16 * 2 ** 20;
const maxAgeMs = 10 * 60_000;
const none: readonly LogEvent[] = [];

interface Kept {
  readonly events: LogEvent[];
  readonly since: number;
  bytes: number;
}

/**
 * Log events that wait for their span, by trace and span id. Bounded by bytes and age: events of spans that never end, or
 * that another exporter sampled out, are forgotten, the oldest first.
 */
export class LogEventStore {
  readonly #kept = new Map<string, Kept>();
  readonly #now: () => number;
  readonly #forgotten: (events: number) => void;
  #bytes = 0;

  /** @param now a monotonic clock, in milliseconds */
  constructor(now: () => number, forgotten: (events: number) => void) {
    this.#now = now;
    this.#forgotten = forgotten;
  }

  add(traceId: string, spanId: string, event: LogEvent): void {
    const key = traceId + spanId;
    const kept = this.#kept.get(key) ?? { events: [], since: this.#now(), bytes: 0 };
    const bytes = memorySizeOf([event.attributes, event.body]);
    kept.events.push(event);
    kept.bytes += bytes;
    this.#bytes += bytes;
    this.#kept.set(key, kept);
    this.#forgetOld();
  }

  has(traceId: string, spanId: string): boolean {
    return this.#kept.has(traceId + spanId);
  }

  /** Hands out the events of an ended span, in order of arrival. */
  take(span: ReadableSpan): readonly LogEvent[] {
    if (this.#kept.size === 0) return none;
    const { traceId, spanId } = contextOf(span);
    return this.#remove(traceId + spanId)?.events ?? none;
  }

  #forgetOld(): void {
    const before = this.#now() - maxAgeMs;
    for (const [key, kept] of this.#kept) {
      if (kept.since >= before && this.#bytes <= maxBytes) return;
      this.#remove(key);
      this.#forgotten(kept.events.length);
    }
  }

  #remove(key: string): Kept | undefined {
    const kept = this.#kept.get(key);
    if (kept === undefined) return undefined;
    this.#kept.delete(key);
    this.#bytes -= kept.bytes;
    return kept;
  }
}
