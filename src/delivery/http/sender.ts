import type { Batch } from '../batch';
import { ApiKey, isInClear, type KeySource, keyHint } from './api-key';
import { clockSkew } from './clock-skew';
import { gzipped } from './compression';
import { type Answer, judge, judgeFailure, type Outcome, type Sent } from './outcome';

export interface SenderOptions {
  /** Of the batch route itself. */
  readonly url: URL;
  readonly apiKey: KeySource;
  /** Sent besides ours, which win. */
  readonly headers: Readonly<Record<string, string>>;
  readonly userAgent: string;
  /** From the start of a request, name lookup included, to the last byte of its answer. */
  readonly requestTimeoutMs: number;
  /** The key may go in clear text to another machine. */
  readonly allowInsecure: boolean;
  readonly compression: 'none' | 'gzip';
}

export interface Request {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: readonly Buffer[];
  readonly signal: AbortSignal;
}

/** A request that got no answer, with the code of its error. */
export interface Failure {
  readonly code: string;
}

/** Makes one request. Never rejects, and gives up when its signal aborts. */
export type Post = (request: Request) => Promise<Answer | Failure>;

const maxRedirects = 3;
/** Shorter bodies are not worth the time. */
const minGzipBytes = 8192;

/** One attempt to deliver a batch: the key, the deadline, redirects and compression around a request. */
export class Sender {
  readonly #options: SenderOptions;
  readonly #post: Post;
  readonly #key: ApiKey;
  readonly #headers: Readonly<Record<string, string>>;
  #compresses: boolean;

  constructor(options: SenderOptions, post: Post) {
    this.#options = options;
    this.#post = post;
    this.#key = new ApiKey(options.apiKey);
    this.#compresses = options.compression === 'gzip';
    const own = Object.entries(options.headers).map(([name, value]) => [name.toLowerCase(), value]);
    this.#headers = {
      ...Object.fromEntries(own),
      'content-type': 'application/json',
      accept: 'application/json',
      'user-agent': options.userAgent,
    };
  }

  /** Never rejects. Settles by the request timeout even if the network, the key's function or a custom `fetch` hang. */
  async send(batch: Batch, signal: AbortSignal): Promise<Outcome> {
    const deadline = new AbortController();
    const abort = (): void => deadline.abort();
    // The answer may be there and unread, if the process or its event loop stood still: a turn later it is read.
    const timer = setTimeout(() => setImmediate(abort), this.#options.requestTimeoutMs).unref();
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
    try {
      return await Promise.race([this.#deliver(batch, deadline.signal), timedOut(deadline.signal)]);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    }
  }

  async #deliver(batch: Batch, signal: AbortSignal): Promise<Outcome> {
    const { url, allowInsecure } = this.#options;
    const key = await this.#key.current(signal);
    if (key instanceof Error) return misconfigured(key.message);
    if (key !== undefined && !allowInsecure && isInClear(url)) return misconfigured(inClear(url));
    const answer = await this.#request(batch, key, signal);
    if (!('status' in answer) || answer.status !== 401) return this.#judge(answer, batch, key);
    const other = await this.#key.instead(key, signal);
    if (other === key || other instanceof Error) return this.#judge(answer, batch, key);
    return this.#judge(await this.#request(batch, other, signal), batch, other);
  }

  #judge(result: Answer | Failure, { ids, body }: Batch, key: string | undefined): Outcome {
    const { url, headers } = this.#options;
    const sent: Sent = {
      ids,
      body,
      url: `${url.origin}${url.pathname}`,
      keyHint: keyHint(key),
      secrets: [key ?? '', ...Object.values(headers).filter((value) => value.length >= 8)],
    };
    if (!('status' in result)) return judgeFailure(result.code, sent);
    const outcome = judge(dated(result), sent);
    const note = clockSkew(result.headers['date'], Date.now());
    return note !== undefined && outcome.kind === 'delivered' ? { note, ...outcome } : outcome;
  }

  /** Compressed if wanted, unless the server turns out not to read that. */
  async #request({ body, bytes }: Batch, key: string | undefined, signal: AbortSignal): Promise<Answer | Failure> {
    const headers = key === undefined ? this.#headers : { ...this.#headers, authorization: `Bearer ${key}` };
    const { url } = this.#options;
    if (!this.#compresses || bytes < minGzipBytes) return this.#follow({ url, headers, body, signal });

    const answer = await this.#follow({
      url,
      headers: { ...headers, 'content-encoding': 'gzip' },
      body: [await gzipped(body)],
      signal,
    });
    if (!isUnreadable(answer)) return answer;
    const plain = await this.#follow({ url, headers, body, signal });
    if ('status' in plain && !isUnreadable(plain)) this.#compresses = false;
    return plain;
  }

  /** Goes where the same server points to; never to another, which would be given the key. */
  async #follow(request: Request): Promise<Answer | Failure> {
    let answer = await this.#post(request);
    for (let hops = 0; hops < maxRedirects; hops += 1) {
      const next = redirectOf(answer, request.url);
      if (next === undefined) break;
      answer = await this.#post({ ...request, url: next });
    }
    return answer;
  }
}

/** An answer that says no date is dated by its arrival (RFC 9110, 6.6.1): the date in its `Retry-After` is read against that. */
const dated = (answer: Answer): Answer => ({
  ...answer,
  headers: { ...answer.headers, date: answer.headers['date'] ?? new Date().toUTCString() },
});

const isUnreadable = (answer: Answer | Failure): boolean =>
  'status' in answer && (answer.status === 415 || answer.status === 400);

/** Only the redirects that keep method and body. */
function redirectOf(answer: Answer | Failure, from: URL): URL | undefined {
  if (!('status' in answer) || (answer.status !== 307 && answer.status !== 308)) return undefined;
  const { location } = answer.headers;
  if (location === undefined || !URL.canParse(location, from.href)) return undefined;
  const next = new URL(location, from);
  return next.origin === from.origin ? next : undefined;
}

const misconfigured = (problem: string): Outcome => ({ kind: 'misconfigured', problem });

const inClear = ({ origin }: URL): string =>
  `The key is not sent over plain http to ${origin}: use https in HH_API_URL, or set HH_ALLOW_INSECURE.`;

/** A moment after the abort, so that a request which had its status can still report it. */
const timedOut = (signal: AbortSignal): Promise<Outcome> =>
  new Promise((resolve) => {
    const give = (): void => void setImmediate(() => resolve({ kind: 'unavailable', detail: 'ETIMEDOUT' }));
    if (signal.aborted) give();
    else signal.addEventListener('abort', give, { once: true });
  });
