import { useRef } from 'preact/hooks';
import type { CallRow } from '../../page-api';
import { dollars, duration, nearTime, short } from '../figures';
import { readCalls } from '../state/api';
import { revision } from '../state/live';
import { filterQuery } from '../state/location';
import { go, useLocation } from '../state/navigation';
import { usePaged } from '../state/paged';
import { useStore } from '../state/store';
import { Visible } from '../text/visible-text';
import { KindMark } from './kind-mark';
import { ListFrame } from './list-frame';
import { useHeld } from './use-held';
import { VirtualList } from './virtual-list';

const rowHeight = 66;

/** All events that match, whatever session they are in: where a search is read. */
export function CallList() {
  const { filter, call } = useLocation();
  const identity = `calls ${filterQuery(filter)}`;
  const list = usePaged(identity, useStore(revision), (cursor, signal) => readCalls(filter, cursor, signal));
  const held = useHeld(identity, list.rows ?? []);
  const frame = useRef<HTMLDivElement>(null);
  return (
    <ListFrame list={list} news={held.news} frame={frame} noun="event">
      <VirtualList
        role="listbox"
        label="Calls"
        moves="list"
        frame={frame}
        items={held.rows}
        rowHeight={rowHeight}
        active={call}
        keyOf={({ id }) => id}
        activate={({ id, sessionId }, how) => go({ call: id, session: sessionId || undefined, closed: [] }, how)}
        render={(row) => <CallLine row={row} />}
        onScroll={held.onScroll}
        onEnd={list.more}
      />
    </ListFrame>
  );
}

export function CallLine({ row }: { readonly row: CallRow }) {
  const { kind, name, model, startTime, preview, answer, totalTokens, cost, error, problems } = row;
  return (
    <div class="line">
      <div class="line-top">
        <KindMark kind={kind} />
        <Visible class="line-name" text={kind === 'model' ? model || name : name} />
        <time class="line-time">{nearTime(startTime, Date.now())}</time>
      </div>
      <Visible class="line-text" text={preview || answer || row.id} />
      <div class="line-figures">
        <span>{duration(row.duration)}</span>
        {totalTokens !== null && <span>{short(totalTokens)} tok</span>}
        {cost !== null && <span>{dollars(cost)}</span>}
        {error !== null && <Visible class="bad" text={error} />}
        {problems > 0 && <span class="bad">schema</span>}
      </div>
    </div>
  );
}
