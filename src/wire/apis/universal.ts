import { asText, fieldsOf, type JsonRecord, recordsOf } from '../../json/json-record';
import type { Recording } from '../http/recording';
import { withoutLastSlash } from './paths';

/** A request by its path, without a query and a last slash, and its body, as far as that is the JSON of an object. */
export interface Asked {
  readonly path: string;
  readonly body: JsonRecord | undefined;
}

/** What was asked: at Cloudflare's universal route, by the request of its list that was answered, as at a route of its provider. */
export function askedIn({ url, headers }: Pick<Recording, 'url' | 'headers'>, body: JsonRecord | undefined): Asked {
  const { host, pathname } = new URL(url);
  const path = withoutLastSlash(pathname);
  const isUniversal = host === 'gateway.ai.cloudflare.com' && /^\/v1\/[^/]+\/[^/]+$/.test(path);
  return (isUniversal && body !== undefined ? answeredOf(body, path, headers.step) : undefined) ?? { path, body };
}

/**
 * Of the requests that the gateway sends in turn until one succeeds: a list of `{provider, endpoint, query}`.
 * https://developers.cloudflare.com/ai-gateway/usage/universal
 * @param step the place in the list, from 0; the first where no header says so
 */
function answeredOf({ list }: JsonRecord, path: string, step = '0'): Asked | undefined {
  const requests = recordsOf(list);
  const { provider, endpoint, query } = requests[Number(step)] ?? requests[0] ?? {};
  const route = asText(endpoint)?.replace(/^\/|\?.*$/gs, '');
  return route === undefined ? undefined : { path: `${path}/${asText(provider)}/${route}`, body: fieldsOf(query) };
}
