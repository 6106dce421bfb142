import { isArrayBuffer } from 'node:util/types';
import type { ResponseHeaders } from './headers';

export interface RequestStart {
  /** Its query is not kept. */
  readonly url: string;
  /** How many times the SDK had sent this request before, by a header of it. */
  readonly retryCount?: number | undefined;
}

/** `end`: the response is complete. `aborted`: by the app. `error`: the request failed, or the response broke off. */
export type Verdict = 'end' | 'aborted' | 'error';

/** One HTTP exchange in bytes, with any server. */
export interface Recording {
  /** Without its query, which can hold a key. */
  readonly url: string;
  readonly retryCount: number | undefined;
  /** Milliseconds since the epoch, fractional. */
  readonly startTime: number;
  readonly endTime: number;
  /** Milliseconds from the start to the first byte of the response's body. */
  readonly firstByteAfter: number | undefined;
  readonly requestBody: Buffer;
  readonly responseBody: Buffer;
  /** Absent when no response came. */
  readonly status: number | undefined;
  readonly headers: ResponseHeaders;
  readonly verdict: Verdict;
  readonly failure: Failure | undefined;
  /** More bytes passed than were kept. */
  readonly truncated: boolean;
}

/** What is kept of an error that the app got: never the error itself, which keeps sockets and stacks in memory. */
export interface Failure {
  readonly name: string;
  readonly code: string | undefined;
  readonly message: string;
}

export interface Clock {
  /** Milliseconds since the epoch, for the start. */
  readonly wall: () => number;
  /** Milliseconds since any moment, for durations: setting the wall clock meanwhile does not change them. */
  readonly monotonic: () => number;
}

/** A request may use this much of the budget, so that room is left for its response, whose end has the usage. */
const requestShare = 0.75;

/**
 * Copies one HTTP request and its response as they pass, within a budget of bytes for both. Its methods are called during the
 * app's own calls, so they copy and return. Everything after the first `done` is ignored.
 */
export class Recorder {
  readonly #start: RequestStart;
  readonly #clock: Clock;
  readonly #onDone: () => void;
  readonly #startTime: number;
  readonly #startedAt: number;
  readonly #request: Buffer[] = [];
  readonly #response: Buffer[] = [];
  #budget: number;
  #requestBudget: number;
  #truncated = false;
  #firstByteAfter: number | undefined;
  #status: number | undefined;
  #headers: ResponseHeaders = {};
  #ended: { readonly verdict: Verdict; readonly failure: Failure | undefined; readonly after: number } | undefined;

  /** @param maxBytes of the bodies of the request and its response together */
  constructor(start: RequestStart, limits: { readonly maxBytes: number; readonly clock: Clock }, onDone: () => void) {
    this.#start = start;
    this.#clock = limits.clock;
    this.#onDone = onDone;
    this.#startTime = limits.clock.wall();
    this.#startedAt = limits.clock.monotonic();
    this.#budget = limits.maxBytes;
    this.#requestBudget = limits.maxBytes * requestShare;
  }

  /** A piece of the request's body. */
  requestChunk(chunk: unknown, encoding?: BufferEncoding): void {
    if (this.#ended !== undefined) return;
    this.#requestBudget -= this.#keep(this.#request, toBytes(chunk, encoding), this.#requestBudget);
  }

  responseHead(status: number, headers: ResponseHeaders): void {
    if (this.#ended !== undefined) return;
    this.#status = status;
    this.#headers = headers;
  }

  /** A piece of the response's body as it is on the wire: compressed, if it is. */
  responseChunk(chunk: unknown): void {
    if (this.#ended !== undefined) return;
    this.#firstByteAfter ??= this.#elapsed();
    this.#keep(this.#response, toBytes(chunk), this.#budget);
  }

  done(verdict: Verdict, error?: unknown): void {
    if (this.#ended !== undefined) return;
    this.#ended = { verdict, failure: error ? failureOf(error) : undefined, after: this.#elapsed() };
    this.#onDone();
  }

  /** What has passed until `done`. The recorder keeps no bytes then: it lives as long as the app keeps its request. */
  take(): Recording {
    const { verdict, failure, after } = this.#ended ?? { verdict: 'error', failure: undefined, after: this.#elapsed() };
    return {
      url: this.#start.url.split('?', 1)[0] ?? '',
      retryCount: this.#start.retryCount,
      startTime: this.#startTime,
      endTime: this.#startTime + after,
      firstByteAfter: this.#firstByteAfter,
      requestBody: Buffer.concat(this.#request.splice(0)),
      responseBody: Buffer.concat(this.#response.splice(0)),
      status: this.#status,
      headers: this.#headers,
      verdict,
      failure,
      truncated: this.#truncated,
    };
  }

  /** Copies at once: the app may overwrite its buffer, and a slice would keep a whole slab in memory. */
  #keep(chunks: Buffer[], bytes: Uint8Array | undefined, room: number): number {
    if (bytes === undefined) return 0;
    const kept = Math.max(0, Math.min(bytes.length, room, this.#budget));
    if (kept < bytes.length) this.#truncated = true;
    if (kept > 0) chunks.push(Buffer.from(kept < bytes.length ? bytes.subarray(0, kept) : bytes));
    this.#budget -= kept;
    return kept;
  }

  #elapsed(): number {
    return this.#clock.monotonic() - this.#startedAt;
  }
}

function toBytes(chunk: unknown, encoding?: BufferEncoding): Uint8Array | undefined {
  if (typeof chunk === 'string') return Buffer.from(chunk, encoding);
  if (chunk instanceof Uint8Array) return chunk;
  if (ArrayBuffer.isView(chunk)) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  return isArrayBuffer(chunk) ? new Uint8Array(chunk) : undefined;
}

/** The code can be that of the cause: `fetch failed` is caused by `connect ECONNREFUSED`. */
function failureOf(error: unknown): Failure {
  if (typeof error !== 'object' || error === null) return { name: 'Error', code: undefined, message: String(error) };
  const { name, code, message, cause } = error as Readonly<Record<string, unknown>>;
  const deeper = typeof cause === 'object' && cause !== null ? failureOf(cause) : undefined;
  return {
    name: typeof name === 'string' ? name : 'Error',
    code: typeof code === 'string' ? code : deeper?.code,
    message: typeof message === 'string' ? message : '',
  };
}
