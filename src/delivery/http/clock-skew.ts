import type { Note } from './outcome';

const tolerableMs = 5 * 60_000;

/** Events are dated by this machine's clock, so whoever looks for them must know that it is wrong. */
export function clockSkew(dateOfAnswer: string | undefined, now: number): Note | undefined {
  const there = Date.parse(dateOfAnswer ?? '');
  const ms = there - now;
  if (!(Math.abs(ms) > tolerableMs)) return undefined;
  const minutes = Math.round(Math.abs(ms) / 60_000);
  const [ours, theirs] = [now, there].map((time) => new Date(time).toISOString());
  const sentence = `This machine's clock (${ours}) is ${minutes} minutes ${ms > 0 ? 'behind' : 'ahead of'} HoneyHive's (${theirs}). Events are dated by it.`;
  return { key: 'clock_skew', sentence };
}
