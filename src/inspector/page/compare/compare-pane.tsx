import { useMemo } from 'preact/hooks';
import type { KeptCall } from '../../page-api';
import { viewOf } from '../call/call-view';
import { useCall } from '../detail/call-pane';
import { clockTime } from '../figures';
import { go } from '../state/navigation';
import { Visible } from '../text/visible-text';
import { comparisonOf, type Side } from './comparison';
import { diffTexts, type Run } from './diff';

/** Two calls side by side, with what differs marked. */
export function ComparePane({ base, call }: { readonly base: string; readonly call: string }) {
  const [left, right] = [useCall(base), useCall(call)];
  const error = left.error ?? right.error;
  return (
    <>
      <header class="pane-head">
        <div class="pane-title">
          <h2 id="detail" tabIndex={-1}>
            Two calls compared
          </h2>
          <div class="actions">
            <button type="button" onClick={() => go({ base: call, call: base })}>
              Swap
            </button>
            <button type="button" onClick={() => go({ base: undefined })}>
              Close
            </button>
          </div>
        </div>
      </header>
      {left.value !== undefined && right.value !== undefined ? (
        <Compared left={left.value} right={right.value} />
      ) : (
        <p class={error === undefined ? 'note' : 'note bad'}>{error ?? 'Reading …'}</p>
      )}
    </>
  );
}

function Compared({ left, right }: { readonly left: KeptCall; readonly right: KeptCall }) {
  const { facts, texts } = useMemo(() => comparisonOf(viewOf(left), viewOf(right)), [left, right]);
  return (
    <section class="pane-body" tabIndex={0} aria-label="Differences">
      <table class="compare-facts">
        <thead>
          <tr>
            <td />
            {[left, right].map(({ row }) => (
              <th key={row.id} scope="col">
                <Visible text={row.model || row.name} /> <span class="faint">{clockTime(row.startTime)}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {facts.map(({ name, before, after }) => (
            <tr key={name} class={before === after ? 'same' : 'differs'}>
              <th scope="row">
                <Visible text={name} />
              </th>
              <td>
                <Visible text={before} />
              </td>
              <td>
                <Visible text={after} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {texts.map((text) => (
        <ComparedText key={text.title} side={text} />
      ))}
    </section>
  );
}

function ComparedText({ side: { title, before, after } }: { readonly side: Side }) {
  const runs = useMemo(() => diffTexts(before, after), [before, after]);
  const isSame = before === after;
  return (
    <details class="compare-text" open={!isSame}>
      <summary>
        <Visible text={title} /> <span class="faint">{isSame ? 'the same' : 'differs'}</span>
      </summary>
      <div class="compare-sides">
        <Runs runs={runs} without="added" />
        <Runs runs={runs} without="removed" />
      </div>
    </details>
  );
}

/** So much of a run is shown. */
const maxChars = 20_000;

function Runs({ runs, without }: { readonly runs: readonly Run[]; readonly without: Run['kind'] }) {
  const shown = runs.filter(({ kind }) => kind !== without);
  return (
    <bdi class="text side">
      {shown.length === 0 && <span class="faint">nothing</span>}
      {shown.map(({ kind, text }, index) => {
        const inner = <Visible text={text.length > maxChars ? `${text.slice(0, maxChars)}…` : text} />;
        if (kind === 'removed') return <del key={index}>{inner}</del>;
        return kind === 'added' ? <ins key={index}>{inner}</ins> : <span key={index}>{inner}</span>;
      })}
    </bdi>
  );
}
