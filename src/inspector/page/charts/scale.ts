import type { Quantiles } from '../../page-api';

/** Where a value lies between the least (0) and the most (1) of all. */
export type Scale = (value: number) => number;

/** By the logarithm, since the slowest call takes a hundred times as long as the fastest. */
export function scaleOf(all: readonly Quantiles[]): Scale {
  const values = all.flat().filter((value) => value > 0);
  const least = values.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY);
  const most = values.reduce((one, other) => Math.max(one, other), 0);
  const width = Math.log(most) - Math.log(least);
  return (value) => {
    if (!(value > 0)) return 0;
    return width > 0 ? Math.min(1, Math.max(0, (Math.log(value) - Math.log(least)) / width)) : 0.5;
  };
}
