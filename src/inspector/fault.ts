import type { JsonObject } from '../json/json';

/** Which valid records of a request: the first so many, those with these `event_id`s, or those that match. */
export type Which = number | readonly string[] | ((record: JsonObject) => boolean);

/**
 * How the receiver misbehaves for one request. Fields combine: `{ status: 503, delayMs: 200 }` is a slow 503. Records
 * are stored unless a field says otherwise.
 */
export interface Fault {
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

const noFault: Fault = {};

/** Hands out one fault per request: the scripted ones in order, then the permanent one. */
export class Script {
  readonly #next: Fault[] = [];
  #always: Fault = noFault;

  add(entries: readonly ScriptEntry[]): void {
    for (const entry of entries) {
      if (entry !== 'ok' && 'always' in entry) this.#always = faultOf(entry.always);
      else this.#next.push(faultOf(entry));
    }
  }

  take(): Fault {
    return this.#next.shift() ?? this.#always;
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
