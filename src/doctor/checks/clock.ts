import { clockSkew } from '../../delivery/http/clock-skew';
import { type Finding, findingsOf } from '../finding';

const { ok, warning, skipped } = findingsOf('clock');

export const clockUnknown = skipped('There was no answer to compare with.');

/** @param date header of an answer that has just arrived */
export function checkClock(date: string | undefined, now = Date.now()): Finding {
  const theirs = Date.parse(date ?? '');
  if (Number.isNaN(theirs)) return skipped('The answer has no date to compare with.');
  const skew = clockSkew(date, now);
  if (skew !== undefined) return warning(skew.sentence, 'Set this machine’s clock, by NTP for example.');
  // The header has whole seconds.
  const seconds = Math.max(0, Math.round(Math.abs(theirs - now) / 1000) - 1);
  return ok(`Within ${seconds + 1} s of the server’s.`);
}
