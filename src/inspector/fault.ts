import type { JsonObject } from '../json/json';
import type { Api, Route } from './routes';

/** Which valid records of a request: the first so many, those with these `event_id`s, or those that match. */
export type Which = number | readonly string[] | ((record: JsonObject) => boolean);

/**
 * How the receiver misbehaves for one request. Fields combine: `{ status: 503, delayMs: 200 }` is a slow 503. Records
 * are stored unless a field says otherwise.
 */
export interface Fault {
  /** Is for the next request of this route, and passes others by. Default: requests of every route, unknown ones too. */
  readonly route?: Route;
  /** Is for the older routes (`model`) or their successors (`v1`) alone. */
  readonly api?: Api;
  /** Answers with this status and the endpoint's body for it (204: none). From 300 up, nothing is stored. */
  readonly status?: number;
  /** Value of the header `Retry-After`. */
  readonly retryAfter?: string;
  /** Additional headers, such as `location` or `date`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Misbehaves only if the body, as sent, has more bytes. */
  readonly overBytes?: number;
  /** Misbehaves only if a record of the request matches. */
  readonly ifAny?: (record: JsonObject) => boolean;
  /** Answers with an HTML page of this status, as a proxy or a captive portal does. Nothing is stored. */
  readonly html?: number;
  /** Answers with this body, by default with status 200. */
  readonly body?: string;
  readonly contentType?: string;
  /** Rejects these records: status 500, with `errors` and the `event_ids` of the others, which are stored. */
  readonly partial?: Which;
  /** Answers with 200, but without the ids of these records. Only the others are stored. */
  readonly missingIds?: Which;
  /** Answers with new ids instead of those of the records. */
  readonly ownIds?: boolean;
  /** Value of `success` in the body, whatever happened. */
  readonly success?: boolean;
  /** Waits this many milliseconds between storing the records and the response. */
  readonly delayMs?: number;
  /** Reads the request and never answers. Nothing is stored. */
  readonly hang?: boolean;
  /** Resets the connection instead of answering and stores nothing, or ends it half way through the body. */
  readonly resetBefore?: 'headers' | 'body';
  /** Stores the records, then resets the connection: the response is lost. */
  readonly acceptThenReset?: boolean;
  /** Sends the body byte by byte, this many milliseconds apart. */
  readonly trickle?: number;
  /** Closes the kept-alive connection after the response, without having announced it. */
  readonly thenClose?: boolean;
}

/** A fault for the next request, `'ok'` for none, or what applies `always` after the other entries. */
export type ScriptEntry = Fault | 'ok' | { readonly always: Fault | 'ok' };

/** What is handed out where nothing is scripted, or where the conditions of a fault are not met. */
export const noFault: Fault = {};

/**
 * Hands out one fault per request: the first of the scripted ones that is for its route, else the permanent one. A permanent fault for
 * a route stands beside those for others; one for all routes replaces them.
 */
export class Script {
  readonly #next: Fault[] = [];
  #always: readonly Fault[] = [];

  add(entries: readonly ScriptEntry[]): void {
    for (const entry of entries) {
      if (entry === 'ok' || !('always' in entry)) this.#next.push(faultOf(entry));
      else this.#addPermanent(faultOf(entry.always));
    }
  }

  take(route: Route | undefined, api: Api | undefined): Fault {
    const fits = (fault: Fault): boolean => (fault.route ?? route) === route && (fault.api ?? api) === api;
    const next = this.#next.findIndex(fits);
    return (next === -1 ? this.#always.find(fits) : this.#next.splice(next, 1)[0]) ?? noFault;
  }

  #addPermanent(fault: Fault): void {
    const isForAll = fault.route === undefined && fault.api === undefined;
    this.#always = isForAll ? [fault] : [fault, ...this.#always];
  }
}

const faultOf = (entry: Fault | 'ok'): Fault => (entry === 'ok' ? noFault : entry);

/** The fault if its conditions are met by this request, else none. */
export function applicable(fault: Fault, bytes: number, records: readonly JsonObject[]): Fault {
  if (fault.overBytes !== undefined && bytes <= fault.overBytes) return noFault;
  if (fault.ifAny !== undefined && !records.some(fault.ifAny)) return noFault;
  return fault;
}

/** Whether a {@link Which} includes a record, by its content and its index among the valid records of the request. */
export function picker(pick: Which | undefined): (record: JsonObject, index: number) => boolean {
  if (pick === undefined) return () => false;
  if (typeof pick === 'number') return (_record, index) => index < pick;
  if (typeof pick === 'function') return (record) => pick(record);
  return (record) => typeof record['event_id'] === 'string' && pick.includes(record['event_id']);
}
