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
  #latest = new Events();
  #before = new Events();

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
    return this.#latest.map.get(key) ?? this.#before.map.get(key);
  }

  #put(key: string, event: string): void {
    this.#latest.put(key, event);
    if (this.#latest.size < maxLatest) return;
    this.#before = this.#latest;
    this.#latest = new Events();
  }
}

/** A map that is made when it is first asked: few apps ever update an event. */
class Events {
  #list: (readonly [key: string, event: string])[] = [];
  #map: Map<string, string> | undefined;

  get size(): number {
    return this.#map?.size ?? this.#list.length;
  }

  get map(): ReadonlyMap<string, string> {
    if (this.#map === undefined) {
      this.#map = new Map(this.#list);
      this.#list = [];
    }
    return this.#map;
  }

  put(key: string, event: string): void {
    if (this.#map === undefined) this.#list.push([key, event]);
    else this.#map.set(key, event);
  }
}
