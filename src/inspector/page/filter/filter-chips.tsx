import { filterBy, useLocation } from '../state/navigation';
import { Visible } from '../text/visible-text';
import { conditionsOf } from './active-filter';

/** What is filtered by, each to be taken away. */
export function FilterChips() {
  const { filter } = useLocation();
  const conditions = conditionsOf(filter);
  if (conditions.length === 0) return null;
  return (
    <ul class="chips" aria-label="Filters">
      {conditions.map(({ name, value, without }) => (
        <li key={`${name} ${value}`}>
          <button type="button" class="chip" title="Take this filter away" onClick={() => filterBy(without)}>
            <span class="faint">{name}</span> <Visible text={value.slice(0, 60)} /> <span aria-hidden="true">×</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
