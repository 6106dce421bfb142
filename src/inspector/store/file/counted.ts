import type { Bucket, CallRow, Facet, ModelTotals, Totals } from '../../page-api';
import { grouped } from '../../terminal/grouped';
import { bucketWidth, maxFacets, maxModels, quantilesOf } from '../figures';
import { sumOf } from './listed';

/** @param rows in the order of their start */
export function totalsOf(rows: readonly CallRow[]): Totals {
  const calls = rows.filter(({ kind }) => kind === 'model');
  const first = calls[0]?.startTime ?? 0;
  const bucketMs = bucketWidth(first, calls.at(-1)?.startTime ?? first);
  return {
    calls: calls.length,
    events: rows.length,
    sessions: new Set(rows.map(({ sessionId }) => sessionId).filter((id) => id !== '')).size,
    errors: failedOf(rows),
    problems: rows.filter(({ problems }) => problems > 0).length,
    promptTokens: sumOf(calls, 'promptTokens'),
    completionTokens: sumOf(calls, 'completionTokens'),
    cachedTokens: sumOf(calls, 'cachedTokens'),
    reasoningTokens: sumOf(calls, 'reasoningTokens'),
    totalTokens: sumOf(calls, 'totalTokens'),
    cost: sumOf(calls, 'cost'),
    buckets: bucketsOf(calls, bucketMs),
    bucketMs,
    models: [...grouped(calls, ({ model, provider }) => JSON.stringify([model, provider])).values()]
      .map(modelTotals)
      .sort(
        (one, other) =>
          other.calls - one.calls || compare(one.model, other.model) || compare(one.provider, other.provider),
      )
      .slice(0, maxModels),
  };
}

const failedOf = (rows: readonly CallRow[]): number => rows.filter(({ error }) => error !== null).length;

function bucketsOf(calls: readonly CallRow[], width: number): readonly Bucket[] {
  const byNumber = grouped(calls, ({ startTime }) => Math.floor(startTime / width));
  const numbers = [...byNumber.keys()];
  const [first = 0, last = -1] = [numbers[0], numbers.at(-1)];
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const inside = byNumber.get(first + index) ?? [];
    return {
      from: (first + index) * width,
      calls: inside.length,
      errors: failedOf(inside),
      tokens: sumOf(inside, 'totalTokens'),
      cost: sumOf(inside, 'cost'),
    };
  });
}

function modelTotals(calls: readonly CallRow[]): ModelTotals {
  const known = (values: readonly (number | null)[]): Float64Array =>
    Float64Array.from(values.filter((value) => value !== null));
  return {
    model: calls[0]?.model ?? '',
    provider: calls[0]?.provider ?? '',
    calls: calls.length,
    errors: failedOf(calls),
    cost: sumOf(calls, 'cost'),
    latency: quantilesOf(known(calls.map(({ duration }) => duration))),
    tokens: quantilesOf(known(calls.map(({ totalTokens }) => totalTokens))),
    costs: quantilesOf(known(calls.map(({ cost }) => cost))),
  };
}

export function facetOf(values: readonly string[]): readonly Facet[] {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== '') counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((one, other) => other.count - one.count || compare(one.value, other.value))
    .slice(0, maxFacets);
}

const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other));
