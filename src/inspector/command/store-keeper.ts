import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../json/json';
import type { Keeper } from '../memory';
import type { CallRow } from '../page-api';
import type { ReceivedRecord } from '../parse-request';
import type { Api } from '../routes';
import type { SeenRequest } from '../seen-request';
import type { Store } from '../store/store';

/** Is told of what has changed in a store. */
export type OnArrival = (rows: readonly CallRow[], sessions: readonly string[]) => void;

/** Keeps what a receiver gets in a store, and what it refused for a record's sake, too. */
export class StoreKeeper implements Keeper {
  readonly #store: Store;
  readonly #onArrival: OnArrival;

  constructor(store: Store, onArrival: OnArrival) {
    this.#store = store;
    this.#onArrival = onArrival;
  }

  addRequest({ api, records }: SeenRequest): void {
    this.#add(
      api,
      records.filter(({ problems }) => problems.length > 0),
    );
  }

  storeEvents(api: Api, records: readonly ReceivedRecord[]): void {
    this.#add(api, records);
  }

  storeSession({ id = randomUUID(), record }: ReceivedRecord): JsonObject {
    const session = { ...record, session_id: id };
    this.#store.addSession(session);
    this.#onArrival([], [id]);
    return this.#store.startOf(id) ?? session;
  }

  update({ id = '', record }: ReceivedRecord): void {
    const row = this.#store.update({ ...record, event_id: id });
    this.#onArrival(row === undefined ? [] : [row], row === undefined ? [id] : []);
  }

  has(id: string | undefined): boolean {
    return id !== undefined && this.#store.has(id);
  }

  #add(api: Api | undefined, records: readonly ReceivedRecord[]): void {
    if (records.length === 0) return;
    const at = Date.now();
    const format = api ?? 'model';
    const rows = this.#store.addEvents(records.map(({ record, problems }) => ({ format, record, problems, at })));
    this.#onArrival(rows, []);
  }
}
