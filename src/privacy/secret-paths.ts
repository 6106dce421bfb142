import { redacted } from './secret-names';

/**
 * What ids of resources and names of models follow in the paths of models' APIs: neither is a key, however random it looks. Azure's
 * deployments are named as the app likes, also by a UUID. Elsewhere in the address of a server a UUID is taken for a key, since
 * hosted servers of tools and webhooks use UUIDs as such.
 */
const collections: ReadonlySet<string> = new Set(
  (
    'deployments model models engines endpoints projects accounts subscriptions resourceGroups completions jobs operations ' +
    'responses conversations items threads messages runs steps assistants files batches uploads vector_stores containers ' +
    'cachedContents'
  ).split(' '),
);

/** Words, dates, versions and numbers with a unit, of which readable names consist: `claude`, `westeurope2`, `20241022`, `70B`. */
const readable = /^(?:[A-Za-z]{0,15}\d{0,4}|v?\d{1,8}[A-Za-z]{0,2})$/;

const leastChars = 20;

/** The path of a server's address with {@link redacted} in place of segments that look like keys. Linear. */
export function pathWithoutKeys(path: string): string {
  if (path.length < leastChars) return path;
  const segments = path.split('/');
  return segments
    .map((segment, index) => (isKey(segment) && !collections.has(segments[index - 1] ?? '') ? redacted : segment))
    .join('/');
}

/** At least {@link leastChars} with letters and digits, some of which make no readable part: hex, base64, UUIDs. */
const isKey = (segment: string): boolean =>
  segment.length >= leastChars &&
  /\d/.test(segment) &&
  /[A-Za-z]/.test(segment) &&
  segment.split(/[^A-Za-z\d]+/).some((part) => !readable.test(part));
