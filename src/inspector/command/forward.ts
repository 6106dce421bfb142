import type { IncomingMessage } from 'node:http';
import { addressOf } from '../access';
import type { ForwardedResponse } from '../request-handler';

/** As long as the exporter waits by default. */
const timeoutMs = 10_000;

/** What belongs to one connection, or is made anew. */
const ownHeaders = /^(?:host|connection|content-length|authorization|cookie|transfer-encoding|keep-alive|expect)$/;

export type Forward = (request: IncomingMessage, body: Buffer) => Promise<ForwardedResponse>;

/**
 * Sends requests on to HoneyHive as they are, but for the key. Its answer becomes the app's, so that the app tries again what could not
 * be delivered.
 *
 * @param url of HoneyHive, to which the path of each request is added: whatever host a request names, the key goes nowhere else
 * @param closing aborted when the inspector ends
 * @returns never rejects: where there is no answer, that is 502
 */
export const forwarder =
  (url: string, apiKey: string, closing: AbortSignal): Forward =>
  async (request, body) => {
    const { pathname = '/', search = '' } = addressOf(request) ?? {};
    const headers = new Headers({ authorization: `Bearer ${apiKey}` });
    for (const [name, value] of Object.entries(request.headers)) {
      if (!ownHeaders.test(name) && typeof value === 'string') headers.set(name, value);
    }
    try {
      const response = await fetch(url + pathname + search, {
        method: request.method ?? 'POST',
        headers,
        body: new Uint8Array(body),
        redirect: 'manual',
        signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), closing]),
      });
      if (response.status >= 300 && response.status < 400)
        return noAnswer('HoneyHive is at another address: check HH_API_URL.');
      return { status: response.status, headers: answerHeaders(response.headers), body: await response.text() };
    } catch {
      return noAnswer('HoneyHive did not answer the inspector.');
    }
  };

const noAnswer = (message: string): ForwardedResponse => ({
  status: 502,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ success: false, message }),
});

const passedOn = ['content-type', 'retry-after', 'date'];

const answerHeaders = (headers: Headers): Readonly<Record<string, string>> =>
  Object.fromEntries(passedOn.flatMap((name) => [[name, headers.get(name) ?? '']]).filter(([, value]) => value !== ''));
