/**
 * What a tap tells. Called inside the app's own calls: an implementation copies what it needs at once and returns. A tap keeps
 * every call in a guard, so that a mistake of the sink never reaches the app.
 */
export interface Sink {
  /** Whether to observe a request. Asked for every request that the process makes; `path` may be a whole URL with a query. */
  match(method: string, path: string): boolean;
  open(request: RequestStart): Observer;
}

export interface RequestStart {
  readonly method: string;
  readonly url: string;
  /** How many times the SDK says that it had sent this request before. */
  readonly retryCount?: number | undefined;
}

/** One HTTP request and its answer as they pass. Everything after the first `done` is ignored. */
export interface Observer {
  /** A piece of the request's body. */
  request(chunk: unknown, encoding?: BufferEncoding): void;
  head(status: number, headers: ResponseHeaders): void;
  /** A piece of the answer's body as it is on the wire: compressed, if it is. */
  response(chunk: unknown): void;
  done(how: Verdict, error?: unknown): void;
}

/** `end`: the answer is complete. `aborted`: the app let go of it. `error`: it ended with an error, whoever's. */
export type Verdict = 'end' | 'aborted' | 'error';

/** The response headers that may be read; all others pass unseen. */
export interface ResponseHeaders {
  readonly contentType?: string | undefined;
  readonly contentEncoding?: string | undefined;
  readonly requestId?: string | undefined;
  /** AWS's name of what went wrong, which its bodies leave out. */
  readonly errorType?: string | undefined;
  /** Token counts, which Bedrock gives for models whose answers do not count. */
  readonly inputTokens?: string | undefined;
  readonly outputTokens?: string | undefined;
  readonly cacheReadTokens?: string | undefined;
  readonly cacheWriteTokens?: string | undefined;
}

/** A request header that is read: the SDKs of OpenAI and Anthropic count their retries in it. */
const retryCountHeader = 'x-stainless-retry-count';
/** The other one, in which the AWS SDK counts its attempts: `attempt=2; max=3`. */
const attemptHeader = 'amz-sdk-request';

/** How many times the SDK says that it had sent a request before, by the request's headers. */
export function retryCountOf(header: (name: string) => unknown): number | undefined {
  const attempt = /^attempt=(\d+)/.exec(String(header(attemptHeader)))?.[1];
  return countOf(header(retryCountHeader)) ?? (attempt === undefined ? undefined : Number(attempt) - 1);
}

const fields: Readonly<Record<string, keyof ResponseHeaders>> = {
  'content-type': 'contentType',
  'content-encoding': 'contentEncoding',
  'x-request-id': 'requestId',
  'request-id': 'requestId',
  'x-amzn-requestid': 'requestId',
  'apim-request-id': 'requestId',
  'x-amzn-errortype': 'errorType',
  'x-amzn-bedrock-input-token-count': 'inputTokens',
  'x-amzn-bedrock-output-token-count': 'outputTokens',
  'x-amzn-bedrock-cache-read-input-token-count': 'cacheReadTokens',
  'x-amzn-bedrock-cache-write-input-token-count': 'cacheWriteTokens',
};

/** Picks the headers that may be read out of pairs of name and value. */
export function pickHeaders(pairs: Iterable<readonly [name: string, value: unknown]>): ResponseHeaders {
  const picked: { -readonly [F in keyof ResponseHeaders]: ResponseHeaders[F] } = {};
  for (const [name, value] of pairs) {
    const field = fields[name.toLowerCase()];
    if (field !== undefined && value !== undefined) picked[field] ??= String(value);
  }
  return picked;
}

/** A count written in a header; `undefined` for anything else. node-fetch sets each header as a list of one. */
function countOf(header: unknown): number | undefined {
  const text = String(header);
  return /^\d{1,4}$/.test(text) ? Number(text) : undefined;
}
