import { timingSafeEqual } from 'node:crypto';

/** Takes as long for any other text of the same length. */
export function isSame(secret: string, given: string | undefined): boolean {
  const [one, other] = [Buffer.from(secret), Buffer.from(given ?? '')];
  return one.length === other.length && timingSafeEqual(one, other);
}
