/** A request that was made, and what came of it: nothing of what it sent. */
export interface Attempt {
  readonly method: 'POST' | 'PUT';
  /** Without query or credentials, with the proxy. */
  readonly url: string;
  readonly what: 'record' | 'session' | 'update';
  readonly count: number;
  readonly bytes: number;
  /** A status, or the code of an error. */
  readonly result: number | string;
  readonly ms: number;
}

/** `POST https://…/events/model/batch: 3 records, 4512 bytes: 200 after 85 ms`. */
export const attemptLine = ({ method, url, what, count, bytes, result, ms }: Attempt): string =>
  `${method} ${url}: ${count} ${what}${count === 1 ? '' : 's'}, ${bytes} bytes: ${result} after ${Math.round(ms)} ms`;
