import { privateKey, shaped, webhook } from './key-shapes';
import { isSecretName, redacted } from './secret-names';
import { urlsWithoutSecrets } from './secret-urls';

/** A header in a text, to the end of its line. */
const header =
  /(?<![\w-])((?:proxy-)?authorization|(?:set-)?cookie)(\\{0,3}["']?\s{0,3}[:=]\s{0,3}\\{0,3}["']?)(?![{[])[^\r\n"'\\]+/gi;

/** `Bearer` and what is no word of a sentence about it. */
const bearer =
  /(?<![\w-])(Bearer\s{1,3})(?!(?:tokens?|auth\w*|schemes?|headers?|credentials?|keys?)(?![\w-]))[\w.~+/=-]{6,}/gi;
const basic = /(?<![\w-])(Basic\s{1,3})([A-Za-z\d+/=_-]{6,})/gi;

/** `name=value`, `"name": "value"`, also within a text that is itself within JSON. */
const assignment =
  /(?<!\w-?)((?:[A-Za-z]{1,20} )?[A-Za-z_][\w-]{1,63})(\\{0,3}["']?\s{0,3}[:=]>?\s{0,3})(\\{0,3}["'])?([^\s"'\\&;,<>{}()[\]]+)/g;

/** No text without one of these holds a secret that could be found. */
const suspicious =
  /:\/\/|hooks\.slack|(?:^|[^a-z])sig(?![a-z])|\?[^\s=?]{0,63}[^\s=]=|bearer|basic|header|passw|passphrase|passcode|secret|token|key|auth|credential|creds|cookie|signature|pwd|jwt|sas|connection|assertion|[spr]k[-_]|gh[pousr]_|_pat|glpat|xox|xapp|npm_|hf_|gsk_|hh_|pplx|r8_|xai-|nvapi|tvly|lsv2|whsec|GOCSPX|AIza|SG\.|A[KS]IA|ABSK|ya29|eyJ/i;

const leastChars = 8;

/** Most texts have none of these, and are looked at once. */
export const mayHoldSecrets = (text: string): boolean => text.length >= leastChars && suspicious.test(text);

export const withoutPrivateKeys = (text: string): string => text.replace(privateKey, redacted);

/**
 * A text without user info and keys in URLs, without headers, tokens and passwords that are given by name, and without keys of
 * known shapes. Linear.
 * @param onOpenHeader is called if a header's value reaches to the end
 */
export const textWithoutSecrets = (text: string, onOpenHeader?: () => void): string =>
  urlsWithoutSecrets(withoutPrivateKeys(text))
    .replace(header, (found: string, name: string, sign: string, at: number, whole: string) => {
      if (at + found.length === whole.length) onOpenHeader?.();
      return `${name}${sign}${redacted}`;
    })
    .replace(bearer, `$1${redacted}`)
    .replace(basic, (found: string, scheme: string, value: string) => (isBasic(value) ? scheme + redacted : found))
    .replace(assignment, (found: string, name: string, sign: string, quote: string | undefined, value: string) =>
      isSecretName(name) && isGiven(value, sign, quote) ? `${name}${sign}${quote ?? ''}${redacted}` : found,
    )
    .replace(webhook, `$1${redacted}`)
    .replace(shaped, redacted);

/** User and password, or no word of a language. */
const isBasic = (value: string): boolean =>
  /\d|=$/.test(value) || Buffer.from(value, 'base64').toString('latin1').includes(':');

const noSecret = /^(?:true|false|null|none|undefined|nil|\d{1,6}|string)$/i;

/** In a sentence, a word may follow a colon. */
const isGiven = (value: string, sign: string, quote: string | undefined): boolean =>
  !noSecret.test(value) && (quote !== undefined || !/:\s/.test(sign) || !/^[A-Za-z]?[a-z]*[.!?]?$/.test(value));
