import type { Batch } from '../batch';
import type { Form } from '../single/single-request';
import { ApiKey, isInClear, type KeySource, keyHint } from './api-key';
import type { Attempt } from './attempt';
import { clockSkew } from './clock-skew';
import { gzipped } from './compression';
import type { FetchClient } from './fetch-client';
import type { NodeClient } from './node-client';
import { type Answer, classify, classifyFailure, type Outcome, type Sent, type Unanswered } from './outcome';
import type { Failure, PostRequest } from './post-request';
import { classifySingle, type SingleOutcome } from './single-outcome';

export interface SenderOptions {
  /** The full address of the batch route. */
  readonly url: URL;
  readonly apiKey: KeySource;
  /** Sent in addition to ours, which win. */
  readonly headers: Readonly<Record<string, string>>;
  readonly userAgent: string;
  /** From the start of an attempt, which may have to fetch the key, to the last byte of its answer. */
  readonly requestTimeoutMs: number;
  /** The key may be sent to another machine in clear text. */
  readonly allowInsecure: boolean;
  readonly compression: 'none' | 'gzip';
  /** Without credentials. */
  readonly proxy?: string | undefined;
  readonly onAttempt?: ((attempt: Attempt, answer: Answer | Failure) => void) | undefined;
}

/** What a sender in another thread cannot find out, or need not once more. */
export interface LearnedBySender {
  /** The last one that its function gave, if it has given any. */
  readonly apiKey: string | undefined;
  /** `none` if the server has refused the other. */
  readonly compression: SenderOptions['compression'];
}

const maxRedirects = 3;
/** Compressing a shorter body saves too little. */
const minGzipBytes = 8192;

/** Where a body goes, and how its answer is read. */
interface Route<Result> {
  readonly method: 'POST' | 'PUT';
  readonly url: URL;
  /** Without query or credentials, with the proxy. */
  readonly name: string;
  readonly what: Attempt['what'];
  readonly classify: (answer: Answer, sent: Sent) => Result;
}

const nameOf = ({ origin, pathname }: URL, proxy: string | undefined): string =>
  `${origin}${pathname}${proxy === undefined ? '' : ` (through the proxy ${proxy})`}`;

/** One attempt to deliver a body: the key, the deadline, redirects and compression around a request. */
export class Sender {
  readonly #options: SenderOptions;
  readonly #client: Pick<NodeClient | FetchClient, 'post'>;
  readonly #key: ApiKey;
  readonly #batches: Route<Outcome>;
  readonly #headers: Readonly<Record<string, string>>;
  #compresses: boolean;

  constructor(options: SenderOptions, client: Pick<NodeClient | FetchClient, 'post'>) {
    const { url } = options;
    this.#options = options;
    this.#client = client;
    this.#key = new ApiKey(options.apiKey);
    this.#batches = { method: 'POST', url, name: nameOf(url, options.proxy), what: 'record', classify };
    this.#compresses = options.compression === 'gzip';
    const lowerCase = Object.entries(options.headers).map(([name, value]) => [name.toLowerCase(), value]);
    this.#headers = {
      ...Object.fromEntries(lowerCase),
      'content-type': 'application/json',
      accept: 'application/json',
      'user-agent': options.userAgent,
    };
  }

  /** Has the key's function called before there is a request. */
  fetchKey(): void {
    void this.#key.current(new AbortController().signal);
  }

  get learned(): LearnedBySender {
    return { apiKey: this.#key.last, compression: this.#compresses ? 'gzip' : 'none' };
  }

  /** Settles by the request timeout even if the network, the key's function or a custom `fetch` hang. */
  send(batch: Batch, signal: AbortSignal): Promise<Outcome> {
    return this.#inTime(batch, this.#batches, signal);
  }

  /** The same of a request for one session or event. */
  sendSingle({ method, url, body }: Form, id: string, signal: AbortSignal): Promise<SingleOutcome> {
    const what = method === 'PUT' ? 'update' : 'session';
    const route = { method, url, name: nameOf(url, this.#options.proxy), what, classify: classifySingle } as const;
    return this.#inTime({ ids: [id], body: [body], bytes: body.length }, route, signal);
  }

  #inTime<Result extends Outcome | SingleOutcome>(
    batch: Batch,
    route: Route<Result>,
    signal: AbortSignal,
  ): Promise<Result | Unanswered> {
    return new Promise((resolve, reject) => {
      const deadline = new AbortController();
      const end = (outcome: Result | Unanswered): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
        resolve(outcome);
      };
      const abort = (): void => {
        deadline.abort();
        // A turn later, so that a request which has the status by then can still report it.
        setImmediate(() => end(classifyFailure('ETIMEDOUT', { url: route.name })));
      };
      // If the event loop stood still, the answer may have arrived and not been read: one more turn reads it.
      const timer = setTimeout(() => setImmediate(abort), this.#options.requestTimeoutMs).unref();
      signal.addEventListener('abort', abort);
      if (signal.aborted) abort();
      this.#deliver(batch, route, deadline.signal).then(end, reject);
    });
  }

  async #deliver<Result extends Outcome | SingleOutcome>(
    batch: Batch,
    route: Route<Result>,
    signal: AbortSignal,
  ): Promise<Result | Unanswered> {
    const { url, allowInsecure } = this.#options;
    const key = await this.#key.current(signal);
    if (key instanceof Error) return { kind: 'misconfigured', problem: key.message };
    if (key !== undefined && !allowInsecure && isInClear(url)) {
      const remedy = 'Use https in HH_API_URL, or set HH_ALLOW_INSECURE.';
      return { kind: 'misconfigured', problem: `The API key is not sent over plain http to ${url.origin}. ${remedy}` };
    }
    const answer = await this.#attempt(batch, route, key, signal);
    if (!('status' in answer) || answer.status !== 401) return this.#classify(answer, batch, route, key);
    const other = await this.#key.replacementOf(key, signal);
    if (other === key || other instanceof Error) return this.#classify(answer, batch, route, key);
    return this.#classify(await this.#attempt(batch, route, other, signal), batch, route, other);
  }

  #classify<Result extends Outcome | SingleOutcome>(
    result: Answer | Failure,
    { ids, body }: Batch,
    route: Route<Result>,
    key: string | undefined,
  ): Result | Unanswered {
    const secrets = [key ?? '', ...Object.values(this.#options.headers).filter((value) => value.length >= 8)];
    const sent: Sent = { ids, body, url: route.name, keyHint: keyHint(key), secrets };
    if (!('status' in result)) return classifyFailure(result.code, sent);
    const outcome = route.classify(dated(result), sent);
    const note = clockSkew(result.headers['date'], Date.now());
    return note !== undefined && outcome.kind === 'delivered' ? { note, ...outcome } : outcome;
  }

  async #attempt(
    batch: Batch,
    route: Route<unknown>,
    key: string | undefined,
    signal: AbortSignal,
  ): Promise<Answer | Failure> {
    const { onAttempt } = this.#options;
    if (onAttempt === undefined) return this.#request(batch, route, key, signal);
    const start = performance.now();
    const answer = await this.#request(batch, route, key, signal);
    const { method, name: url, what } = route;
    const result = 'status' in answer ? answer.status : answer.code;
    const ms = performance.now() - start;
    onAttempt({ method, url, what, count: batch.ids.length, bytes: batch.bytes, result, ms }, answer);
    return answer;
  }

  /** Compressed if wanted, unless the server turns out not to accept that. */
  async #request(
    { body, bytes }: Batch,
    { method, url }: Pick<Route<unknown>, 'method' | 'url'>,
    key: string | undefined,
    signal: AbortSignal,
  ): Promise<Answer | Failure> {
    const headers = key === undefined ? this.#headers : { ...this.#headers, authorization: `Bearer ${key}` };
    const plain: PostRequest = { method, url, headers, body, signal };
    if (!this.#compresses || bytes < minGzipBytes) return this.#follow(plain);

    const compressed = { ...plain, headers: { ...headers, 'content-encoding': 'gzip' }, body: [await gzipped(body)] };
    const answer = await this.#follow(compressed);
    if (!mayRefuseGzip(answer)) return answer;
    const second = await this.#follow(plain);
    if ('status' in second && !mayRefuseGzip(second)) this.#compresses = false;
    return second;
  }

  /** Follows redirects within the same origin; another one would be given the key. */
  async #follow(request: PostRequest): Promise<Answer | Failure> {
    let answer = await this.#client.post(request);
    for (let hops = 0; hops < maxRedirects; hops += 1) {
      const url = redirectOf(answer, request.url);
      if (url === undefined) break;
      answer = await this.#client.post({ ...request, url });
    }
    return answer;
  }
}

/** An answer without `Date` gets that of its arrival (RFC 9110, 6.6.1): a date in `Retry-After` is read against it. */
const dated = (answer: Answer): Answer => ({
  ...answer,
  headers: { ...answer.headers, date: answer.headers['date'] ?? new Date().toUTCString() },
});

const mayRefuseGzip = (answer: Answer | Failure): boolean =>
  'status' in answer && (answer.status === 415 || answer.status === 400);

/** 307 and 308 only, which keep method and body. */
function redirectOf(answer: Answer | Failure, from: URL): URL | undefined {
  if (!('status' in answer) || (answer.status !== 307 && answer.status !== 308)) return undefined;
  const { location } = answer.headers;
  if (location === undefined || !URL.canParse(location, from.href)) return undefined;
  const next = new URL(location, from);
  return next.origin === from.origin ? next : undefined;
}
