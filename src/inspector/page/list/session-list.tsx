import { useRef } from 'preact/hooks';
import type { SessionRow } from '../../page-api';
import { counted, dollars, duration, nearTime, short } from '../figures';
import { readSessions } from '../state/api';
import { revision } from '../state/live';
import { filterQuery } from '../state/location';
import { go, useLocation } from '../state/navigation';
import { usePaged } from '../state/paged';
import { useStore } from '../state/store';
import { Visible } from '../text/visible-text';
import { ListFrame } from './list-frame';
import { useHeld } from './use-held';
import { VirtualList } from './virtual-list';

const rowHeight = 66;

export function SessionList() {
  const { filter, session } = useLocation();
  const identity = `sessions ${filterQuery(filter)}`;
  const list = usePaged(identity, useStore(revision), (cursor, signal) => readSessions(filter, cursor, signal));
  const held = useHeld(identity, list.rows ?? []);
  const frame = useRef<HTMLDivElement>(null);
  return (
    <ListFrame list={list} news={held.news} frame={frame} noun="session">
      <VirtualList
        role="listbox"
        label="Sessions"
        moves="list"
        frame={frame}
        items={held.rows}
        rowHeight={rowHeight}
        active={session}
        keyOf={({ id }) => id}
        activate={({ id }, how) => {
          if (id !== session) go({ session: id, call: undefined, closed: [], tab: 'conversation' }, how);
        }}
        render={(row) => <SessionLine row={row} />}
        onScroll={held.onScroll}
        onEnd={list.more}
      />
    </ListFrame>
  );
}

function SessionLine({ row }: { readonly row: SessionRow }) {
  const { name, user, firstTime, lastTime, calls, events, errors, problems, totalTokens, cost, preview } = row;
  return (
    <div class="line">
      <div class="line-top">
        <Visible class="line-name" text={name || 'Unnamed session'} />
        <time class="line-time">{nearTime(lastTime, Date.now())}</time>
      </div>
      <Visible class="line-text" text={preview || (user === '' ? row.id : user)} />
      <div class="line-figures">
        {errors > 0 && <span class="bad">{counted(errors, 'error')}</span>}
        {problems > 0 && <span class="bad">schema</span>}
        <span>{counted(calls, 'call')}</span>
        {events > calls && <span>{counted(events - calls, 'step')}</span>}
        <span>{short(totalTokens)} tok</span>
        {cost > 0 && <span>{dollars(cost)}</span>}
        <span>{duration(Math.max(0, lastTime - firstTime))}</span>
        {user !== '' && preview !== '' && <Visible class="line-user" text={user} />}
      </div>
    </div>
  );
}
