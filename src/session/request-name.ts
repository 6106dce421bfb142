import { guarded } from '../runtime/guarded';

const maxChars = 200;
const maxSegments = 8;
/** In place of a path that is not shown. */
const anyPath = '/:path';

/**
 * Names a request by its method and route, or else its path, without the query. What looks like an id in a path is left out: it may be
 * private, and makes a name of its own for each person. Words stay, since a path does not say which are a person's; without content, no
 * part of a path does, but of a route.
 */
export function requestName(
  method: string | undefined,
  target: string | undefined,
  route: string | undefined,
  captureContent: boolean,
): string {
  const path = route ?? (captureContent ? plainPath(target ?? '/') : anyPath);
  return `${method ?? 'GET'} ${path}`.slice(0, maxChars);
}

/** @param target of a request: a path with a query, or a whole URL where a proxy is asked */
function plainPath(target: string): string {
  const path = target.replace(/^[a-z]+:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '');
  const segments = path.split('/').filter((segment) => segment !== '');
  const shown = segments.slice(0, maxSegments).map((segment) => (isPrivate(segment) ? ':id' : segment));
  return `/${shown.join('/')}${segments.length > maxSegments ? '/…' : ''}`;
}

/** Numbers, UUIDs, tokens, addresses of mail; not `v1`, `gpt-4o` or `chat-completions`. */
const isPrivate = (segment: string): boolean =>
  /^\d+$/.test(segment) ||
  /[^\w.~:[\]{}-]/.test(segment) ||
  segment.length > 40 ||
  (segment.length >= 8 && /^[\da-f-]+$/i.test(segment)) ||
  (segment.length >= 12 && (segment.match(/\d/g)?.length ?? 0) >= 3);

/**
 * The route by which a framework has found the handler of a request, as far as it says so on the request itself: Express and what
 * is built upon it, and Next.js.
 */
export function routeOf(request: object, captureContent: boolean): string | undefined {
  return guarded(() => {
    const { route, baseUrl } = request as { readonly route?: { readonly path?: unknown }; readonly baseUrl?: unknown };
    if (typeof route?.path === 'string') {
      // Where the router is mounted, as it was asked for: with a value where the route has a parameter.
      const base = typeof baseUrl !== 'string' || baseUrl === '' ? '' : captureContent ? plainPath(baseUrl) : anyPath;
      return `${base}${route.path}`.replace(/(?<=.)\/$/, '') || '/';
    }
    const { match } = (request as { readonly [nextMeta]?: NextMeta })[nextMeta] ?? {};
    const { pathname } = match?.definition ?? {};
    return typeof pathname === 'string' ? pathname : undefined;
  });
}

const nextMeta = Symbol.for('NextInternalRequestMeta');

interface NextMeta {
  readonly match?: { readonly definition?: { readonly pathname?: unknown } };
}
