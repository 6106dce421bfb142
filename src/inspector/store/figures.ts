import type { Quantiles } from '../page-api';

/** The most buckets, models and values of a facet. */
export const maxBuckets = 120;
export const maxModels = 100;
export const maxFacets = 200;
export const maxModelsOfSession = 20;

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const times = (unit: number, ...counts: readonly number[]): readonly number[] => counts.map((count) => count * unit);
const widths: readonly number[] = [
  ...times(1, 1, 2, 5, 10, 20, 50, 100, 200, 500),
  ...times(second, 1, 2, 5, 10, 15, 30),
  ...times(minute, 1, 2, 5, 10, 15, 30),
  ...times(hour, 1, 2, 3, 6, 12),
  ...times(day, 1, 2, 7, 14, 30),
];

/** The least width that people read easily by which a span of time has no more than {@link maxBuckets} buckets. */
export function bucketWidth(first: number, last: number): number {
  const fits = (width: number): boolean => Math.floor(last / width) - Math.floor(first / width) < maxBuckets;
  const found = widths.find(fits);
  if (found !== undefined) return found;
  let width = 60 * day;
  while (!fits(width)) width *= 2;
  return width;
}

/** By nearest rank. Sorts the values. */
export function quantilesOf(values: Float64Array): Quantiles {
  values.sort();
  const at = (share: number): number => values[Math.max(0, Math.ceil(share * values.length) - 1)] ?? 0;
  return [at(0), at(0.5), at(0.9), at(0.99), at(1)];
}

/** The number of rows of a page. */
export const pageSize = (limit: number): number => Math.min(1000, Math.max(1, Math.trunc(limit) || 1));
