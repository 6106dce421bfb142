import type { Bucket } from '../../page-api';

/** The API says at most 120; another answer must not make a chart of a million bars. */
const maxBuckets = 400;

/** The spans of time in order, those without a call among them, so that a pause is seen as one. */
export function shownBuckets(buckets: readonly Bucket[], bucketMs: number): readonly Bucket[] {
  const [first] = buckets;
  const last = buckets.at(-1);
  if (first === undefined || last === undefined || !(bucketMs > 0)) return buckets;
  const count = Math.min(maxBuckets, Math.round((last.from - first.from) / bucketMs) + 1);
  const byPlace = new Map(buckets.map((bucket) => [Math.round((bucket.from - first.from) / bucketMs), bucket]));
  return Array.from(
    { length: count },
    (_, place) =>
      byPlace.get(place) ?? { from: first.from + place * bucketMs, calls: 0, errors: 0, tokens: 0, cost: 0 },
  );
}
