import type { Filter } from '../../page-api';
import { fullTime } from '../figures';

/** One condition of a filter, as a chip says it, and the filter's members without it. */
export interface Condition {
  readonly name: string;
  readonly value: string;
  readonly without: { readonly [Name in keyof Filter]?: Filter[Name] | undefined };
}

export const isFiltered = (filter: Filter): boolean => Object.keys(filter).length > 0;

const lists = ['user', 'model', 'provider', 'tool', 'kind'] as const;

/** All but the text, which stands in the search field. */
export function conditionsOf(filter: Filter): readonly Condition[] {
  const { session, trace, error, problem, from, to } = filter;
  return [
    ...(session === undefined
      ? []
      : [{ name: 'session', value: session.slice(0, 8), without: { session: undefined } }]),
    ...(trace === undefined ? [] : [{ name: 'trace', value: trace.slice(0, 12), without: { trace: undefined } }]),
    ...lists.flatMap((name) =>
      (filter[name] ?? []).map((value) => ({
        name,
        value,
        without: { [name]: (filter[name] ?? []).filter((each) => each !== value) },
      })),
    ),
    ...(error === undefined
      ? []
      : [{ name: error ? 'with' : 'without', value: 'error', without: { error: undefined } }]),
    ...(problem === undefined
      ? []
      : [{ name: problem ? 'breaks' : 'keeps', value: 'schema', without: { problem: undefined } }]),
    ...(from === undefined ? [] : [{ name: 'since', value: fullTime(from), without: { from: undefined } }]),
    ...(to === undefined ? [] : [{ name: 'before', value: fullTime(to), without: { to: undefined } }]),
  ];
}
