import type { CallRow, Facet, Filter } from '../../page-api';
import { count } from '../figures';
import { readFacets } from '../state/api';
import { revision } from '../state/live';
import { filterQuery } from '../state/location';
import { filterBy, go, useLocation } from '../state/navigation';
import { useResource } from '../state/resource';
import { useStore } from '../state/store';
import { Visible } from '../text/visible-text';
import { isFiltered } from './active-filter';
import { TimeFilter } from './time-filter';

const kinds: readonly CallRow['kind'][] = ['model', 'tool', 'chain'];
type ListName = 'user' | 'model' | 'provider' | 'tool';

/** All that the lists, totals and charts can be narrowed by. */
export function FilterPanel() {
  const { filter } = useLocation();
  const identity = String(filterQuery(filter));
  const facets = useResource('facets', `${identity} ${useStore(revision)}`, (signal) => readFacets(filter, signal));
  return (
    <section class="filters" aria-label="Filter by">
      <TimeFilter />
      <fieldset>
        <legend>Result</legend>
        <Tick
          label="With an error"
          isOn={filter.error === true}
          set={(isOn) => filterBy({ error: isOn || undefined })}
        />
        <Tick
          label="Without an error"
          isOn={filter.error === false}
          set={(isOn) => filterBy({ error: isOn ? false : undefined })}
        />
        <Tick
          label="Breaks the schema"
          isOn={filter.problem === true}
          set={(isOn) => filterBy({ problem: isOn || undefined })}
        />
      </fieldset>
      <fieldset>
        <legend>Kind</legend>
        {kinds.map((kind) => (
          <Tick
            key={kind}
            label={kind === 'model' ? 'model call' : kind}
            isOn={filter.kind?.includes(kind) ?? false}
            set={(isOn) => filterBy({ kind: toggled(filter.kind ?? [], kind, isOn) })}
          />
        ))}
      </fieldset>
      <FacetList name="model" legend="Model" facets={facets.value?.models} filter={filter} />
      <FacetList name="provider" legend="Provider" facets={facets.value?.providers} filter={filter} />
      <FacetList name="tool" legend="Tool" facets={facets.value?.tools} filter={filter} />
      <FacetList name="user" legend="User" facets={facets.value?.users} filter={filter} />
      {isFiltered(filter) && (
        <button type="button" onClick={() => go({ filter: {} })}>
          Clear all filters
        </button>
      )}
    </section>
  );
}

const toggled = <T,>(values: readonly T[], value: T, isOn: boolean): readonly T[] =>
  isOn ? [...values, value] : values.filter((each) => each !== value);

interface FacetListProps {
  readonly name: ListName;
  readonly legend: string;
  readonly facets: readonly Facet[] | undefined;
  readonly filter: Filter;
}

function FacetList({ name, legend, facets = [], filter }: FacetListProps) {
  const chosen = filter[name] ?? [];
  // A chosen value stays, also where the other filters leave nothing of it.
  const lost = chosen.filter((value) => !facets.some((facet) => facet.value === value));
  const shown = [...lost.map((value) => ({ value, count: 0 })), ...facets];
  if (shown.length === 0) return null;
  return (
    <fieldset>
      <legend>{legend}</legend>
      <div class="facet-list">
        {shown.map(({ value, count: events }) => (
          <Tick
            key={value}
            label={value}
            events={events}
            isOn={chosen.includes(value)}
            set={(isOn) => filterBy({ [name]: toggled(chosen, value, isOn) })}
          />
        ))}
      </div>
    </fieldset>
  );
}

interface TickProps {
  readonly label: string;
  readonly events?: number;
  readonly isOn: boolean;
  readonly set: (isOn: boolean) => void;
}

const Tick = ({ label, events, isOn, set }: TickProps) => (
  <label class="tick">
    <input type="checkbox" checked={isOn} onChange={(event) => set(event.currentTarget.checked)} />
    <Visible class="tick-label" text={label} />
    {events !== undefined && <span class="tick-count">{count(events)}</span>}
  </label>
);
