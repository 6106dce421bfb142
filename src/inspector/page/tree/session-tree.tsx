import { useMemo, useRef } from 'preact/hooks';
import type { CallRow, KeptSession } from '../../page-api';
import { counted, dollars, duration } from '../figures';
import { KindMark } from '../list/kind-mark';
import { VirtualList } from '../list/virtual-list';
import { go, useLocation } from '../state/navigation';
import { Visible } from '../text/visible-text';
import { extentOf, linesOf, type TreeLine } from './build-tree';
import { Bar, TimeAxis } from './waterfall';

const rowHeight = 30;

/** A session's events as they stand in each other, each with its place in time. */
interface SessionTreeProps {
  readonly kept: KeptSession;
  /** Of the events that the filter lets through; `undefined` where all are shown alike. */
  readonly matches: ReadonlySet<string> | undefined;
}

export function SessionTree({ kept: { rows }, matches }: SessionTreeProps) {
  const { call, closed } = useLocation();
  const frame = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => linesOf(rows, new Set(closed)), [rows, closed]);
  const extent = useMemo(() => extentOf(rows), [rows]);
  const toggle = (key: string): void =>
    go({ closed: closed.includes(key) ? closed.filter((each) => each !== key) : [...closed, key] }, 'replace');
  const show = (line: TreeLine | undefined, how: 'push' | 'replace'): void => {
    if (line !== undefined && line.key !== call) go({ call: line.key }, how);
  };

  return (
    <div class="tree">
      <TimeAxis extent={extent} />
      <VirtualList<TreeLine>
        role="tree"
        label="Events of the session"
        moves="tree"
        frame={frame}
        items={lines}
        rowHeight={rowHeight}
        active={call}
        keyOf={({ key }) => key}
        activate={show}
        onKey={(key, line) => actOn(key, line, { lines, toggle, show })}
        rowProps={({ level, position, siblings, hasChildren, isOpen }) => ({
          'aria-level': level,
          'aria-posinset': position,
          'aria-setsize': siblings,
          'aria-expanded': hasChildren ? isOpen : undefined,
        })}
        render={(line) => (
          <>
            <TreeLabel line={line} toggle={toggle} isAside={matches !== undefined && !matches.has(line.key)} />
            <Bar rows={line.row === undefined ? ofTrace(rows, line.traceId) : [line.row]} extent={extent} />
          </>
        )}
      />
    </div>
  );
}

interface TreeActions {
  readonly lines: readonly TreeLine[];
  toggle(key: string): void;
  show(line: TreeLine | undefined, how: 'push' | 'replace'): void;
}

/** Right opens or goes in, left closes or goes out, as in any tree. */
function actOn(key: string, line: TreeLine, { lines, toggle, show }: TreeActions): boolean {
  const index = lines.indexOf(line);
  switch (key) {
    case 'ArrowRight':
      if (line.hasChildren && !line.isOpen) toggle(line.key);
      else if (line.hasChildren) show(lines[index + 1], 'replace');
      return true;
    case 'ArrowLeft':
      if (line.hasChildren && line.isOpen) toggle(line.key);
      else
        show(
          lines.slice(0, index).findLast(({ level }) => level < line.level),
          'replace',
        );
      return true;
    case 'Enter':
    case ' ':
      if (line.row === undefined) toggle(line.key);
      else document.querySelector<HTMLElement>('#detail')?.focus();
      return true;
    default:
      return false;
  }
}

const ofTrace = (rows: readonly CallRow[], traceId: string): readonly CallRow[] =>
  rows.filter((row) => row.traceId === traceId);

interface TreeLabelProps {
  readonly line: TreeLine;
  readonly toggle: (key: string) => void;
  /** The filter does not let it through. */
  readonly isAside: boolean;
}

function TreeLabel({ line, toggle, isAside }: TreeLabelProps) {
  const { key, level, row, hasChildren, isOpen, traceId, events } = line;
  return (
    <div class={isAside ? 'tree-label aside' : 'tree-label'} style={{ paddingInlineStart: `${(level - 1) * 14}px` }}>
      <span
        class="twisty"
        aria-hidden="true"
        onClick={(event: MouseEvent) => {
          if (!hasChildren) return;
          event.stopPropagation();
          toggle(key);
        }}
      >
        {hasChildren ? (isOpen ? '▾' : '▹') : ''}
      </span>
      {row === undefined ? (
        <>
          <span class="tree-name">Trace</span>
          <Visible class="tree-text mono" text={`${traceId.slice(0, 12)} · ${counted(events, 'event')}`} />
        </>
      ) : (
        <TreeEvent row={row} />
      )}
    </div>
  );
}

function TreeEvent({ row }: { readonly row: CallRow }) {
  const { kind, name, model, preview, answer, error, problems, cost } = row;
  return (
    <>
      <KindMark kind={kind} />
      <Visible
        class={`tree-name${error === null ? '' : ' bad'}`}
        text={(kind === 'model' ? model : '') || name || kind}
      />
      {error !== null && <span class="flag bad">error</span>}
      {problems > 0 && <span class="flag bad">schema</span>}
      <Visible class="tree-text" text={preview || answer} />
      {cost !== null && cost > 0 && <span class="tree-cost">{dollars(cost)}</span>}
      <span class="visually-hidden">, {duration(row.duration)}</span>
    </>
  );
}
