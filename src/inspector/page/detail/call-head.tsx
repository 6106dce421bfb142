import type { KeptCall } from '../../page-api';
import type { CallView } from '../call/call-view';
import { curlOf } from '../call/curl';
import { bytes, fullTime } from '../figures';
import { KindMark } from '../list/kind-mark';
import { go, useLocation } from '../state/navigation';
import { LongText } from '../text/long-text';
import { Visible } from '../text/visible-text';
import { CopyButton } from './copy-button';
import { Figures } from './figures-strip';

interface CallHeadProps {
  readonly kept: KeptCall;
  readonly view: CallView;
}

/** What a call was, how it went, and what can be done with it. */
export function CallHead({ kept, view }: CallHeadProps) {
  const { row, problems } = kept;
  const { kind, name, model, provider, requestModel, startTime } = view;
  return (
    <header class="pane-head">
      <div class="pane-title">
        <button type="button" class="back" onClick={() => go({ call: undefined })}>
          ‹ Back
        </button>
        <KindMark kind={kind} />
        <h2 id="detail" tabIndex={-1}>
          <Visible text={kind === 'model' ? model || name : name} />
        </h2>
        <Actions kept={kept} view={view} />
      </div>
      <div class="pane-facts">
        {provider !== '' && kind === 'model' && <Visible text={provider} />}
        {requestModel !== undefined && <Visible text={`asked for ${requestModel}`} />}
        {kind === 'model' && name !== model && <Visible text={name} />}
        {startTime !== undefined && <time>{fullTime(startTime)}</time>}
        <span>{bytes(row.bytes)}</span>
      </div>
      <Figures view={view} />
      <Failures view={view} problems={problems} />
    </header>
  );
}

function Actions({ kept, view }: CallHeadProps) {
  const { base, markdown } = useLocation();
  const { id } = kept.row;
  return (
    <div class="actions">
      {view.kind === 'model' && (
        <button
          type="button"
          aria-pressed={markdown}
          aria-keyshortcuts="m"
          title="Show texts as Markdown (m)"
          onClick={() => go({ markdown: !markdown }, 'replace')}
        >
          Markdown
        </button>
      )}
      <button
        type="button"
        aria-pressed={base === id}
        aria-keyshortcuts="c"
        title="Compare with another call (c)"
        onClick={() => go({ base: base === id ? undefined : id })}
      >
        {base === id ? 'Comparing …' : 'Compare'}
      </button>
      <CopyButton label="Copy JSON" text={() => JSON.stringify(kept.record, null, 2)} />
      {view.kind === 'model' && <CopyButton label="Copy curl" text={() => curlOf(kept)} />}
    </div>
  );
}

interface FailuresProps {
  readonly view: CallView;
  readonly problems: readonly string[];
}

function Failures({ view: { error, stack }, problems }: FailuresProps) {
  return (
    <>
      {error !== undefined && (
        <section class="failure" aria-label="Error">
          <LongText text={error} first={400} />
          {stack !== undefined && stack !== error && (
            <details>
              <summary>Stack</summary>
              <LongText text={stack} first={2000} isCode />
            </details>
          )}
        </section>
      )}
      {problems.length > 0 && (
        <details class="failure" open={problems.length <= 3}>
          <summary>
            {problems.length === 1 ? 'Breaks the schema' : `Breaks the schema in ${problems.length} places`}
          </summary>
          <ul>
            {problems.slice(0, 50).map((problem, index) => (
              <li key={index}>
                <Visible text={problem} />
              </li>
            ))}
            {problems.length > 50 && <li>and {problems.length - 50} more</li>}
          </ul>
        </details>
      )}
    </>
  );
}
