import { optionTable } from '../../config/option-table';
import { proxyFor, proxyNameFor } from '../../delivery/http/agent';
import { isInClear } from '../../delivery/http/api-key';
import { unquoted } from '../../runtime/unquoted';
import { type Finding, findingsOf } from '../finding';
import type { Setting } from '../setting';

const address = findingsOf('address');
const proxies = findingsOf('proxy');

const example = optionTable.url.fallback;
/** Where people use HoneyHive in a browser. */
const isWebApp = (hostname: string): boolean => /^app\..*honeyhive\.ai$/.test(hostname);
/** What this package adds itself. */
const route = /\/(?:events|session|v1|opentelemetry)(?:\/|$)/;

export function checkAddress({ env, config, file }: Pick<Setting, 'env' | 'config' | 'file'>): Finding {
  const isOwn = file?.options.url !== undefined;
  const variable = isOwn ? 'the file of options' : optionTable.url.env.find((name) => unquoted(env[name] ?? '') !== '');
  if (config.url === '') {
    return address.problem(`${variable} is no URL, so nothing is sent.`, `Set it to an address such as ${example}.`);
  }
  const from = variable === undefined ? 'the default' : `from ${variable}`;
  const url = new URL(config.url);
  if (isWebApp(url.hostname)) {
    return address.problem(
      `${config.url} (${from}) is HoneyHive’s web app, which takes no events.`,
      `Set HH_API_URL to ${example}.`,
    );
  }
  if (route.test(url.pathname)) {
    const advice = `Set it to ${url.origin}, unless a gateway needs the path.`;
    return address.warning(`${config.url} (${from}) has a path, to which the route of the events is added.`, advice);
  }
  if (config.apiKey !== undefined && isInClear(url) && !config.allowInsecure) {
    const advice = 'Use https in HH_API_URL, or set HH_ALLOW_INSECURE=true where others cannot read the traffic.';
    return address.problem(`${config.url} (${from}) is plain http, over which no key is sent.`, advice);
  }
  return address.ok(`${config.url} (${from}), format ${config.api}.`);
}

/** What the environment says of a proxy for this address. Never its credentials. */
export function checkProxy({ env, config }: Pick<Setting, 'env' | 'config'>): Finding {
  if (config.url === '') return proxies.skipped('There is no address.');
  const url = new URL(config.url);
  try {
    proxyFor(url, env);
  } catch {
    return proxies.problem(
      'The proxy variable holds no http or https URL.',
      'Set HTTPS_PROXY to a URL such as http://proxy.example:3128.',
    );
  }
  const name = proxyNameFor(url, env);
  if (name !== undefined) return proxies.ok(`Requests go through ${name}.`);
  const isSet = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY'].some((each) => env[each] || env[each.toLowerCase()]);
  return proxies.ok(isSet ? 'None for this address: NO_PROXY, or the kind of the address, exempts it.' : 'None.');
}
