import { isSecretName, redacted } from './secret-names';
import { pathWithoutKeys } from './secret-paths';

const url = /([a-z][a-z\d+.-]{1,20}:\/\/)([^\s"'<>\\^`{|}]+)/gi;
/** What stands in the query of an address besides keys, and can be read by anybody. */
const plainParameter = /^(?:api-?version|version|v|alt|beta|stream|format|region|model|page|limit|deployment|type)$/i;
const plainValue = /^(?:true|false|\d{1,4}|\d{4}-\d\d-\d\d(?:-preview)?)?$/;
/** Short names of keys, which in other places mean something else. */
const keyParameter =
  /^(?:key|k|sig|signature|code|auth|token|st|pass|user|username|ticket|session|sessionid|sid|jwt|sas|state|nonce|x-amz-[\w-]+|x-goog-[\w-]+)$/i;
const keyShaped = /^[\w.~+/=%-]{24,}$/;

/** The URLs in a text without user info and without the values of keys in their queries. */
export const urlsWithoutSecrets = (text: string): string =>
  text.includes('://')
    ? text.replace(url, (_, scheme: string, rest: string) => scheme + withoutSecrets(rest, ofAnyUrl))
    : text;

/**
 * The address of a server, which may be a path or a query alone, without user info, without keys in its path, and with the names of
 * its query alone.
 */
export function addressWithoutSecrets(address: string): string {
  if (address.includes('://'))
    return address.replace(url, (_, scheme: string, rest: string) => scheme + withoutSecrets(rest, ofAddress));
  return address.includes('?') || !address.includes('=')
    ? pathAndQuery(address, ofAddress)
    : queryWithout(address, isUnknown);
}

type IsSecret = (name: string, value: string) => boolean;

const isUnknown: IsSecret = (name, value) =>
  isKey(name, value) || !(plainValue.test(value) || (plainParameter.test(name) && value.length <= 32));

const isKey: IsSecret = (name, value) =>
  keyParameter.test(name) ||
  isSecretName(name) ||
  (keyShaped.test(value) && /\d/.test(value) && /[A-Za-z]/.test(value));

/** What is cleaned how in the URL of any text, and in the address of a server. */
interface Rules {
  readonly path: (path: string) => string;
  readonly isSecret: IsSecret;
}

const ofAnyUrl: Rules = { path: (path) => path, isSecret: isKey };
const ofAddress: Rules = { path: pathWithoutKeys, isSecret: isUnknown };

/** `user:password@`, with a password that may have what ends an address; behind a colon without it stands a port. */
const userInfo = /^(?:[^/?#]*@|[^/?#@:]*:(?!\d{1,5}(?:[/?#]|$))[^@]*@)/;

/** @param rest of a URL behind `://` */
function withoutSecrets(rest: string, rules: Rules): string {
  const start = userInfo.exec(rest)?.[0].length ?? 0;
  const end = start + Math.max(0, rest.slice(start).search(/[/?#]|$/));
  return `${start === 0 ? '' : `${redacted}@`}${rest.slice(start, end)}${pathAndQuery(rest.slice(end), rules)}`;
}

/** @param address from its path on; its query and its fragment may hold parameters */
function pathAndQuery(address: string, { path, isSecret }: Rules): string {
  const start = address.search(/[?#]/);
  if (start === -1) return path(address);
  return `${path(address.slice(0, start))}${address.charAt(start)}${queryWithout(address.slice(start + 1), isSecret)}`;
}

const queryWithout = (query: string, isSecret: IsSecret): string =>
  query.replace(/(?<![^&#?;])([^=&#?;]+)=([^&#;]*)/g, (found: string, name: string, value: string) =>
    value !== '' && isSecret(name, value) ? `${name}=${redacted}` : found,
  );
