import { errorCode } from '../error-code';
import { textOf } from './answer-text';
import type { Answer } from './outcome';
import type { Failure, PostRequest } from './post-request';

/** Makes requests with a `fetch` of the app. */
export class FetchClient {
  readonly #fetch: typeof globalThis.fetch;

  constructor(fetch: typeof globalThis.fetch) {
    this.#fetch = fetch;
  }

  /** Never rejects, and gives up when the request's signal aborts. */
  async post({ method, url, headers, body, signal }: PostRequest): Promise<Answer | Failure> {
    const fetch = this.#fetch;
    try {
      const response = await fetch(url.href, {
        method,
        headers: { ...headers },
        body: Buffer.concat(body),
        signal,
        redirect: 'manual',
      });
      const text = await textOf(response.body ?? [], undefined, signal);
      return { status: response.status, headers: Object.fromEntries(response.headers), body: text };
    } catch (error) {
      return { code: signal.aborted ? 'ETIMEDOUT' : errorCode(error) };
    }
  }
}
