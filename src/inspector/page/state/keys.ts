/** What a key does, as the help shows it. */
export interface Shortcut {
  readonly keys: readonly string[];
  readonly label: string;
  readonly does: string;
  run(): void;
}

const writing = 'input, textarea, select, [contenteditable]';

/** Single keys for the whole page. They are not taken from a field, nor from a control that has a meaning for them. */
export function followKeys(shortcuts: readonly Shortcut[]): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    const at = event.target instanceof Element ? event.target : undefined;
    if (at?.closest(writing) && event.key !== 'Escape') return;
    if (document.querySelector('dialog[open]') !== null) return;
    const found = shortcuts.find(({ keys }) => keys.includes(event.key));
    if (found === undefined) return;
    event.preventDefault();
    found.run();
  };
  addEventListener('keydown', onKey);
  return () => removeEventListener('keydown', onKey);
}

/** Moves in the tree of the open session, else in the list. */
export function moveIn(name: 'list' | 'tree', key: 'ArrowDown' | 'ArrowUp'): boolean {
  const target = document.querySelector<HTMLElement>(`[data-moves="${name}"]`);
  if (target === null || target.offsetParent === null) return false;
  target.focus({ preventScroll: true });
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  return true;
}
