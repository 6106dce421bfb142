import type { ModelEventDraft } from './mapping/model-event-draft';
import type { HrTime, ReadableSpan } from './mapping/span';
import { WrittenJson } from './mapping/written-json';

const maxRemembered = 1000;
const maxRecent = 100;

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
  /** What nothing has repeated yet, the latest last. */
  readonly #recent: Told[] = [];

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

  /**
   * Notes the record of a model call. Answers whether it repeats one by what it says: a framework that knows no response id
   * asked the same model the same, around a call of another instrumentation. Each call is repeated once at the most.
   */
  repeatsRecord(draft: ModelEventDraft): boolean {
    const told = toldBy(draft);
    if (told.lastMessage === undefined) return false;
    const index = told.hasId ? -1 : this.#recent.findIndex((inner) => isInside(inner, told));
    if (index >= 0) {
      this.#recent.splice(index, 1);
      return true;
    }
    this.#recent.push(told);
    if (this.#recent.length > maxRecent) this.#recent.shift();
    return false;
  }
}

interface Told {
  readonly scope: unknown;
  readonly start: number;
  readonly end: number;
  readonly hasId: boolean;
  readonly model: unknown;
  readonly lastMessage: string | undefined;
}

function toldBy({ head: { model }, messages, rest: { metadata = {}, start_time, end_time } }: ModelEventDraft): Told {
  const scope = metadata['scope'];
  const content = messages instanceof WrittenJson ? parsed(messages.lastContent) : messages.at(-1)?.['content'];
  return {
    scope: typeof scope === 'object' && scope !== null && 'name' in scope ? scope['name'] : undefined,
    start: start_time,
    end: end_time,
    hasId: metadata['response_id'] !== undefined,
    model: metadata['request_model'] ?? model,
    lastMessage: typeof content === 'string' ? content : undefined,
  };
}

const parsed = (json: string | undefined): unknown => (json === undefined ? undefined : JSON.parse(json));

const isInside = (inner: Told, outer: Told): boolean =>
  inner.scope !== outer.scope &&
  inner.model === outer.model &&
  inner.lastMessage === outer.lastMessage &&
  outer.start <= inner.start &&
  inner.end <= outer.end;

const overlap = (a: Call, b: Call): boolean => !isBefore(a.end, b.start) && !isBefore(b.end, a.start);
const isBefore = ([seconds, nanos]: HrTime, [otherSeconds, otherNanos]: HrTime): boolean =>
  seconds < otherSeconds || (seconds === otherSeconds && nanos < otherNanos);
