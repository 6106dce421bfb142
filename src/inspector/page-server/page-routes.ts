import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { isSame } from '../../otlp/http/is-same';
import { addressOf, refusalOfOrigin } from '../access';
import { endpointAt } from '../routes';
import { type ApiAnswer, type ApiSources, apiAnswer } from './api';
import { safeHeaders, send, sendAsset } from './assets';

export interface PageOptions extends ApiSources {
  /** The folder with the built page. */
  readonly folder: string;
  /** What every request must have, where other machines may send them; the page gets it in its address and keeps it in a cookie. */
  readonly token: string | undefined;
}

/**
 * Serves the page and its API beside HoneyHive's routes.
 *
 * @returns takes a request if it is for the page, and says whether it was
 */
export function pageRoutes(options: PageOptions): (request: IncomingMessage, response: ServerResponse) => boolean {
  return (request, response) => {
    const url = addressOf(request);
    if (url === undefined || !isForPage(request, url)) return false;
    request.resume();
    const refusal = refusalOfOrigin(request, options.token !== undefined);
    if (refusal !== undefined) send(response, refusal.status, 'text/plain', `${refusal.message}\n`);
    else if (options.token === undefined || isAllowed(request, options.token)) answer(options, request, url, response);
    else if (isSame(options.token, url.searchParams.get('token') ?? undefined)) admit(options.token, url, response);
    else send(response, 401, 'text/plain', 'Open the address that the inspector has printed: it has a token.\n');
    return true;
  };
}

/** Browsers ask for more than pages (`/favicon.ico`): no GET is for a route of HoneyHive. */
const isForPage = ({ method }: IncomingMessage, { pathname }: URL): boolean =>
  /^\/(?:$|api\/|assets\/)/.test(pathname) ||
  ((method === 'GET' || method === 'HEAD') && endpointAt(pathname) === undefined);

function answer(options: PageOptions, request: IncomingMessage, url: URL, response: ServerResponse): void {
  const { method = 'GET', headers } = request;
  const { pathname } = url;
  if (method === 'GET' && pathname === '/api/live') options.live.open(response);
  else if (pathname.startsWith('/api/')) {
    const { status, value } = safeAnswer(options, method, url);
    send(response, status, 'application/json', JSON.stringify(value));
  } else if (method !== 'GET' && method !== 'HEAD') {
    send(response, 405, 'text/plain', 'Only GET is served here.\n');
  } else {
    // Every path but those of its files is a state of the page.
    const isState = pathname === '/' || headers.accept?.includes('text/html') === true;
    void sendAsset(response, options.folder, isState ? 'index.html' : pathname.replace('/assets/', ''));
  }
}

/** What is kept cannot be read for a moment while another inspector writes, or at all. */
function safeAnswer(options: PageOptions, method: string, url: URL): ApiAnswer {
  try {
    return apiAnswer(options, method, url);
  } catch (error) {
    return { status: 503, value: { message: `What is kept cannot be read: ${String(error)}` } };
  }
}

/** Browsers send the cookies of a host to all of its ports, so each has a name of its own. */
const cookieName = ({ host = '' }: IncomingHttpHeaders): string =>
  `honeyhive-inspector-${/:(\d+)$/.exec(host)?.[1] ?? '80'}`;

function isAllowed({ headers }: IncomingMessage, token: string): boolean {
  const name = cookieName(headers);
  const given = (headers.cookie ?? '').split(/;\s*/).find((cookie) => cookie.startsWith(`${name}=`));
  return isSame(token, given?.slice(name.length + 1));
}

/** With the token no longer in the address, which is shown and shared. */
function admit(token: string, url: URL, response: ServerResponse): void {
  const { headers } = response.req;
  url.searchParams.delete('token');
  response.writeHead(303, {
    ...safeHeaders,
    'set-cookie': `${cookieName(headers)}=${token}; HttpOnly; SameSite=Strict; Path=/`,
    location: `${url.pathname}${url.search}`,
  });
  response.end();
}
