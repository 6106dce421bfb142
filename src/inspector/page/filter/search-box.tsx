import { useEffect, useRef, useState } from 'preact/hooks';
import { filterBy, useLocation } from '../state/navigation';

/** A pause in typing after which the search is made. */
const pauseMs = 120;

/** Searches all text of all records. */
export function SearchBox() {
  const { filter } = useLocation();
  const applied = filter.text ?? '';
  const [typed, setTyped] = useState(applied);
  const latest = useRef(applied);
  useEffect(() => {
    // Going back, a link, or a button has changed it.
    if (applied !== latest.current) setTyped(applied);
    latest.current = applied;
  }, [applied]);
  useEffect(() => {
    if (typed === latest.current) return;
    const timer = setTimeout(() => {
      // Of a search that is typed, going back passes over the steps.
      const how = latest.current === '' || typed === '' ? 'push' : 'replace';
      latest.current = typed;
      filterBy({ text: typed.trim() === '' ? undefined : typed }, how);
    }, pauseMs);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <input
      id="search"
      type="search"
      class="search"
      placeholder='Search all text, or a "phrase"'
      aria-label="Search all text"
      aria-keyshortcuts="/"
      autocomplete="off"
      spellcheck={false}
      value={typed}
      onInput={(event) => setTyped(event.currentTarget.value)}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        if (typed === '') event.currentTarget instanceof HTMLElement && event.currentTarget.blur();
        else setTyped('');
      }}
    />
  );
}
