import type { JsonObject } from '../../json/json';
import type { CallRow, Facets, Filter, KeptCall, KeptSession, Order, Page, SessionRow, Totals } from '../page-api';
import { type Failure, failureOf } from './failure';
import type { Arrived, Store } from './store';

interface Steadying {
  /** What to throw when the disk or the database fails; `undefined` to go on with another store. */
  readonly refusal: (failure: Failure) => Error | undefined;
  /** What to go on with, and a sentence that says so. */
  readonly instead: (failure: Failure) => readonly [Store, string];
  readonly say: (sentence: string) => void;
  readonly note: string | null;
}

/** A store that goes on with another one when its own fails, and does there what has failed. */
export class SteadyStore implements Store {
  readonly #steadying: Steadying;
  #store: Store;
  #note: string | null;

  constructor(store: Store, steadying: Steadying) {
    this.#store = store;
    this.#steadying = steadying;
    this.#note = steadying.note;
  }

  get where(): string {
    return this.#store.where;
  }

  get note(): string | null {
    return this.#note ?? this.#store.note;
  }

  get capped(): boolean {
    return this.#do((store) => store.capped);
  }

  addEvents(events: readonly Arrived[]): readonly CallRow[] {
    return this.#do((store) => store.addEvents(events));
  }

  addSession(session: JsonObject): void {
    this.#do((store) => store.addSession(session));
  }

  update(update: JsonObject): CallRow | undefined {
    return this.#do((store) => store.update(update));
  }

  sessions(filter: Filter, limit: number, cursor?: string): Page<SessionRow> {
    return this.#do((store) => store.sessions(filter, limit, cursor));
  }

  has(id: string): boolean {
    return this.#do((store) => store.has(id));
  }

  startOf(id: string): JsonObject | undefined {
    return this.#do((store) => store.startOf(id));
  }

  calls(filter: Filter, limit: number, order: Order, cursor?: string): Page<CallRow> {
    return this.#do((store) => store.calls(filter, limit, order, cursor));
  }

  call(id: string): KeptCall | undefined {
    return this.#do((store) => store.call(id));
  }

  session(id: string): KeptSession | undefined {
    return this.#do((store) => store.session(id));
  }

  totals(filter: Filter): Totals {
    return this.#do((store) => store.totals(filter));
  }

  facets(filter: Filter): Facets {
    return this.#do((store) => store.facets(filter));
  }

  /** Not begun anew with another store: what has been read is not to be taken for all. */
  *all(): Iterable<JsonObject> {
    try {
      yield* this.#store.all();
    } catch (error) {
      throw this.#refusalOf(error) ?? error;
    }
  }

  count(): number {
    return this.#do((store) => store.count());
  }

  clear(): void {
    this.#do((store) => store.clear());
  }

  close(): void {
    this.#store.close();
  }

  /** With another store twice at most: a new database may fail where the broken one did; memory does not. */
  #do<T>(work: (store: Store) => T, attempts = 3): T {
    try {
      return work(this.#store);
    } catch (error) {
      const refusal = this.#refusalOf(error);
      if (refusal !== undefined) throw refusal;
      const failure = failureOf(error);
      if (failure === undefined || attempts === 1) throw error;
      this.#replace(failure);
      return this.#do(work, attempts - 1);
    }
  }

  #refusalOf(error: unknown): Error | undefined {
    const failure = failureOf(error);
    return failure === undefined ? undefined : this.#steadying.refusal(failure);
  }

  #replace(failure: Failure): void {
    try {
      this.#store.close();
    } catch {} // what failed may fail to close, too
    const [store, sentence] = this.#steadying.instead(failure);
    this.#store = store;
    this.#note = sentence;
    this.#steadying.say(sentence);
  }
}
