import type { Filter } from '../../page-api';
import { wordsOf } from '../searched-text';
import type { Value } from './binding';
import type { Connection } from './connection';

/** A condition on `events e`. */
export interface Where {
  readonly sql: string;
  readonly values: readonly Value[];
}

const any: Where = { sql: 'TRUE', values: [] };
const one = (sql: string, ...values: readonly Value[]): Where => ({ sql, values });
const given = <T>(value: T | undefined, condition: (value: T) => Where): Where =>
  value === undefined ? any : condition(value);

const all = (conditions: readonly Where[]): Where => ({
  sql:
    conditions
      .filter((condition) => condition !== any)
      .map(({ sql }) => `(${sql})`)
      .join(' AND ') || any.sql,
  values: conditions.flatMap(({ values }) => values),
});

const inList = (column: string, values: readonly string[] | undefined): Where =>
  values === undefined || values.length === 0 ? any : one(`${column} IN (${values.map(() => '?')})`, ...values);

/** What the filter asks for but its text. */
function plainWhere(filter: Filter): Where {
  const { tool = [] } = filter;
  return all([
    given(filter.session, (session) => one('e.sessionId = ?', session)),
    given(filter.trace === '' ? undefined : filter.trace, (trace) => one('e.traceId = ?', trace)),
    inList('e.user', filter.user),
    inList('e.model', filter.model),
    inList('e.provider', filter.provider),
    inList('e.kind', filter.kind),
    tool.length === 0 ? any : one(`e.n IN (SELECT n FROM tools WHERE tool IN (${tool.map(() => '?')}))`, ...tool),
    given(filter.error, (error) => one(error ? 'e.error IS NOT NULL' : 'e.error IS NULL')),
    given(filter.problem, (problem) => one(problem ? 'e.problems > 0' : 'e.problems = 0')),
    given(filter.from, (from) => one('e.startTime >= ?', from)),
    given(filter.to, (to) => one('e.startTime < ?', to)),
  ]);
}

/** The index is of three characters each. */
const minIndexed = 3;

/** Words that the index has narrow down what is looked through for shorter ones. */
function textWhere(search: string | undefined): Where {
  const words = wordsOf(search ?? '');
  const isLong = (word: string): boolean => Array.from(word).length >= minIndexed;
  const phrases = words.filter(isLong).map((word) => `"${word.replaceAll('"', '""')}"`);
  const indexed =
    phrases.length === 0 ? any : one('e.n IN (SELECT rowid FROM search WHERE search MATCH ?)', phrases.join(' AND '));
  const short = words
    .filter((word) => !isLong(word))
    .map((word) => one('(SELECT instr(text, ?) FROM contents WHERE n = e.n) > 0', word));
  return all([indexed, ...short]);
}

export const whereOf = (filter: Filter): Where => all([plainWhere(filter), textWhere(filter.text)]);

/** The same for several queries: what the text has matched is found once. */
export function whereOfMany(filter: Filter, connection: Connection): Where {
  const text = textWhere(filter.text);
  if (text.sql === any.sql) return plainWhere(filter);
  const { sql, values } = whereOf(filter);
  connection.run('DELETE FROM temp.hits');
  connection.run(`INSERT INTO temp.hits SELECT n FROM events e WHERE ${sql}`, ...values);
  return one('e.n IN (SELECT n FROM temp.hits)');
}

export const both = (...conditions: readonly Where[]): Where => all(conditions);

/** Without the lists of which facets are made. */
export const withoutFacets = ({ user: _, model: __, provider: ___, tool: ____, ...others }: Filter): Filter => others;
