import type { CallRow, Filter } from '../page-api';

/** What a query asks for, or a sentence about what cannot be read of it. */
export type Query = { readonly filter: Filter; readonly limit: number; readonly cursor: string | undefined } | string;

const kinds: ReadonlySet<string> = new Set<CallRow['kind']>(['model', 'tool', 'chain', 'session', 'other']);
const isKind = (text: string): text is CallRow['kind'] => kinds.has(text);

const defaultLimit = 100;
const maxLimit = 1000;

/** Reads the members of a {@link Filter} and what part of a list is asked for; unknown names are passed over. */
export function queryOf(parameters: URLSearchParams): Query {
  const one = (name: string): string | undefined => parameters.get(name) ?? undefined;
  const many = (name: string): readonly string[] | undefined => {
    const values = parameters.getAll(name);
    return values.length === 0 ? undefined : values;
  };
  const problems: string[] = [];
  const number = (name: string): number | undefined => {
    const text = one(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (text.trim() !== '' && Number.isFinite(value)) return value;
    problems.push(`"${name}" has to be a number.`);
    return undefined;
  };
  const flag = (name: string): boolean | undefined => {
    const text = one(name);
    if (text === undefined || text === 'true' || text === 'false')
      return text === undefined ? undefined : text === 'true';
    problems.push(`"${name}" has to be true or false.`);
    return undefined;
  };
  const kind = many('kind');
  if (kind?.every(isKind) === false) problems.push(`"kind" has to be one of ${[...kinds].join(', ')}.`);
  const filter = withoutAbsent({
    text: one('text'),
    session: one('session'),
    trace: one('trace'),
    user: many('user'),
    model: many('model'),
    provider: many('provider'),
    tool: many('tool'),
    kind: kind?.filter(isKind),
    error: flag('error'),
    problem: flag('problem'),
    from: number('from'),
    to: number('to'),
  });
  const limit = Math.min(maxLimit, Math.max(1, Math.floor(number('limit') ?? defaultLimit)));
  return problems.length > 0 ? problems.join(' ') : { filter, limit, cursor: one('cursor') };
}

const withoutAbsent = (filter: { readonly [Name in keyof Filter]: Filter[Name] | undefined }): Filter =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
