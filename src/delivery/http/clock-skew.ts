import type { Note } from './outcome';

const maxSkewMs = 5 * 60_000;

/** A warning, since the times of events are those of this machine's clock. @param dateHeader of an answer */
export function clockSkew(dateHeader: string | undefined, now: number): Note | undefined {
  const theirs = Date.parse(dateHeader ?? '');
  const skewMs = theirs - now;
  if (!(Math.abs(skewMs) > maxSkewMs)) return undefined;
  const [ourTime, theirTime] = [now, theirs].map((time) => new Date(time).toISOString());
  const skew = `${Math.round(Math.abs(skewMs) / 60_000)} minutes ${skewMs > 0 ? 'behind' : 'ahead of'}`;
  const sentence = `This machine's clock (${ourTime}) is ${skew} HoneyHive's (${theirTime}). So are event times.`;
  return { key: 'clock_skew', sentence };
}
