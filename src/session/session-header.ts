import { guarded } from '../runtime/guarded';

/** Reads a header by its name in lower case. */
export type HeaderReader = (name: string) => string | undefined;

/**
 * What the header or cookie says that has the session's id.
 * @param setting the name of a header, or `cookie:` and the name of a cookie
 */
export function sessionHeaderReader(setting: string | undefined): (header: HeaderReader) => string | undefined {
  if (setting === undefined) return () => undefined;
  const [, cookie] = /^cookie:(.+)$/i.exec(setting) ?? [];
  const name = setting.toLowerCase();
  return (header) => {
    const value = cookie === undefined ? header(name) : cookieIn(header('cookie'), cookie);
    return value?.trim() || undefined;
  };
}

/** The first cookie of this name, decoded where it can be. */
function cookieIn(cookies: string | undefined, name: string): string | undefined {
  if (cookies === undefined || !cookies.includes(name)) return undefined;
  for (const pair of cookies.split(';')) {
    const end = pair.indexOf('=');
    if (end < 0 || pair.slice(0, end).trim() !== name) continue;
    const value = pair.slice(end + 1).trim();
    return guarded(() => decodeURIComponent(value)) ?? value;
  }
  return undefined;
}

/** The trace id of a `traceparent` by the W3C's recommendation; `undefined` if it is not one. */
export function traceIdIn(traceparent: string | undefined): string | undefined {
  const [, version, traceId, spanId] =
    /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-[\da-f]{2}(?:-|$)/.exec(traceparent?.trim() ?? '') ?? [];
  const isValid = version !== 'ff' && !/^0*$/.test(traceId ?? '') && !/^0*$/.test(spanId ?? '');
  return isValid ? traceId : undefined;
}
