import { useRef, useState } from 'preact/hooks';
import { type Held, heldIn } from './held';

/** Holds a list's order while it is scrolled. `onScroll` is for the list. */
export function useHeld<T extends { readonly id: string }>(
  identity: string,
  current: readonly T[],
): Held<T> & { readonly onScroll: (top: number) => void } {
  const [isAway, setIsAway] = useState(false);
  const shown = useRef<{ readonly identity: string; readonly rows: readonly T[] }>({ identity, rows: current });
  const isHeld = isAway && shown.current.identity === identity;
  const held = isHeld ? heldIn(shown.current.rows, current) : { rows: current, news: 0 };
  shown.current = { identity, rows: held.rows };
  return { ...held, onScroll: (top) => setIsAway(top > 0) };
}
