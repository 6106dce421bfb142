import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { BlockList, isIP } from 'node:net';
import { checkServerIdentity } from 'node:tls';

/** Certificates as `node:tls` takes them: PEM text or buffers. */
export interface TlsOptions {
  readonly ca?: string | Buffer | (string | Buffer)[];
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  readonly passphrase?: string;
}

export type Env = Readonly<Record<string, string | undefined>>;

export interface AgentOptions {
  readonly tls?: TlsOptions | undefined;
  /** A proxy that is silent for so long is given up. */
  readonly timeoutMs: number;
  /** Ends what the agent itself cannot reach: requests to a proxy. */
  readonly signal: AbortSignal;
}

/**
 * Keeps connections to one origin alive, through the proxy that the environment names, if any.
 * Rejects if the environment's proxy cannot be used.
 */
export async function agentFor(url: URL, options: AgentOptions, env: Env = process.env): Promise<HttpAgent> {
  // Latest used first: the others become idle and are closed by the server rather than by us in the middle of a request.
  const common = { keepAlive: true, scheduling: 'lifo', ...options.tls } as const;
  const proxy = proxyFor(url, env);
  if (proxy === undefined) return url.protocol === 'https:' ? new HttpsAgent(common) : new HttpAgent(common);

  const { HttpProxyAgent, HttpsProxyAgent } = await import('hpagent');
  const authorities = options.tls?.ca === undefined ? {} : { ca: [options.tls.ca].flat().map(String) };
  const proxyRequestOptions = { headers: {}, signal: options.signal, ...authorities };
  const through = { ...common, timeout: options.timeoutMs, proxy: connectable(proxy), proxyRequestOptions };
  if (!url.hostname.startsWith('[')) {
    return url.protocol === 'https:' ? new HttpsProxyAgent(through) : new HttpProxyAgent(through);
  }
  return url.protocol === 'https:'
    ? bracketing(
        new HttpsProxyAgent({ ...through, checkServerIdentity: (host, cert) => checkServerIdentity(bare(host), cert) }),
      )
    : bracketing(new HttpProxyAgent(through));
}

/** The name of a URL's host, without the brackets of an IPv6 address. */
const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');

/** hpagent connects to the host of a proxy as the URL writes it, and nobody can connect to brackets. */
const connectable = (proxy: URL): URL =>
  Object.defineProperty(new URL(proxy), 'hostname', { value: bare(proxy.hostname) });

/** hpagent asks a proxy for `::1:443`, which no proxy can tell from an address. */
function bracketing(agent: HttpAgent): HttpAgent {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, done) => connect({ ...options, host: `[${options.host}]` }, done);
  return agent;
}

/**
 * The proxy that `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` name for an address, in either case. This machine
 * itself is never reached through one.
 * @throws Error with the code `PROXY_UNUSABLE` if the variable holds no http or https URL
 */
export function proxyFor(url: URL, env: Env): URL | undefined {
  const read = (name: string): string => (env[name.toLowerCase()] ?? env[name] ?? '').trim();
  const text = read(url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY') || read('ALL_PROXY');
  if (text === '' || isExempt(url, `localhost,127.0.0.0/8,::1,${read('NO_PROXY')}`)) return undefined;
  const address = text.includes('://') ? text : `http://${text}`;
  const proxy = URL.canParse(address) ? new URL(address) : undefined;
  if (proxy === undefined || !/^https?:$/.test(proxy.protocol)) {
    throw Object.assign(new Error('the proxy is no http or https URL'), { code: 'PROXY_UNUSABLE' });
  }
  return proxy;
}

/** `NO_PROXY`: `*`, names with all below them, addresses, ranges, each with or without a port, between commas or spaces. */
function isExempt(url: URL, list: string): boolean {
  const host = bare(url.hostname.toLowerCase());
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      const [, bracketed, plain, entryPort] = /^(?:\[(.+)\]|([^:]+))(?::(\d+))?$/.exec(entry) ?? [];
      // Without brackets, an entry of several colons is an IPv6 address.
      return (entryPort === undefined || entryPort === port) && matches(host, bracketed ?? plain ?? entry);
    });
}

function matches(host: string, pattern: string): boolean {
  if (pattern === '*') return true;
  const family = isIP(host);
  if (family === 0) {
    const name = pattern.replace(/^\*?\./, '');
    return host === name || host.endsWith(`.${name}`);
  }
  const [address = '', prefix = family === 4 ? '32' : '128'] = pattern.split('/');
  if (isIP(address) !== family || !/^\d+$/.test(prefix) || Number(prefix) > (family === 4 ? 32 : 128)) return false;
  const range = new BlockList();
  const type = family === 4 ? 'ipv4' : 'ipv6';
  range.addSubnet(address, Number(prefix), type);
  return range.check(host, type);
}
