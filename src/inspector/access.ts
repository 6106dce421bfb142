import type { IncomingMessage } from 'node:http';

export interface Refusal {
  readonly status: number;
  readonly message: string;
}

/**
 * Names of this machine. A web page can have a name of its own resolve to this machine, and so read from the browser's user what listens
 * here, but it cannot have the browser send another name than that.
 */
const loopback = /^(?:localhost|[a-z0-9.-]+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

/**
 * Why a request is refused, whatever it asks for: it is for another host, or a web page of another origin has sent it.
 *
 * @param isOpen other machines may send, under any name of this one; they need a token
 */
export function refusalOfOrigin({ headers }: IncomingMessage, isOpen = false): Refusal | undefined {
  const { host = 'localhost', origin } = headers;
  if (!isOpen && !loopback.test(host)) {
    return {
      status: 421,
      message: 'The request is for another host. This one answers to localhost, 127.0.0.1 and [::1] only.',
    };
  }
  const site = headers['sec-fetch-site'] ?? 'same-origin';
  const isForeign = site === 'cross-site' || site === 'same-site';
  // A link that is followed in a browser comes from another site, and gets nothing but the page.
  const isLink = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  if ((origin !== undefined && hostOf(origin) !== host) || (isForeign && !isLink)) {
    return { status: 403, message: 'The request comes from a web page of another origin.' };
  }
  return undefined;
}

/** The address of a request, whatever host it names; `undefined` if it is none. */
export const addressOf = ({ url = '/' }: IncomingMessage): URL | undefined =>
  URL.canParse(url, 'http://localhost') ? new URL(url, 'http://localhost') : undefined;

const hostOf = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host : undefined);
