import type { Fault } from './fault';

/** What `--fail` takes, one fault a line. */
export const faultHelp = `503, 429, …  answers with this HTTP status; 429:2 adds the header Retry-After: 2
hang         never answers
reset        resets the connection before it answers
lost         stores the events, then resets the connection before it answers
html         answers 502 with an HTML page, as a proxy does
partial:N    rejects the first N events of every request (default 1) and stores the others
slow:MS      answers after MS milliseconds (default 1000)`;

const faults: Readonly<Record<string, (argument: number | undefined) => Fault>> = {
  hang: () => ({ hang: true }),
  reset: () => ({ resetBefore: 'headers' }),
  lost: () => ({ acceptThenReset: true }),
  html: () => ({ html: 502 }),
  partial: (records = 1) => ({ partial: records }),
  slow: (delayMs = 1000) => ({ delayMs }),
};

/** The fault of that name, such as `503`, `429:2`, `hang` or `partial:3`; `undefined` if there is none. */
export function faultNamed(text: string): Fault | undefined {
  const [, name = '', argument] = /^([a-z]+|[2-5]\d\d)(?::(\d{1,6}))?$/.exec(text) ?? [];
  if (/^\d/.test(name)) return { status: Number(name), ...(argument === undefined ? {} : { retryAfter: argument }) };
  return Object.hasOwn(faults, name)
    ? faults[name]?.(argument === undefined ? undefined : Number(argument))
    : undefined;
}
