import { contextOf } from '../../context/ids-of-span';
import type { EventDraft } from '../../mapping/record/event-draft';
import { eventId } from '../../mapping/record/ids';
import type { EndedSpan } from '../ended-call';

const maxLatest = 2500;

/**
 * Which event became of a response, and of a span whose ids do not tell: the app named the event, or it was made of several spans. At
 * least the latest 2,500, at most twice as many.
 */
export class RecentEvents {
  #latest = new Map<string, string>();
  #before: ReadonlyMap<string, string> = new Map();

  /** @param spans that the record was made of */
  add(spans: readonly Pick<EndedSpan, 'span'>[], { rest }: EventDraft): void {
    for (const { span } of spans) {
      const { traceId, spanId } = contextOf(span);
      if (eventId(traceId, spanId) !== rest.event_id) this.#put(traceId + spanId, rest.event_id);
    }
    const response = rest.metadata?.['response_id'];
    if (typeof response === 'string') this.#put(response, rest.event_id);
  }

  ofSpan(traceId: string, spanId: string): string | undefined {
    return this.#find(traceId + spanId);
  }

  /** The latest one: caches and stand-ins repeat ids. */
  ofResponse(id: string): string | undefined {
    return this.#find(id);
  }

  #find(key: string): string | undefined {
    return this.#latest.get(key) ?? this.#before.get(key);
  }

  #put(key: string, event: string): void {
    this.#latest.set(key, event);
    if (this.#latest.size < maxLatest) return;
    this.#before = this.#latest;
    this.#latest = new Map();
  }
}
