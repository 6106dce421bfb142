import type { Filter } from '../../page-api';
import { compact, formatState, type PageState, parseState } from './location';
import { type Store, storeOf, useStore } from './store';

/** The address is the state: going back and forth, reloading and sharing need no code of their own. */
const state: Store<PageState> = storeOf(parseState(location.search));

/** Follows the address; the token of a shared inspector is a cookie by now, and leaves the address. */
export function startNavigation(): void {
  history.replaceState(null, '', formatState(state.get()));
  addEventListener('popstate', () => state.set(parseState(location.search)));
}

export const useLocation = (): PageState => useStore(state);
export const currentLocation = (): PageState => state.get();

/** @param how `replace` for steps that going back should pass over, such as those of the arrow keys */
export function go(change: Partial<PageState>, how: 'push' | 'replace' = 'push'): void {
  const next = { ...state.get(), ...change };
  const address = formatState(next);
  if (address === formatState(state.get())) return;
  if (how === 'push') history.pushState(null, '', address);
  else history.replaceState(null, '', address);
  state.set(next);
}

type Loose = { readonly [Name in keyof Filter]?: Filter[Name] | undefined };

export const filterBy = (change: Loose, how: 'push' | 'replace' = 'push'): void =>
  go({ filter: compact({ ...state.get().filter, ...change }) }, how);

/** One step out of what is open: a comparison, a call, a session, the filter's text. */
export function stepOut(): void {
  const { base, call, session } = state.get();
  if (base !== undefined) go({ base: undefined });
  else if (call !== undefined) go({ call: undefined });
  else if (session !== undefined) go({ session: undefined, closed: [] });
}
