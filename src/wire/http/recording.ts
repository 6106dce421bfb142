import { isArrayBuffer } from 'node:util/types';
import { Chunks } from './chunks';
import type { RequestHeaders, ResponseHeaders } from './headers';

export interface RequestStart {
  /** With its query. */
  readonly url: string;
  /** How many times the SDK had sent this request before, by a header of it. */
  readonly retryCount?: number | undefined;
  readonly headers?: RequestHeaders | undefined;
}

/** `end`: the response is complete. `aborted`: by the app. `error`: the request failed, or the response broke off. */
export type Verdict = 'end' | 'aborted' | 'error';

/** One HTTP exchange, with any server, but for its bodies. */
export interface Recording {
  /** Without its query, which can hold a key. */
  readonly url: string;
  /** Of which no more is kept than an API names. */
  readonly query: string;
  readonly retryCount: number | undefined;
  /** Milliseconds since the epoch, fractional. */
  readonly startTime: number;
  readonly endTime: number;
  /** Milliseconds from the start to the first byte of the response's body. */
  readonly firstByteAfter: number | undefined;
  /** Absent when no response came. */
  readonly status: number | undefined;
  readonly requestHeaders?: RequestHeaders | undefined;
  readonly headers: ResponseHeaders;
  readonly verdict: Verdict;
  readonly failure: Failure | undefined;
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

/** What is informed of a recording. It is called during the app's own calls. */
export interface RecordingOwner {
  /** @returns whether so many bytes are to be copied; if not, there are no further questions until {@link onDone} */
  readonly admits: (bytes: number) => boolean;
  readonly onDone: () => void;
}

/**
 * Copies one HTTP request and its response as they pass. Its methods are called during the app's own calls, so they copy and return.
 * Everything after the first `done` is ignored.
 */
export class Recorder {
  /** Copies that nothing has read yet. */
  readonly request = new Chunks();
  readonly response = new Chunks();
  readonly #start: RequestStart;
  readonly #clock: Clock;
  readonly #owner: RecordingOwner;
  readonly #startTime: number;
  readonly #startedAt: number;
  #isCopying = true;
  #firstByteAfter: number | undefined;
  #status: number | undefined;
  #headers: ResponseHeaders = {};
  #ended: { readonly verdict: Verdict; readonly failure: Failure | undefined; readonly after: number } | undefined;

  constructor(start: RequestStart, clock: Clock, owner: RecordingOwner) {
    this.#start = start;
    this.#clock = clock;
    this.#owner = owner;
    this.#startTime = clock.wall();
    this.#startedAt = clock.monotonic();
  }

  /** A piece of the request's body. */
  requestChunk(chunk: unknown, encoding?: BufferEncoding): void {
    if (this.#ended === undefined) this.#copy(this.request, chunk, encoding);
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
    this.#copy(this.response, chunk);
  }

  done(verdict: Verdict, error?: unknown): void {
    if (this.#ended !== undefined) return;
    this.#ended = { verdict, failure: error ? failureOf(error) : undefined, after: this.#elapsed() };
    this.#owner.onDone();
  }

  get isDone(): boolean {
    return this.#ended !== undefined;
  }

  get unreadBytes(): number {
    return this.request.bytes + this.response.bytes;
  }

  /** Copies nothing from now on, and keeps nothing: it lives as long as the app keeps its request. */
  ignoreBodies(): void {
    this.#isCopying = false;
    this.request.clear();
    this.response.clear();
  }

  /** What is known by now. */
  get recording(): Recording {
    const { verdict, failure, after } = this.#ended ?? { verdict: 'error', failure: undefined, after: this.#elapsed() };
    const [url = '', query = ''] = this.#start.url.split('?', 2);
    return {
      url,
      query,
      retryCount: this.#start.retryCount,
      startTime: this.#startTime,
      endTime: this.#startTime + after,
      firstByteAfter: this.#firstByteAfter,
      status: this.#status,
      requestHeaders: this.#start.headers,
      headers: this.#headers,
      verdict,
      failure,
    };
  }

  /** Copies at once: the app may overwrite its buffer, and a slice would keep a whole slab in memory. */
  #copy(chunks: Chunks, chunk: unknown, encoding?: BufferEncoding): void {
    if (!this.#isCopying) return;
    const encoded = typeof chunk === 'string' ? Buffer.from(chunk, encoding) : undefined;
    const bytes = encoded ?? toBytes(chunk);
    if (bytes === undefined || bytes.length === 0) return;
    if (this.#owner.admits(bytes.length)) chunks.push(encoded ?? Buffer.from(bytes));
  }

  #elapsed(): number {
    return this.#clock.monotonic() - this.#startedAt;
  }
}

export function toBytes(chunk: unknown): Uint8Array | undefined {
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
