import { Agent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { guarded } from '../../runtime/guarded';
import { type TunnelOptions, tunnelThrough, withoutBrackets } from './proxy-tunnel';

/** Certificates as `node:tls` takes them: PEM text or buffers. */
export interface TlsOptions {
  readonly ca?: string | Buffer | (string | Buffer)[];
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  readonly passphrase?: string;
}

export type Env = Readonly<Record<string, string | undefined>>;

export interface AgentOptions extends Omit<TunnelOptions, 'ca'> {
  readonly tls?: TlsOptions | undefined;
}

/**
 * Keeps connections to one origin alive, through the proxy that the environment names, if any.
 * @throws Error with the code `PROXY_UNUSABLE` if the environment's proxy cannot be used
 */
export function agentFor(url: URL, { tls, ...options }: AgentOptions, env: Env = process.env): Agent {
  // Last in, first out: connections that are not needed stay idle until the server closes them.
  const keepAlive = { keepAlive: true, scheduling: 'lifo', ...tls } as const;
  const isSecure = url.protocol === 'https:';
  const agent = isSecure ? new HttpsAgent(keepAlive) : new Agent(keepAlive);
  const proxy = proxyFor(url, env);
  return proxy === undefined ? agent : tunnelThrough(proxy, agent, isSecure, { ca: tls?.ca, ...options });
}

/**
 * The proxy that `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` name for an address, in upper or lower case.
 * There is none for addresses of this machine.
 * @throws Error with the code `PROXY_UNUSABLE` if the variable holds no http or https URL
 */
export function proxyFor(url: URL, env: Env): URL | undefined {
  const read = (name: string): string => (env[name.toLowerCase()] ?? env[name] ?? '').trim();
  const text = read(url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY') || read('ALL_PROXY');
  if (text === '' || isExempt(url, `localhost,127.0.0.0/8,::1,${read('NO_PROXY')}`)) return undefined;
  const address = text.includes('://') ? text : `http://${text}`;
  const proxy = URL.canParse(address) ? new URL(address) : undefined;
  if (proxy === undefined || !/^https?:$/.test(proxy.protocol)) {
    throw Object.assign(new Error('The proxy variable holds no http or https URL.'), { code: 'PROXY_UNUSABLE' });
  }
  return proxy;
}

/** The proxy for an address without its credentials; `undefined` where there is none, or none that can be used. */
export function proxyNameFor(url: URL, env: Env = process.env): string | undefined {
  const proxy = guarded(() => proxyFor(url, env));
  return proxy && `${proxy.protocol}//${proxy.host}`;
}

/**
 * Whether `NO_PROXY` lists the address. Entries are separated by commas or spaces: `*`, names, which include their
 * subdomains, addresses and ranges, each with or without a port.
 */
function isExempt(url: URL, list: string): boolean {
  const host = withoutBrackets(url.hostname.toLowerCase());
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      const [, bracketed, plain, entryPort] = /^(?:\[(.+)\]|([^:]+))(?::(\d+))?$/.exec(entry) ?? [];
      // An entry without brackets that has several colons is an IPv6 address.
      return (entryPort === undefined || entryPort === port) && matches(host, bracketed ?? plain ?? entry);
    });
}

function matches(host: string, pattern: string): boolean {
  if (pattern === '*') return true;
  // Required here, since an app's instrumentation of this module would record that the app uses it.
  const { BlockList, isIP } = require('node:net') as typeof import('node:net');
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
