import type { CallRow, Filter } from '../../page-api';

/** All that the page shows, as far as a link to it says so. */
export interface PageState {
  readonly view: View;
  readonly filter: Filter;
  readonly session: string | undefined;
  readonly call: string | undefined;
  /** The call that `call` is compared with. */
  readonly base: string | undefined;
  readonly tab: Tab;
  /** Texts are shown as the Markdown that they may be. */
  readonly markdown: boolean;
  /** Lines of the tree that are closed. */
  readonly closed: readonly string[];
}

const views = ['sessions', 'calls', 'charts'] as const;
export type View = (typeof views)[number];
export const tabs = ['conversation', 'setup', 'details', 'record'] as const;
export type Tab = (typeof tabs)[number];
const kinds = ['model', 'tool', 'chain', 'session', 'other'] as const satisfies readonly CallRow['kind'][];

export const start: PageState = {
  view: 'sessions',
  filter: {},
  session: undefined,
  call: undefined,
  base: undefined,
  tab: 'conversation',
  markdown: false,
  closed: [],
};

const listNames = ['user', 'model', 'provider', 'tool'] as const;

/** Never throws: what it does not know is left out. */
export function parseState(search: string): PageState {
  const query = new URLSearchParams(search);
  const one = (name: string): string | undefined => query.get(name) || undefined;
  return {
    view: among(views, one('view')) ?? start.view,
    filter: parseFilter(query),
    session: one('session'),
    call: one('call'),
    base: one('base'),
    tab: among(tabs, one('tab')) ?? start.tab,
    markdown: one('markdown') === 'true',
    closed: query.getAll('closed'),
  };
}

const among = <T extends string>(values: readonly T[], value: string | undefined): T | undefined =>
  values.find((each) => each === value);

function parseFilter(query: URLSearchParams): Filter {
  const flag = (name: string): boolean | undefined =>
    among(['true', 'false'], query.get(name) ?? '') && query.get(name) === 'true';
  const time = (name: string): number | undefined => {
    const value = Number(query.get(name) || Number.NaN);
    return Number.isFinite(value) ? value : undefined;
  };
  const lists = listNames.flatMap((name) => {
    const values = query.getAll(name).filter((value) => value !== '');
    return values.length === 0 ? [] : [[name, values] as const];
  });
  const kind = query.getAll('kind').flatMap((value) => among(kinds, value) ?? []);
  return compact({
    text: query.get('text') || undefined,
    session: query.get('in') || undefined,
    trace: query.get('trace') || undefined,
    ...Object.fromEntries(lists),
    kind: kind.length === 0 ? undefined : kind,
    error: flag('error'),
    problem: flag('problem'),
    from: time('from'),
    to: time('to'),
  });
}

type Loose<T> = { readonly [Name in keyof T]?: T[Name] | undefined };

/** Without the members that are `undefined`, empty texts and empty lists. */
export const compact = (filter: Loose<Filter>): Filter =>
  Object.fromEntries(
    Object.entries(filter).filter(
      ([, value]) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0),
    ),
  );

/** As the API takes it. */
export function filterQuery(filter: Filter): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) {
    for (const each of Array.isArray(value) ? value : [value]) query.append(name, String(each));
  }
  return query;
}

/** Only what differs from the start, so that addresses stay short. */
export function formatState(state: PageState): string {
  const { session: only, ...filter } = state.filter;
  const query = filterQuery(filter);
  // `session` is the one that is open.
  if (only !== undefined) query.set('in', only);
  for (const name of ['view', 'session', 'call', 'base', 'tab'] as const) {
    const value = state[name];
    if (value !== undefined && value !== start[name]) query.set(name, value);
  }
  if (state.markdown) query.set('markdown', 'true');
  for (const key of state.closed) query.append('closed', key);
  const text = query.toString();
  return text === '' ? '/' : `/?${text}`;
}
