import type { Fault } from './fault';

/** What `--fail` takes, in the words of its help. */
export const faultNames =
  '503, 429, 401 … (an HTTP status; 429:2 adds Retry-After: 2) · hang · reset · lost (stored, answer lost) · html · partial:N · slow:MS';

const faults: Readonly<Record<string, (given: number | undefined) => Fault | undefined>> = {
  hang: () => ({ hang: true }),
  reset: () => ({ resetBefore: 'headers' }),
  lost: () => ({ acceptThenReset: true }),
  html: () => ({ html: 502 }),
  partial: (records = 1) => ({ partial: records }),
  slow: (delayMs = 1000) => ({ delayMs }),
};

/** The fault of that name, such as `503`, `429:2`, `hang` or `partial:3`; `undefined` if there is none. */
export function faultNamed(name: string): Fault | undefined {
  const [, kind = '', argument] = /^([a-z]+|[1-5]\d\d)(?::(\d{1,6}))?$/.exec(name) ?? [];
  if (!/^\d/.test(kind))
    return Object.hasOwn(faults, kind)
      ? faults[kind]?.(argument === undefined ? undefined : Number(argument))
      : undefined;
  const status = Number(kind);
  // 1xx are no answers.
  if (status < 200) return undefined;
  return argument === undefined ? { status } : { status, retryAfter: argument };
}
