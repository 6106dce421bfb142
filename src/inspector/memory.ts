import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../json/json';
import type { CreateModelEvent } from '../mapping/record/model-event';
import { startedAgain, updated } from './merged';
import type { ReceivedRecord } from './parse-request';
import type { Api } from './routes';
import type { SeenRequest } from './seen-request';

/** Nothing can be kept for now: the request is to be sent again. */
export class UnkeptError extends Error {}

/** Keeps what requests bring. Its methods may throw an {@link UnkeptError}. */
export interface Keeper {
  /** Every request, with all of its records, before it is known what will be stored of them. */
  addRequest(request: SeenRequest): void;
  storeEvents(api: Api, records: readonly ReceivedRecord[]): void;
  /** What is refused for what is wrong with it. */
  storeRefused?(api: Api, records: readonly ReceivedRecord[]): void;
  /** @returns the session with what earlier starts have said of it */
  storeSession(received: ReceivedRecord): JsonObject;
  update(received: ReceivedRecord): void;
  /** Whether there is an event or a session with this id. */
  has(id: string | undefined): boolean;
}

/**
 * What a receiver keeps: stored events and sessions by their id, as HoneyHive does, and all records and requests as they came.
 */
export class Memory implements Keeper {
  readonly requests: SeenRequest[] = [];
  readonly received: ReceivedRecord[] = [];
  readonly updates: JsonObject[] = [];
  readonly #stored: Readonly<Record<Api | 'session', Map<string, JsonObject>>> = {
    model: new Map(),
    v1: new Map(),
    session: new Map(),
  };
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

  get sessions(): readonly JsonObject[] {
    return [...this.#stored.session.values()];
  }

  addRequest(request: SeenRequest): void {
    this.requests.push(request);
    this.received.push(...request.records);
    this.requests.splice(0, this.requests.length - this.#keep);
    this.received.splice(0, this.received.length - this.#keep);
  }

  /** A later event with the same id replaces an earlier one in its place. */
  storeEvents(api: Api, records: readonly ReceivedRecord[]): void {
    for (const { id, record } of records) this.#store(api, id ?? randomUUID(), record);
  }

  /** A session that was started before only gets the new members of its metadata and of its user's properties. */
  storeSession({ id = randomUUID(), record }: ReceivedRecord): JsonObject {
    const before = this.#stored.session.get(id);
    const session = before === undefined ? { ...record, session_id: id } : startedAgain(before, record);
    this.#store('session', id, session);
    return session;
  }

  has(id: string | undefined): boolean {
    return id !== undefined && Object.values(this.#stored).some((stored) => stored.has(id));
  }

  /** Adds the members of an update's objects to those of the event or session, and sets its other fields. */
  update({ id = '', record }: ReceivedRecord): void {
    for (const stored of Object.values(this.#stored)) {
      const before = stored.get(id);
      if (before !== undefined) stored.set(id, updated(before, record));
    }
    this.updates.push(record);
    this.updates.splice(0, this.updates.length - this.#keep);
    this.#events = undefined;
  }

  #store(kind: Api | 'session', id: string, record: JsonObject): void {
    const stored = this.#stored[kind];
    stored.set(id, record);
    for (const oldest of stored.keys()) {
      if (stored.size <= this.#keep) break;
      stored.delete(oldest);
    }
    this.#events = undefined;
  }
}

/** A valid record is what its schema describes, which the type checker cannot know. */
export const asEvent = (record: JsonObject): CreateModelEvent => record as unknown as CreateModelEvent;
