import { isList } from '../../../json/json';
import type { Bucket, Facet, Facets, Filter, ModelTotals, Quantiles, Totals } from '../../page-api';
import { bucketWidth, maxFacets, maxModels, quantilesOf } from '../figures';
import { parsed } from '../lines';
import type { Value } from './binding';
import type { Connection } from './connection';
import { number, text } from './rows';
import { both, type Where, whereOf, whereOfMany, withoutFacets } from './where';

const sums = (where: Where): string => `
  SELECT count(*) AS events, count(*) FILTER (WHERE kind = 'model') AS calls, count(error) AS errors,
    count(DISTINCT nullif(sessionId, '')) AS sessions, count(*) FILTER (WHERE problems > 0) AS problems,
    total(promptTokens) AS promptTokens, total(completionTokens) AS completionTokens, total(cachedTokens) AS cachedTokens,
    total(reasoningTokens) AS reasoningTokens, total(totalTokens) AS totalTokens, total(cost) AS cost,
    min(startTime) FILTER (WHERE kind = 'model') AS first, max(startTime) FILTER (WHERE kind = 'model') AS last
  FROM events e WHERE ${where.sql}`;

export function totalsOf(connection: Connection, filter: Filter): Totals {
  const where = whereOfMany(filter, connection);
  const { first, last, ...figures } = connection.get(sums(where), ...where.values) ?? {};
  const bucketMs = bucketWidth(number(first), number(last));
  return {
    ...(figures as unknown as Omit<Totals, 'buckets' | 'bucketMs' | 'models'>),
    buckets: first === null ? [] : bucketsOf(connection, where, bucketMs),
    bucketMs,
    models: modelsOf(connection, where),
  };
}

function bucketsOf(connection: Connection, where: Where, width: number): readonly Bucket[] {
  const found = connection.all(
    `SELECT CAST(startTime / ? AS INTEGER) AS bucket, count(*) AS calls, count(error) AS errors, total(totalTokens) AS tokens,
       total(cost) AS cost
     FROM events e WHERE kind = 'model' AND ${where.sql} GROUP BY bucket ORDER BY bucket`,
    width,
    ...where.values,
  );
  const byNumber = new Map(found.map((columns) => [number(columns['bucket']), columns]));
  const numbers = [...byNumber.keys()];
  const [first = 0, last = -1] = [numbers[0], numbers.at(-1)];
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const columns = byNumber.get(first + index);
    return {
      from: (first + index) * width,
      calls: number(columns?.['calls']),
      errors: number(columns?.['errors']),
      tokens: number(columns?.['tokens']),
      cost: number(columns?.['cost']),
    };
  });
}

/** The values of a model come as one text each: thousands of rows take several times as long. */
function modelsOf(connection: Connection, where: Where): readonly ModelTotals[] {
  const found = connection.all(
    `SELECT model, provider, count(*) AS calls, count(error) AS errors, total(cost) AS cost,
       json_group_array(duration) AS latency, json_group_array(totalTokens) AS tokens, json_group_array(cost) AS costs
     FROM events e WHERE kind = 'model' AND ${where.sql}
     GROUP BY model, provider ORDER BY calls DESC, model, provider LIMIT ${maxModels}`,
    ...where.values,
  );
  return found.map((columns) => ({
    model: text(columns['model']),
    provider: text(columns['provider']),
    calls: number(columns['calls']),
    errors: number(columns['errors']),
    cost: number(columns['cost']),
    latency: quantilesIn(columns['latency']),
    tokens: quantilesIn(columns['tokens']),
    costs: quantilesIn(columns['costs']),
  }));
}

function quantilesIn(json: Value | undefined): Quantiles {
  const values = parsed(text(json));
  return quantilesOf(
    Float64Array.from(isList(values) ? values.filter((each): each is number => typeof each === 'number') : []),
  );
}

export function facetsOf(connection: Connection, filter: Filter): Facets {
  const matching = whereOfMany(withoutFacets(filter), connection);
  const { user, model, provider, tool } = filter;
  const lists = {
    ...(user && { user }),
    ...(model && { model }),
    ...(provider && { provider }),
    ...(tool && { tool }),
  };
  const facet = (own: keyof typeof lists, column: string, from = 'events e'): readonly Facet[] => {
    const { [own]: _, ...others } = lists;
    const where = both(matching, whereOf(others));
    return connection
      .all(
        `SELECT ${column} AS value, count(*) AS count FROM ${from} WHERE ${column} <> '' AND ${where.sql}
         GROUP BY ${column} ORDER BY count DESC, value LIMIT ${maxFacets}`,
        ...where.values,
      )
      .map(({ value, count }) => ({ value: text(value), count: number(count) }));
  };
  return {
    users: facet('user', 'e.user'),
    models: facet('model', 'e.model'),
    providers: facet('provider', 'e.provider'),
    tools: facet('tool', 't.tool', 'tools t JOIN events e USING (n)'),
  };
}
