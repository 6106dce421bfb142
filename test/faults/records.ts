import type { AnswerName, Refusal } from './answers';
import { refusals } from './answers';

/** How the app names its calls: `call-<life>-<number>`. */
export const callName = /call-\d+-\d+/;

/** What a server has seen of one call. */
interface Seen {
  /** More than one only if a record has got another id. */
  readonly ids: Set<string>;
  readonly refusals: Refusal[];
  isStored: boolean;
}

/** What becomes of an answer. */
export interface Reading {
  /** The client has closed the connection, and the answer was not read by then. */
  isReset: boolean;
}

/** The id of a record in an answer. */
interface Acknowledgement {
  readonly id: string;
  readonly reading: Reading;
}
const wasRead = ({ reading }: Acknowledgement): boolean => !reading.isReset;

/** All that a server knows about the calls of a script. */
export class Records {
  readonly #calls = new Map<string, Seen>();
  readonly #callOf = new Map<string, string>();
  #acknowledged: Acknowledgement[] = [];
  /** By the id of a record, of all processes that were quiet before their end. */
  readonly #settled = new Map<string, Acknowledgement>();
  /** Of the last process, if it was quiet. */
  #ofLast: readonly Acknowledgement[] = [];
  readonly #again: { readonly call: string; readonly of: Acknowledgement }[] = [];
  stored = 0;

  /** Notes which ids a request has, and which of them must not have come. */
  arrived(body: string): void {
    for (const record of (JSON.parse(body) as { model_events: readonly { event_id: string }[] }).model_events) {
      const call = callName.exec(JSON.stringify(record))?.[0] ?? 'none of the calls';
      const seen = this.#calls.get(call) ?? { ids: new Set(), refusals: [], isStored: false };
      this.#calls.set(call, seen);
      this.#callOf.set(record.event_id, call);
      seen.ids.add(record.event_id);
      const of = this.#settled.get(record.event_id);
      if (of !== undefined) this.#again.push({ call, of });
    }
  }

  store(ids: readonly string[]): void {
    for (const id of ids) {
      const seen = this.#of(id);
      if (seen === undefined) continue;
      if (!seen.isStored) this.stored += 1;
      seen.isStored = true;
    }
  }

  refuse(ids: readonly string[], by: AnswerName): void {
    const how = refusals[by];
    if (how === undefined || (how === 'alone' && ids.length > 1)) return;
    for (const id of ids) this.#of(id)?.refusals.push(how);
  }

  acknowledge(ids: readonly string[], reading: Reading): void {
    for (const id of ids) this.#acknowledged.push({ id, reading });
  }

  /** What another process has read of the answers is not known to the next one, unless it was quiet before its end. */
  processStarts(): void {
    this.#acknowledged = [];
  }

  /** Whatever this process was given an acknowledgement of must not come again. */
  processIsQuiet(): void {
    this.#ofLast = this.#acknowledged;
    this.#acknowledged = [];
    for (const one of this.#ofLast) this.#settled.set(one.id, one);
  }

  /** How many records of the last process that was quiet were acknowledged by then. */
  get acknowledged(): number {
    return new Set(this.#ofLast.filter(wasRead).map(({ id }) => id)).size;
  }

  /** Calls that were sent again although their acknowledgement had been read. */
  get sentAgain(): readonly string[] {
    return this.#again.filter(({ of }) => wasRead(of)).map(({ call }) => call);
  }

  #of(id: string): Seen | undefined {
    return this.#calls.get(this.#callOf.get(id) ?? '');
  }

  isStored(call: string): boolean {
    return this.#calls.get(call)?.isStored === true;
  }

  /** Whether docs/delivery.md lets it be lost after these refusals. */
  isExcused(call: string): boolean {
    const given = this.#calls.get(call)?.refusals ?? [];
    if (given.includes('at once') || given.includes('alone')) return true;
    return given.length >= (given.includes('missing') ? 2 : 3);
  }

  /** Calls that came with more than one id. */
  get ambiguous(): readonly string[] {
    return [...this.#calls].filter(([, { ids }]) => ids.size > 1).map(([call]) => call);
  }
}
