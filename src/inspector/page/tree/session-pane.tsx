import { useEffect } from 'preact/hooks';
import type { SessionRow } from '../../page-api';
import { count, counted, dollars, duration, fullTime } from '../figures';
import { isFiltered } from '../filter/active-filter';
import { readMatches, readSession } from '../state/api';
import { useRevisionOf } from '../state/live';
import { filterQuery } from '../state/location';
import { filterBy, go, useLocation } from '../state/navigation';
import { useResource } from '../state/resource';
import { visible } from '../text/visible';
import { Visible } from '../text/visible-text';
import { SessionTree } from './session-tree';

/** The session that is open, with its events. */
export function SessionPane({ id }: { readonly id: string }) {
  const own = useRevisionOf('sessions', id);
  const { value, error } = useResource(id, `${id} ${own}`, (signal) => readSession(id, signal));
  const { filter } = useLocation();
  const filtered = isFiltered(filter) ? `${filterQuery(filter)}` : '';
  const matches = useResource(`${id} ${filtered}`, `${id} ${filtered} ${own}`, (signal) =>
    filtered === '' ? Promise.resolve(undefined) : readMatches(filter, id, signal),
  );
  if (value === undefined) {
    return (
      <div class="pane-body">
        <Back />
        <p class={error === undefined ? 'note' : 'note bad'}>{error ?? 'Reading …'}</p>
      </div>
    );
  }
  return (
    <>
      <SessionHead session={value.session} />
      {value.session.events > value.rows.length && (
        <p class="note">
          The first {count(value.rows.length)} of {count(value.session.events)} events.
        </p>
      )}
      <SessionTree kept={value} matches={matches.value} />
    </>
  );
}

const Back = () => (
  <button type="button" class="back" onClick={() => go({ session: undefined, call: undefined, closed: [] })}>
    ‹ Sessions
  </button>
);

function SessionHead({ session }: { readonly session: SessionRow }) {
  const { id, name, user, firstTime, lastTime, calls, events, errors, totalTokens, cost, models } = session;
  const { filter } = useLocation();
  const isOnly = filter.session === id;
  useEffect(() => {
    document.title = `${visible(name) || 'Session'} · Inspector`;
    return () => {
      document.title = 'Inspector';
    };
  }, [name]);
  return (
    <header class="pane-head">
      <div class="pane-title">
        <Back />
        <h2>
          <Visible text={name || 'Unnamed session'} />
        </h2>
        <button
          type="button"
          aria-pressed={isOnly}
          title="Totals, charts and lists of this session alone"
          onClick={() => filterBy({ session: isOnly ? undefined : id })}
        >
          Only this session
        </button>
      </div>
      <div class="pane-facts">
        {user !== '' && <Visible text={user} />}
        <span>{counted(calls, 'call')}</span>
        {events > calls && <span>{counted(events - calls, 'step')}</span>}
        {errors > 0 && <span class="bad">{counted(errors, 'error')}</span>}
        <span>{count(totalTokens)} tokens</span>
        {cost > 0 && <span>{dollars(cost)}</span>}
        <span>{duration(Math.max(0, lastTime - firstTime))}</span>
        <time>{fullTime(firstTime)}</time>
        {models.length > 0 && <Visible text={models.slice(0, 4).join(', ')} />}
      </div>
    </header>
  );
}
