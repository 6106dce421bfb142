import type { Config } from '../../config/config';
import { proxyNameFor } from '../../delivery/http/agent';
import { version } from '../../version';

export const userAgent = `opentelemetry-exporter-honeyhive/${version}`;

const paths = { model: '/events/model/batch', v1: '/v1/events/batch' } as const;

/** Where batches of records go. */
export const endpointOf = ({ url, api }: Pick<Config, 'url' | 'api'>): URL => new URL(`${url}${paths[api]}`);

type Destination = Pick<Config, 'url' | 'api' | 'project' | 'agent' | 'fetch' | 'spoolDirectory'>;

/** For a log: where records go, and by which way. */
export function destinationLine(config: Destination): string {
  const { api, project, agent, fetch, spoolDirectory } = config;
  const endpoint = endpointOf(config);
  const proxy = proxyNameFor(endpoint);
  const own = fetch === undefined ? 'your own agent' : 'your own fetch';
  const way =
    fetch !== undefined || agent !== undefined ? `by ${own}` : proxy ? `through the proxy ${proxy}` : 'directly';
  const spool = spoolDirectory === undefined ? '' : `, spooled in ${spoolDirectory}`;
  return `records go to ${endpoint.href} ${way}, format ${api}, project ${project ?? 'not set'}${spool}.`;
}
