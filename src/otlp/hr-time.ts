/** Seconds and nanoseconds, as every OpenTelemetry SDK keeps a time. */
export type HrTime = readonly [seconds: number, nanoseconds: number];

export const epoch: HrTime = Object.freeze([0, 0] as const);

const billion = 1e9;
const half = 2 ** 16;

/**
 * Nanoseconds of 64 bits, which no number holds exactly, divided by hand: 16 bits at a time.
 * @param high the upper 32 bits, unsigned; `low` likewise
 */
export function hrTimeOf(high: number, low: number): HrTime {
  const middle = (high % billion) * half + (low >>> 16);
  const rest = (middle % billion) * half + (low & 0xffff);
  const seconds =
    (Math.floor(high / billion) * half + Math.floor(middle / billion)) * half + Math.floor(rest / billion);
  return [seconds, rest % billion];
}

/** As SDKs have it: none, if a clock went back. */
export function durationOf([startSeconds, startNanos]: HrTime, [endSeconds, endNanos]: HrTime): HrTime {
  const [seconds, nanos] = [endSeconds - startSeconds, endNanos - startNanos];
  const [whole, rest] = nanos < 0 ? [seconds - 1, nanos + billion] : [seconds, nanos];
  return whole < 0 ? epoch : [whole, rest];
}
