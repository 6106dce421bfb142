import type { JsonObject } from '../json/json';

/** Which of a request's valid records: the first so many, those with these `event_id`s, or those that a function picks. */
export type Which = number | readonly string[] | ((record: JsonObject) => boolean);

/**
 * How the receiver misbehaves for one request. Fields combine: `{ status: 503, delayMs: 200 }` is a slow 503.
 *
 * | field | the receiver | keeps the records |
 * | --- | --- | --- |
 * | `status: 503` | answers so, with the error body of the endpoint (204: none) | below 300: yes |
 * | `retryAfter: '2'` | adds `Retry-After` as given | |
 * | `headers: {…}` | adds headers, such as `location` or `date` | |
 * | `overBytes: n` | misbehaves only if the body has more bytes (as sent) | |
 * | `ifAny: record => …` | misbehaves only if a record of the request matches | |
 * | `html: 502` | answers a page of HTML with this status: a proxy, a load balancer, a captive portal | no |
 * | `body`, `contentType` | answers this text instead (`status` as given, else 200) | below 300: yes |
 * | `partial: pick` | refuses the picked records: 500 with `event_ids` of the others, `errors` and `success: true` | the others |
 * | `missingIds: pick` | forgets the picked records and does not name them in its 200 | the others |
 * | `ownIds: true` | answers as many ids, all its own | yes |
 * | `success: false` | says so in its answer, whatever happened | |
 * | `delayMs: n` | keeps the records, then waits before it answers | |
 * | `hang: true` | reads the request and never answers | no |
 * | `resetBefore: 'headers'` | resets the connection instead of answering | no |
 * | `resetBefore: 'body'` | ends the connection half way through the answer's body | as by its status |
 * | `acceptThenReset: true` | keeps the records, then resets the connection: the answer is lost | yes |
 * | `trickle: ms` | sends its answer byte by byte, so many milliseconds apart | |
 * | `thenClose: true` | answers, then closes the kept-alive connection without having said so | |
 */
export interface Fault {
  readonly status?: number;
  readonly retryAfter?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly overBytes?: number;
  readonly ifAny?: (record: JsonObject) => boolean;
  readonly html?: number;
  readonly body?: string;
  readonly contentType?: string;
  readonly partial?: Which;
  readonly missingIds?: Which;
  readonly ownIds?: boolean;
  readonly success?: boolean;
  readonly delayMs?: number;
  readonly hang?: boolean;
  readonly resetBefore?: 'headers' | 'body';
  readonly acceptThenReset?: boolean;
  readonly trickle?: number;
  readonly thenClose?: boolean;
}

/** A fault for the next request, `'ok'` for good behaviour, or what holds `always` once the others are used up. */
export type ScriptEntry = Fault | 'ok' | { readonly always: Fault | 'ok' };

const noFault: Fault = {};

/** Hands out one fault a request: those scripted in their order, then the standing one. */
export class Script {
  readonly #next: Fault[] = [];
  #always: Fault = noFault;

  add(entries: readonly ScriptEntry[]): void {
    for (const entry of entries) {
      if (entry !== 'ok' && 'always' in entry) this.#always = plain(entry.always);
      else this.#next.push(plain(entry));
    }
  }

  take(): Fault {
    return this.#next.shift() ?? this.#always;
  }
}

const plain = (fault: Fault | 'ok'): Fault => (fault === 'ok' ? noFault : fault);

/** The fault if its conditions hold for this request, else none. */
export function applicable(fault: Fault, bytes: number, records: readonly JsonObject[]): Fault {
  if (fault.overBytes !== undefined && bytes <= fault.overBytes) return noFault;
  if (fault.ifAny !== undefined && !records.some(fault.ifAny)) return noFault;
  return fault;
}

/** Turns a {@link Which} into a question about one record and its place in the request. */
export function picker(pick: Which | undefined): (record: JsonObject, index: number) => boolean {
  if (pick === undefined) return () => false;
  if (typeof pick === 'number') return (_record, index) => index < pick;
  if (typeof pick === 'function') return (record) => pick(record);
  return (record) => typeof record['event_id'] === 'string' && pick.includes(record['event_id']);
}
