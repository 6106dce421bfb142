import { editDistance } from './edit-distance';

/**
 * Which of the known names is probably meant: one that differs in case, hyphens and underscores, or else in a few letters.
 * @param others what other packages call it, without hyphens and underscores and in lower case
 */
export function meantName(
  name: string,
  known: readonly string[],
  others: Readonly<Record<string, string>> = {},
): string | undefined {
  const plain = plainName(name);
  const same =
    known.find((each) => plainName(each) === plain) ?? (Object.hasOwn(others, plain) ? others[plain] : undefined);
  if (same !== undefined) return same;
  const distances = known.map((each) => ({ each, distance: editDistance(plain, plainName(each)) }));
  const nearest = distances.sort((one, other) => one.distance - other.distance)[0];
  if (nearest === undefined || plain.length > maxLength) return undefined;
  return nearest.distance <= Math.max(1, Math.floor(plain.length / 5)) ? nearest.each : undefined;
}

/** A longer one is no name, and the distance takes time by its length. */
const maxLength = 64;

const plainName = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[-_]/g, '')
    .slice(0, maxLength + 1);
