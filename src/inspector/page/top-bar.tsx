import type { Status, Totals } from '../page-api';
import { count, counted, dollars, short } from './figures';
import { SearchBox } from './filter/search-box';
import { openHelp } from './help-dialog';
import { emptyStore } from './state/api';
import { connection } from './state/live';
import { start } from './state/location';
import { go } from './state/navigation';
import { useStore } from './state/store';
import { switchTheme } from './state/theme';
import { Visible } from './text/visible-text';

interface TopBarProps {
  readonly status: Status | undefined;
  readonly error: string | undefined;
  readonly totals: Totals | undefined;
}

export function TopBar({ status, error, totals }: TopBarProps) {
  return (
    <header class="top">
      <h1>
        <a
          href="/"
          onClick={(event: MouseEvent) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey) return;
            event.preventDefault();
            go(start);
          }}
        >
          Inspector
        </a>
      </h1>
      <SearchBox />
      {totals !== undefined && <Sums totals={totals} />}
      <div class="top-end">
        <Connection />
        <StoreMenu status={status} />
        <button type="button" aria-label="Dark or light" title="Dark or light (t)" onClick={switchTheme}>
          ◐
        </button>
        <button type="button" aria-label="Keys" title="Keys (?)" onClick={openHelp}>
          ?
        </button>
      </div>
      {(status?.note ?? error) !== undefined && (status?.note ?? error) !== null && (
        <p class="top-note" role="status">
          <Visible text={status?.note ?? error ?? ''} />
        </p>
      )}
    </header>
  );
}

/** Of what matches the filter. */
function Sums({ totals }: { readonly totals: Totals }) {
  const { sessions, calls, errors, problems, totalTokens, cachedTokens, reasoningTokens, cost } = totals;
  return (
    <section class="sums" aria-label="Totals">
      <span>{counted(sessions, 'session')}</span>
      <span>{counted(calls, 'call')}</span>
      {errors > 0 && <span class="bad">{counted(errors, 'error')}</span>}
      {problems > 0 && <span class="bad">{count(problems)} off schema</span>}
      <span title={`${count(cachedTokens)} cached, ${count(reasoningTokens)} of reasoning`}>
        {short(totalTokens)} tokens
      </span>
      <span>{dollars(cost)}</span>
    </section>
  );
}

const words = { connecting: 'Connecting', live: 'Live', lost: 'Not connected' } as const;

function Connection() {
  const now = useStore(connection);
  return (
    <span class={`connection connection-${now}`} role="status">
      {words[now]}
    </span>
  );
}

/** Where the events are kept, and how to be rid of them. */
function StoreMenu({ status }: { readonly status: Status | undefined }) {
  if (status === undefined) return null;
  const { where, kept, capped, version, receiverUrl } = status;
  const empty = (): void => {
    if (confirm(`Delete all ${count(kept)} events that are kept?`)) {
      emptyStore().then(
        () => go(start),
        (problem: Error) => alert(problem.message),
      );
    }
  };
  return (
    <details class="menu">
      <summary>{count(kept)} kept</summary>
      <div class="menu-body">
        <dl>
          <dt>Kept in</dt>
          <dd>
            <Visible text={where} />
          </dd>
          <dt>Receives at</dt>
          <dd>
            <Visible text={receiverUrl} />
          </dd>
          <dt>Version</dt>
          <dd>
            <Visible text={version} />
          </dd>
        </dl>
        {capped && <p>It is full: the oldest sessions go as new ones come.</p>}
        <button type="button" onClick={empty}>
          Delete all …
        </button>
      </div>
    </details>
  );
}
