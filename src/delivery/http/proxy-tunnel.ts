import { type Agent, request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';

export interface TunnelOptions {
  /** Certificate authorities for a proxy that is reached over https. */
  readonly ca?: string | Buffer | (string | Buffer)[] | undefined;
  /** How long a proxy may be silent. */
  readonly timeoutMs: number;
  /** Aborts requests for a tunnel, which destroying the agent does not end. */
  readonly signal: AbortSignal;
}

/** The name of a URL's host, without the brackets of an IPv6 address. */
export const withoutBrackets = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');

/**
 * Makes the agent open every connection in a tunnel (`CONNECT`) through the proxy, TLS handshakes included. A refusal
 * is an error with the code `PROXY_` and the status.
 * @throws Error with the code `PROXY_UNUSABLE` if the proxy's credentials cannot be decoded
 */
export function tunnelThrough(proxy: URL, agent: Agent, isSecure: boolean, options: TunnelOptions): Agent {
  const connect = agent.createConnection.bind(agent);
  const open = proxy.protocol === 'https:' ? httpsRequest : httpRequest;
  const tunnel = tunnelRequest(proxy, options);
  agent.createConnection = (to, done = () => undefined) => {
    const { host = '', port } = to as { readonly host?: string; readonly port?: number };
    const target = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    const request = open({ ...tunnel, path: target, headers: { ...tunnel.headers, host: target } });
    const fail = (error: Error): void => done(error, undefined as never);
    request.once('socket', (socket) => socket.unref()); // a silent proxy must not hold the process
    request.once('timeout', () => request.destroy(proxyError('PROXY_TIMEOUT')));
    request.once('error', fail);
    request.once('connect', ({ statusCode = 0 }, socket, head) => {
      if (statusCode < 200 || statusCode > 299) {
        socket.destroy();
        fail(proxyError(`PROXY_${statusCode}`));
        return;
      }
      if (head.length > 0) socket.unshift(head);
      const connection = isSecure ? connect({ ...to, socket } as typeof to) : socket;
      if (connection) done(null, connection);
    });
    request.end();
    return undefined as never; // the connection is passed to `done`
  };
  return agent;
}

function tunnelRequest(proxy: URL, { ca, timeoutMs, signal }: TunnelOptions) {
  const host = withoutBrackets(proxy.hostname);
  return {
    method: 'CONNECT',
    host,
    port: proxy.port,
    // By default Node expects the proxy's certificate to be for the name in the header `host`, which is the target's.
    servername: /^[\d.]+$|:/.test(host) ? '' : host,
    ...(ca === undefined ? {} : { ca }),
    headers: { connection: 'keep-alive', ...credentials(proxy) },
    setHost: false,
    agent: false,
    timeout: timeoutMs,
    signal,
  } satisfies RequestOptions & { readonly servername: string; readonly ca?: unknown };
}

function credentials({ username, password }: URL): { readonly 'proxy-authorization'?: string } {
  if (username === '' && password === '') return {};
  try {
    const plain = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return { 'proxy-authorization': `Basic ${Buffer.from(plain).toString('base64')}` };
  } catch {
    throw proxyError('PROXY_UNUSABLE');
  }
}

const proxyError = (code: string): Error => Object.assign(new Error('There is no tunnel through the proxy.'), { code });
