import type { IncomingMessage } from 'node:http';
import type { ForwardedResponse } from '../request-handler';

/** As long as the exporter waits by default. */
const timeoutMs = 10_000;

/** What belongs to one connection, or is made anew. */
const ownHeaders = /^(?:host|connection|content-length|authorization|transfer-encoding|keep-alive|expect)$/;

export type Forward = (request: IncomingMessage, body: Buffer) => Promise<ForwardedResponse>;

/**
 * Sends requests on to HoneyHive as they are, but for the key. Its answer becomes the app's, so that the app tries again what could not
 * be delivered.
 *
 * @param url of HoneyHive
 * @returns never rejects: where there is no answer, that is 502
 */
export const forwarder =
  (url: string, apiKey: string): Forward =>
  async (request, body) => {
    const headers = new Headers({ authorization: `Bearer ${apiKey}` });
    for (const [name, value] of Object.entries(request.headers)) {
      if (!ownHeaders.test(name) && typeof value === 'string') headers.set(name, value);
    }
    try {
      const response = await fetch(new URL(request.url ?? '/', url), {
        method: request.method ?? 'POST',
        headers,
        body: new Uint8Array(body),
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      });
      const text = await response.text();
      return { status: response.status, headers: answerHeaders(response.headers), body: text };
    } catch {
      return { status: 502, headers: {}, body: JSON.stringify({ message: 'HoneyHive did not answer the inspector.' }) };
    }
  };

const passedOn = ['content-type', 'retry-after', 'date', 'location'];

const answerHeaders = (headers: Headers): Readonly<Record<string, string>> =>
  Object.fromEntries(passedOn.flatMap((name) => [[name, headers.get(name) ?? '']]).filter(([, value]) => value !== ''));
