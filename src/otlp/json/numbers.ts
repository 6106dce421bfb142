import { epoch, type HrTime } from '../hr-time';
import { MalformedOtlp } from '../malformed-otlp';
import { type Members, member } from './members';

/* Senders write a number as one or as text, whatever its size. */

const wholeNumber = /^-?\d{1,20}$/;

const isWhole = (value: unknown): value is number | string =>
  typeof value === 'string' ? wholeNumber.test(value) : Number.isInteger(value);

/** A number of 64 bits: the digits, where no number holds it exactly. */
export function int64Of(written: unknown, name: string): number | string {
  const value = withoutLong(written, BigInt.asIntN);
  const number = Number(value);
  // The JSON of protobuf may have a whole number as "1.0" or "1e3" as well.
  if (Number.isSafeInteger(number) && (isWhole(value) || isNumeric(value))) return number;
  const exact = isWhole(value) ? BigInt(value) : undefined;
  if (exact !== undefined && BigInt.asIntN(64, exact) === exact) return String(exact);
  throw new MalformedOtlp('no whole number of 64 bits', name);
}

/** A number of 32 bits, unsigned; 0 if it is absent. */
export function uint32Of(members: Members, name: string, protoName = name): number {
  const value = member(members, name, protoName) ?? 0;
  const number = int64Of(value, name);
  if (typeof number === 'number' && number >>> 0 === number) return number;
  throw new MalformedOtlp('no whole number of 32 bits', name);
}

export function doubleOf(value: unknown, name: string): number {
  if (typeof value === 'number') return value;
  if (isNumeric(value) || value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value);
  throw new MalformedOtlp('no number', name);
}

/** The digits of what protobufjs makes of 64 bits, an object of their halves, which some senders let through; all else as it is. */
function withoutLong(value: unknown, read: (bits: number, value: bigint) => bigint): unknown {
  const { low, high } = Object(value) as { readonly low?: unknown; readonly high?: unknown };
  if (!isHalf(low) || !isHalf(high)) return value;
  return String(read(64, (BigInt(high) << 32n) | BigInt(low >>> 0)));
}

const isHalf = (value: unknown): value is number => Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 32;

const isNumeric = (value: unknown): boolean =>
  typeof value === 'string' && /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(value);

const maxNanos = 2n ** 64n;

/** Nanoseconds since the epoch; the epoch if it is absent. Of a number, the last digits were rounded by who wrote it. */
export function timeOf(members: Members, name: string, protoName: string): HrTime {
  const value = withoutLong(member(members, name, protoName) ?? 0, BigInt.asUintN);
  if (value === 0) return epoch;
  const nanos = isWhole(value) ? BigInt(value) : -1n;
  if (nanos < 0n || nanos >= maxNanos) throw new MalformedOtlp('no time in nanoseconds', name);
  return [Number(nanos / billion), Number(nanos % billion)];
}

const billion = 1_000_000_000n;

/** The number of an enum's value: senders write that or its name. A name that is not known is as good as 0. */
export function enumOf(members: Members, name: string, names: readonly string[]): number {
  const value = member(members, name);
  if (typeof value === 'string' && !wholeNumber.test(value)) return Math.max(0, names.indexOf(value));
  return uint32Of(members, name);
}
