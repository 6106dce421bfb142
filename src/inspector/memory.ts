import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../json/json';
import type { CreateModelEvent } from '../mapping/record/model-event';
import type { Api, ReceivedRecord } from './arrival';
import type { SeenRequest } from './request';

/** What the receiver remembers: events by their id as the real store has them, records and requests as they came. */
export class Memory {
  readonly requests: SeenRequest[] = [];
  readonly received: ReceivedRecord[] = [];
  readonly #stored: Readonly<Record<Api, Map<string, JsonObject>>> = { model: new Map(), v1: new Map() };
  readonly #keep: number;
  #events: readonly CreateModelEvent[] | undefined;

  /** @param keep how many of the newest to remember, of each */
  constructor(keep: number) {
    this.#keep = keep;
  }

  get events(): readonly CreateModelEvent[] {
    this.#events ??= [...this.#stored.model.values()].map(asEvent);
    return this.#events;
  }

  get v1Events(): readonly JsonObject[] {
    return [...this.#stored.v1.values()];
  }

  note(request: SeenRequest, records: readonly ReceivedRecord[]): void {
    this.requests.push(request);
    this.received.push(...records);
    this.requests.splice(0, this.requests.length - this.#keep);
    this.received.splice(0, this.received.length - this.#keep);
  }

  /** The last one with an id replaces the others, in the place of the first. */
  store(api: Api, records: readonly ReceivedRecord[]): void {
    const stored = this.#stored[api];
    for (const one of records) stored.set(one.id ?? randomUUID(), one.record);
    for (const id of stored.keys()) {
      if (stored.size <= this.#keep) break;
      stored.delete(id);
    }
    this.#events = undefined;
  }
}

/** A valid record is what its schema says, which the type checker cannot know. */
export const asEvent = (record: JsonObject): CreateModelEvent => record as unknown as CreateModelEvent;
