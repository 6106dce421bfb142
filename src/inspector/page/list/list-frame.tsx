import type { ComponentChildren, RefObject } from 'preact';
import { counted } from '../figures';
import { isFiltered } from '../filter/active-filter';
import { filterBy, go, useLocation } from '../state/navigation';
import type { PagedList } from '../state/paged';

interface ListFrameProps {
  readonly list: PagedList<unknown>;
  readonly news: number;
  readonly frame: RefObject<HTMLDivElement | null>;
  readonly noun: string;
  readonly children: ComponentChildren;
}

/** A list, or why there is none. */
export function ListFrame({ list: { rows, error }, news, frame, noun, children }: ListFrameProps) {
  const { filter } = useLocation();
  if (error !== undefined && rows === undefined) return <p class="note bad">{error}</p>;
  if (rows === undefined) return <p class="note">Reading …</p>;
  if (rows.length === 0) {
    if (!isFiltered(filter)) return <p class="note">No {noun}s yet.</p>;
    return (
      <div class="note">
        <p>No {noun} matches.</p>
        {filter.text !== undefined && (
          <button type="button" onClick={() => filterBy({ text: undefined })}>
            Clear the search
          </button>
        )}
        <button type="button" onClick={() => go({ filter: {} })}>
          Clear all filters
        </button>
      </div>
    );
  }
  return (
    <div class="list-frame">
      {news > 0 && (
        <button type="button" class="news" onClick={() => frame.current?.scrollTo({ top: 0 })}>
          ↑ {counted(news, `new ${noun}`)}
        </button>
      )}
      {children}
    </div>
  );
}
