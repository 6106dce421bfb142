import { moveIn, type Shortcut } from './state/keys';
import { currentLocation, go, stepOut } from './state/navigation';
import { switchTheme } from './state/theme';

const move = (key: 'ArrowDown' | 'ArrowUp'): void => {
  if (!moveIn('tree', key)) moveIn('list', key);
};

/** What the keys do, in the order in which the help lists them. */
export const shortcuts = (openHelp: () => void, toggleFilters: () => void): readonly Shortcut[] => [
  { keys: ['/'], label: '/', does: 'Search all text', run: () => document.getElementById('search')?.focus() },
  { keys: ['j'], label: 'j', does: 'Next event, or next session', run: () => move('ArrowDown') },
  { keys: ['k'], label: 'k', does: 'The one before', run: () => move('ArrowUp') },
  {
    keys: [']'],
    label: '] [',
    does: 'Next and previous line of the list, also while a session is open',
    run: () => void moveIn('list', 'ArrowDown'),
  },
  { keys: ['['], label: '', does: '', run: () => void moveIn('list', 'ArrowUp') },
  { keys: ['Escape'], label: 'Esc', does: 'Out of the comparison, the event, the session', run: stepOut },
  { keys: ['c'], label: 'c', does: 'Compare this call with the next one that you choose', run: toggleCompare },
  { keys: ['f'], label: 'f', does: 'Filters', run: toggleFilters },
  {
    keys: ['m'],
    label: 'm',
    does: 'Texts as Markdown',
    run: () => go({ markdown: !currentLocation().markdown }, 'replace'),
  },
  { keys: ['r'], label: 'r', does: 'The raw record', run: toggleRecord },
  { keys: ['s'], label: 's', does: 'Sessions', run: () => go({ view: 'sessions' }) },
  { keys: ['a'], label: 'a', does: 'All calls', run: () => go({ view: 'calls' }) },
  {
    keys: ['o'],
    label: 'o',
    does: 'Overview with charts',
    run: () => go({ view: 'charts', session: undefined, call: undefined }),
  },
  { keys: ['t'], label: 't', does: 'Dark or light', run: switchTheme },
  { keys: ['?'], label: '?', does: 'This help', run: openHelp },
];

function toggleCompare(): void {
  const { call, base } = currentLocation();
  if (call !== undefined) go({ base: base === undefined ? call : undefined });
}

function toggleRecord(): void {
  const { tab } = currentLocation();
  go({ tab: tab === 'record' ? 'conversation' : 'record' }, 'replace');
}
