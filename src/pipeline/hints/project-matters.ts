import type { Config } from '../../config/config';
import { isLoopback } from '../../delivery/http/api-key';

/**
 * Whether the server takes the project from the record: those of version 1, behind the older address or a customer's own. The data
 * plane takes it from the key, and what listens on this machine is there for a look at what is sent.
 */
export function projectMatters({ url, api }: Pick<Config, 'url' | 'api'>): boolean {
  if (api !== 'model' || !URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return !isLoopback(hostname) && !/.\.api\.honeyhive\.ai$|^api\.dp\d+\..*honeyhive\.ai$/.test(hostname);
}
