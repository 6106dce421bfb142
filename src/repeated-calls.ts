import type { HrTime, ReadableSpan } from './mapping/span';

const maxRemembered = 1000;

interface Call {
  readonly scope: string;
  readonly start: HrTime;
  readonly end: HrTime;
}

/**
 * Knows the answers that were told of before. Instrumentations built on callbacks start traces of their own, so the span of a
 * framework need not enclose the provider's: the same response id, from different instrumentation scopes, in overlapping time
 * is one call. Never the id alone, since caches and stand-ins repeat ids.
 */
export class RepeatedCalls {
  /** By response id, the latest last. */
  readonly #told = new Map<string, Call>();

  /** Notes an ended model call. Answers whether another instrumentation has told of it. */
  repeats(span: ReadableSpan): boolean {
    const id = span.attributes['gen_ai.response.id'] ?? span.attributes['ai.response.id'];
    if (typeof id !== 'string' || id === '') return false;
    const scope = (span.instrumentationScope ?? span.instrumentationLibrary)?.name ?? '';
    const call = { scope, start: span.startTime, end: span.endTime };
    const told = this.#told.get(id);
    if (told !== undefined && told.scope !== scope && overlap(told, call)) return true;
    this.#told.delete(id);
    this.#told.set(id, call);
    if (this.#told.size > maxRemembered) {
      const [oldest] = this.#told.keys();
      if (oldest !== undefined) this.#told.delete(oldest);
    }
    return false;
  }
}

const overlap = (a: Call, b: Call): boolean => !isBefore(a.end, b.start) && !isBefore(b.end, a.start);
const isBefore = ([seconds, nanos]: HrTime, [otherSeconds, otherNanos]: HrTime): boolean =>
  seconds < otherSeconds || (seconds === otherSeconds && nanos < otherNanos);
