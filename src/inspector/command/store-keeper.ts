import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../json/json';
import { type Keeper, UnkeptError } from '../memory';
import type { CallRow } from '../page-api';
import type { ReceivedRecord } from '../parse-request';
import type { Api } from '../routes';
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

  addRequest(): void {} // its records are kept one by one

  storeEvents(format: Api, records: readonly ReceivedRecord[]): void {
    const at = Date.now();
    this.#add(records.map(({ record, problems }) => ({ format, record, problems, at })));
  }

  /** Beside what is kept already: what is refused replaces nothing. */
  storeRefused(format: Api, records: readonly ReceivedRecord[]): void {
    const at = Date.now();
    this.#add(
      records.map(({ id, record, problems }) => {
        const isTaken = id === undefined || this.has(id);
        return { format, record, problems, at, ...(isTaken ? { id: randomUUID() } : {}) };
      }),
    );
  }

  storeSession({ id = randomUUID(), record }: ReceivedRecord): JsonObject {
    const session = { ...record, session_id: id };
    return this.#do(() => {
      this.#store.addSession(session);
      this.#onArrival([], [id]);
      return this.#store.startOf(id) ?? session;
    });
  }

  update({ id = '', record }: ReceivedRecord): void {
    const row = this.#do(() => this.#store.update({ ...record, event_id: id }));
    this.#onArrival(row === undefined ? [] : [row], row === undefined ? [id] : []);
  }

  has(id: string | undefined): boolean {
    return id !== undefined && this.#do(() => this.#store.has(id));
  }

  #add(events: Parameters<Store['addEvents']>[0]): void {
    if (events.length > 0)
      this.#onArrival(
        this.#do(() => this.#store.addEvents(events)),
        [],
      );
  }

  #do<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw new UnkeptError(`It cannot be kept: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
