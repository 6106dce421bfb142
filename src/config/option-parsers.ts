import { unquoted } from '../runtime/unquoted';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where the value of an option comes from, and which values are valid. */
export interface Option<Value> {
  /** Environment variables, the first that is set wins. Empty: only code can set the option. */
  readonly env: readonly string[];
  /** The value if neither code nor environment sets one. */
  readonly fallback: Value;
  /** Completes the sentence "`name` must be …". */
  readonly mustBe: string;
  /** Completes the sentence "Set HH_… to …" if the text of a variable has another form. Default: `mustBe`. */
  readonly textMustBe?: string;
  readonly accepts: (value: unknown) => value is Value;
  /** The value of a variable's text, or the text itself if it has none. Default: the text. */
  readonly parse?: (text: string, variable: string) => unknown;
  /** What an invalid variable means where the default could leak data. Default: `fallback`. */
  readonly ifInvalid?: { readonly value: Value; readonly consequence: string };
  /** What a misspelt variable with this text means, by the same rule; `undefined`: nothing. */
  readonly ifMisspelt?: (text: string, words: readonly string[]) => Value | undefined;
  /** Whether an unknown variable of these words, in upper case and without the prefix, is meant to be this one. */
  readonly isMeantBy?: (words: readonly string[]) => boolean;
  /** The form in which a valid value from code is used. Default: as it is. */
  normalise?(value: Value): Value;
}

export type ValueOf<Entry> = Entry extends Option<infer Value> ? Value : never;

/** Infers the type of an option from its check and its default. */
export const option = <Value, Fallback extends Value | undefined>(
  definition: Omit<Option<Value>, 'fallback'> & { readonly fallback: Fallback },
): Option<Value | Fallback> => definition;

/** An option that has no environment variable and no default. */
export const codeOnly = <Value>(
  mustBe: string,
  accepts: (value: unknown) => value is Value,
): Option<Value | undefined> => ({ env: [], fallback: undefined, mustBe, accepts });

export const count = <Fallback extends number | undefined>(
  variable: string,
  fallback: Fallback,
  atLeast = 1,
): Option<number | Fallback> =>
  option({
    env: [variable],
    fallback,
    mustBe: `a whole number of at least ${atLeast}`,
    accepts: (value): value is number => Number.isSafeInteger(value) && Number(value) >= atLeast,
    parse: (text) => (/^\d+$/.test(text) ? Number(text) : text),
  });

export const flag = (variable: string, fallback: boolean): Option<boolean> => ({
  env: [variable],
  fallback,
  mustBe: 'true or false',
  accepts: isFlag,
  parse: parseFlag,
});

/** One of a few names, of which the first is the default. */
export const oneOf = <Name extends string>(variable: string, fallback: Name, ...others: Name[]): Option<Name> => {
  const names: readonly unknown[] = [fallback, ...others];
  return {
    env: [variable],
    fallback,
    mustBe: `${[fallback, ...others.slice(0, -1)].join(', ')} or ${others.at(-1)}`,
    accepts: (value): value is Name => names.includes(value),
  };
};

export const isText = (value: unknown): value is string => typeof value === 'string';
export const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';
/** The signature of a function cannot be checked. */
export const isFunction = <Expected>(value: unknown): value is Expected => typeof value === 'function';
export const isPlainObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** The operating system accepts no path with a zero byte. */
export const isPath = (value: unknown): value is string => isText(value) && !value.includes('\0');
/** Keys that were read from a file may end in a line break, or be quoted. */
export const isKey = (value: unknown): value is string => isText(value) && /^[\x21-\x7e]+$/.test(unquoted(value));
/** A line break in a value would let it add headers of its own. */
export const isHeaders = (value: unknown): value is Readonly<Record<string, string>> =>
  isPlainObject(value) &&
  Object.entries(value).every(
    ([name, text]) =>
      /^[\w!#$%&'*+.^`|~-]+$/.test(name) && !framing.test(name) && isText(text) && /^[\t\x20-\x7e]*$/.test(text),
  );
/** Headers by which the two ends of a connection agree on what a message is: they follow from the message, not from options. */
const framing =
  /^(?:connection|content-encoding|content-length|expect|host|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade)$/i;
/** By the grammar of header names, which is that of cookie names, too. */
export const isSessionHeader = (value: unknown): value is string =>
  isText(value) && /^(?:cookie:)?[\w!#$%&'*+.^`|~-]+$/i.test(value);
export const isHttpUrl = (value: unknown): value is string => {
  if (!isText(value) || !URL.canParse(unquoted(value))) return false;
  const url = new URL(unquoted(value));
  return (
    /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' && url.search === '' && url.hash === ''
  );
};

export const parseFlag = (text: string): unknown =>
  ({ true: true, 1: true, yes: true, on: true, false: false, 0: false, no: false, off: false })[text.toLowerCase()] ??
  text;
/** `name=value,other=value`, as `OTEL_EXPORTER_OTLP_HEADERS` has it. */
export const parseHeaders = (text: string): unknown => {
  const pairs = text.split(',').map((pair) => pair.split(/=(.*)/s).map((side) => side.trim()));
  return pairs.every(([name, value]) => name && value !== undefined) ? Object.fromEntries(pairs) : text;
};
