import { useMemo } from 'preact/hooks';
import type { KeptCall } from '../../page-api';
import { type CallView, viewOf } from '../call/call-view';
import { readCall } from '../state/api';
import { useRevisionOf } from '../state/live';
import type { Tab } from '../state/location';
import { go, useLocation } from '../state/navigation';
import { useResource } from '../state/resource';
import { JsonTree } from '../text/json-tree';
import { CallHead } from './call-head';
import { Conversation } from './conversation';
import { Details } from './details';
import { Setup, sizeOfSetup } from './setup';
import { Step } from './step';

/** The call that is open. */
export function CallPane({ id }: { readonly id: string }) {
  const { value, error } = useCall(id);
  if (value === undefined) {
    return (
      <div class="pane-body">
        <button type="button" class="back" onClick={() => go({ call: undefined })}>
          ‹ Back
        </button>
        <p class={error === undefined ? 'note' : 'note bad'}>{error ?? 'Reading …'}</p>
      </div>
    );
  }
  return <ShownCall key={id} kept={value} />;
}

/** Read again only when this very event has changed. */
export function useCall(id: string) {
  return useResource(id, `${id} ${useRevisionOf('calls', id)}`, (signal) => readCall(id, signal));
}

function ShownCall({ kept }: { readonly kept: KeptCall }) {
  const { tab } = useLocation();
  const view = useMemo(() => viewOf(kept), [kept]);
  return (
    <>
      <CallHead kept={kept} view={view} />
      <Tabs view={view} tab={tab} />
      <div class="pane-body" id="panel" role="tabpanel" aria-labelledby={`tab-${tab}`} tabIndex={0}>
        <Panel kept={kept} view={view} tab={tab} />
      </div>
    </>
  );
}

function Panel({ kept, view, tab }: { readonly kept: KeptCall; readonly view: CallView; readonly tab: Tab }) {
  switch (tab) {
    case 'conversation':
      return view.kind === 'model' ? <Conversation view={view} row={kept.row} /> : <Step view={view} />;
    case 'setup':
      return <Setup view={view} />;
    case 'details':
      return <Details kept={kept} view={view} />;
    case 'record':
      return <JsonTree value={kept.record} open={2} />;
  }
}

function Tabs({ view, tab }: { readonly view: CallView; readonly tab: Tab }) {
  const size = sizeOfSetup(view);
  const labels: readonly (readonly [Tab, string])[] = [
    ['conversation', view.kind === 'model' ? 'Conversation' : 'In and out'],
    ['setup', size === 0 ? 'Setup' : `Setup ${size}`],
    ['details', 'Details'],
    ['record', 'Record'],
  ];
  const move = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const at = labels.findIndex(([name]) => name === tab);
    const [next] = labels[(at + step + labels.length) % labels.length] ?? [tab];
    go({ tab: next }, 'replace');
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label="Parts of the event" onKeyDown={move}>
      {labels.map(([name, label]) => (
        <button
          key={name}
          id={`tab-${name}`}
          type="button"
          role="tab"
          aria-selected={name === tab}
          aria-controls="panel"
          tabIndex={name === tab ? 0 : -1}
          onClick={() => go({ tab: name }, 'replace')}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
