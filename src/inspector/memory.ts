import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../json/json';
import type { CreateModelEvent } from '../mapping/record/model-event';
import type { Api, ReceivedRecord } from './parse-request';
import type { SeenRequest } from './seen-request';

/** What a receiver keeps: stored events by their id, as HoneyHive does, and all records and requests as they came. */
export class Memory {
  readonly requests: SeenRequest[] = [];
  readonly received: ReceivedRecord[] = [];
  readonly #stored: Readonly<Record<Api, Map<string, JsonObject>>> = { model: new Map(), v1: new Map() };
  readonly #keep: number;
  #events: readonly CreateModelEvent[] | undefined;

  /** @param keep how many to keep of each; the oldest are forgotten */
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

  addRequest(request: SeenRequest): void {
    this.requests.push(request);
    this.received.push(...request.records);
    this.requests.splice(0, this.requests.length - this.#keep);
    this.received.splice(0, this.received.length - this.#keep);
  }

  /** A later event with the same id replaces an earlier one in its place. */
  store(api: Api, records: readonly ReceivedRecord[]): void {
    const stored = this.#stored[api];
    for (const { id, record } of records) stored.set(id ?? randomUUID(), record);
    for (const id of stored.keys()) {
      if (stored.size <= this.#keep) break;
      stored.delete(id);
    }
    this.#events = undefined;
  }
}

/** A valid record is what its schema describes, which the type checker cannot know. */
export const asEvent = (record: JsonObject): CreateModelEvent => record as unknown as CreateModelEvent;
