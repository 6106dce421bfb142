import { useLayoutEffect } from 'preact/hooks';
import { Charts } from './charts/charts';
import { ComparePane } from './compare/compare-pane';
import { CallPane } from './detail/call-pane';
import { FilterChips } from './filter/filter-chips';
import { FilterPanel } from './filter/filter-panel';
import { useMarkedWords } from './filter/mark-found';
import { HelpDialog, openHelp } from './help-dialog';
import { CallList } from './list/call-list';
import { SessionList } from './list/session-list';
import { shortcuts } from './shortcuts';
import { readStatus, readTotals } from './state/api';
import { followKeys } from './state/keys';
import { revision } from './state/live';
import { filterQuery, type PageState, type View } from './state/location';
import { go, useLocation } from './state/navigation';
import { useResource } from './state/resource';
import { storeOf, useStore } from './state/store';
import { TopBar } from './top-bar';
import { SessionPane } from './tree/session-pane';
import { Welcome } from './welcome';

export const filtersAreOpen = storeOf(false);

export function App() {
  const state = useLocation();
  const now = useStore(revision);
  const status = useResource('status', `status ${now}`, readStatus);
  const totals = useResource('totals', `${filterQuery(state.filter)} ${now}`, (signal) =>
    readTotals(state.filter, signal),
  );
  useMarkedWords(state.filter.text);
  // Before the page is shown: a key that is pressed then has its meaning.
  useLayoutEffect(() => followKeys(shortcuts(openHelp, () => filtersAreOpen.set(!filtersAreOpen.get()))), []);
  return (
    <div class="page" data-column={columnOf(state)} data-open={openIn(state)}>
      <TopBar status={status.value} error={status.error} totals={totals.value} />
      {status.value?.kept === 0 ? (
        <Welcome status={status.value} />
      ) : (
        <main class="columns">
          <ListColumn />
          <MiddleColumn state={state} totals={totals} />
          {state.call !== undefined && !isCompared(state) && (
            <section class="column column-call" aria-label="Event">
              <CallPane id={state.call} />
            </section>
          )}
        </main>
      )}
      <HelpDialog />
    </div>
  );
}

const isCompared = ({ base, call }: PageState): boolean => base !== undefined && call !== undefined && base !== call;

/** The one column that a narrow screen shows. */
function columnOf(state: PageState): string {
  if (isCompared(state)) return 'middle';
  if (state.call !== undefined) return 'call';
  return state.session !== undefined || state.view === 'charts' ? 'middle' : 'list';
}

/** What stands beside the list. */
const openIn = (state: PageState): string => (state.call !== undefined && !isCompared(state) ? 'call' : 'overview');

const views: readonly (readonly [View, string])[] = [
  ['sessions', 'Sessions'],
  ['calls', 'Calls'],
  ['charts', 'Charts'],
];

function ListColumn() {
  const { view } = useLocation();
  const isOpen = useStore(filtersAreOpen);
  return (
    <section class="column column-list" aria-label="Lists">
      <nav class="views" aria-label="Views">
        {views.map(([name, label]) => (
          <button
            key={name}
            type="button"
            aria-current={view === name ? 'page' : undefined}
            onClick={() => go(name === 'charts' ? { view: name, session: undefined, call: undefined } : { view: name })}
          >
            {label}
          </button>
        ))}
        <button
          type="button"
          class="filter-switch"
          aria-expanded={isOpen}
          aria-keyshortcuts="f"
          onClick={() => filtersAreOpen.set(!isOpen)}
        >
          Filter
        </button>
      </nav>
      <FilterChips />
      {isOpen && <FilterPanel />}
      {view === 'calls' ? <CallList /> : <SessionList />}
    </section>
  );
}

interface MiddleProps {
  readonly state: PageState;
  readonly totals: ReturnType<typeof useResource<Parameters<typeof Charts>[0]['totals']>>;
}

function MiddleColumn({ state, totals: { value, error } }: MiddleProps) {
  const { base, call, session } = state;
  if (base !== undefined && call !== undefined && base !== call) {
    return (
      <section class="column column-middle compared" aria-label="Comparison">
        <ComparePane base={base} call={call} />
      </section>
    );
  }
  if (session === undefined && call !== undefined) return null;
  return (
    <section class="column column-middle" aria-label={session === undefined ? 'Overview' : 'Session'}>
      {base !== undefined && <p class="hint">Choose another call to compare with. Esc ends it.</p>}
      {session !== undefined ? (
        <SessionPane id={session} />
      ) : (
        <div class="pane-body">
          <button type="button" class="back" onClick={() => go({ view: 'sessions' })}>
            ‹ Sessions
          </button>
          {value === undefined ? <p class="note">{error ?? 'Reading …'}</p> : <Charts totals={value} />}
        </div>
      )}
    </section>
  );
}
