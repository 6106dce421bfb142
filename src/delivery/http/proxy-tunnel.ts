import { type Agent, request as overHttp, type RequestOptions } from 'node:http';
import { request as overHttps } from 'node:https';

export interface TunnelOptions {
  /** Authorities to trust a proxy by that speaks https itself. */
  readonly ca?: string | Buffer | (string | Buffer)[] | undefined;
  /** A proxy that is silent for so long is given up. */
  readonly timeoutMs: number;
  /** Ends what the agent itself cannot reach: requests for a tunnel. */
  readonly signal: AbortSignal;
}

/** The name of a URL's host, without the brackets of an IPv6 address. */
export const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');

/**
 * The agent with every connection inside a tunnel (`CONNECT`) through the proxy: what it does over a socket of its own, such as
 * a TLS handshake, it does over the tunnel. A refusal is an error with the code `PROXY_` and the status.
 * @throws Error with the code `PROXY_UNUSABLE` if the proxy's credentials cannot be read
 */
export function through(proxy: URL, agent: Agent, isSecure: boolean, options: TunnelOptions): Agent {
  const connect = agent.createConnection.bind(agent);
  const ask = proxy.protocol === 'https:' ? overHttps : overHttp;
  const fixed = requestOptions(proxy, options);
  agent.createConnection = (to, done = () => undefined) => {
    const { host = '', port } = to as { readonly host?: string; readonly port?: number };
    const target = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    const headers = { ...fixed.headers, host: target };
    const request = ask({ ...fixed, path: target, headers });
    const fail = (error: Error): void => done(error, undefined as never);
    // As with every connection of ours: whoever waits for a flush holds the process, a silent proxy does not.
    request.once('socket', (socket) => socket.unref());
    request.once('timeout', () => request.destroy(failure('PROXY_TIMEOUT')));
    request.once('error', fail);
    request.once('connect', ({ statusCode = 0 }, socket, head) => {
      if (statusCode < 200 || statusCode > 299) {
        socket.destroy();
        fail(failure(`PROXY_${statusCode}`));
        return;
      }
      if (head.length > 0) socket.unshift(head);
      const inside = isSecure ? connect({ ...to, socket } as typeof to) : socket;
      if (inside) done(null, inside);
    });
    request.end();
    return undefined as never; // the callback has it
  };
  return agent;
}

function requestOptions(proxy: URL, { ca, timeoutMs, signal }: TunnelOptions) {
  const host = bare(proxy.hostname);
  return {
    method: 'CONNECT',
    host,
    port: proxy.port,
    // Node takes the name to ask the proxy's certificate for from the header `host`, which names the target.
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
    throw failure('PROXY_UNUSABLE');
  }
}

const failure = (code: string): Error => Object.assign(new Error('There is no tunnel through the proxy.'), { code });
