export interface Field<T> {
  /** Environment variables, the first that is set wins. None: an option of code only. */
  readonly env: readonly string[];
  readonly fallback: T;
  readonly unit?: 'ms' | 'bytes' | 'records' | 'requests';
  /** What a value must be; ends the sentence "`x` must be …". */
  readonly mustBe: string;
  /** What it does, as the README's table says it. */
  readonly says: string;
  readonly accepts: (value: unknown) => boolean;
  /** A variable's text as the value it means. Absent: the text itself. */
  readonly read?: (text: string) => unknown;
  /** What an unreadable variable means, where its default could send what the user wanted to keep. Absent: the default. */
  readonly ifUnreadable?: { readonly value: T; readonly so: string };
}

export const isText = (value: unknown): boolean => typeof value === 'string';
/** The system takes no path with a zero in it. */
export const isPath = (value: unknown): boolean => typeof value === 'string' && !value.includes('\0');
/** What can stand in a header; a line break would let a value add headers of its own. */
export const isHeaderText = (value: unknown): boolean => typeof value === 'string' && /^[\t\x20-\x7e]*$/.test(value);
/** Keys that were read from a file end in a line break. */
export const isKey = (value: unknown): boolean => typeof value === 'string' && /^[\x21-\x7e]+$/.test(value.trim());
export const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 1;
export const isFlag = (value: unknown): boolean => typeof value === 'boolean';
export const isPlainObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isHttpUrl = (value: unknown): boolean => {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const url = new URL(value);
  return (
    /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' && url.search === '' && url.hash === ''
  );
};

export const readNumber = (text: string): unknown => (/^\d+$/.test(text) ? Number(text) : text);
export const readFlag = (text: string): unknown =>
  ({ true: true, 1: true, yes: true, on: true, false: false, 0: false, no: false, off: false })[text.toLowerCase()] ??
  text;
/** `name=value,other=value`, as `OTEL_EXPORTER_OTLP_HEADERS` has it. */
export const readHeaders = (text: string): unknown => {
  const pairs = text.split(',').map((pair) => pair.split(/=(.*)/s).map((side) => side.trim()));
  return pairs.every(([name, value]) => name && value !== undefined) ? Object.fromEntries(pairs) : text;
};

export const count = { mustBe: 'a whole number from 1 up', accepts: isCount, read: readNumber } as const;
export const flag = { mustBe: 'true or false', accepts: isFlag, read: readFlag } as const;
