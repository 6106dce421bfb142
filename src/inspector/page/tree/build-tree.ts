import type { CallRow } from '../../page-api';

/** A line of a session's tree: an event, or a trace around several. */
export interface TreeLine {
  /** The event's id, or `trace:` and the trace's. */
  readonly key: string;
  readonly level: number;
  /** `undefined` for a trace. */
  readonly row: CallRow | undefined;
  readonly traceId: string;
  readonly hasChildren: boolean;
  readonly isOpen: boolean;
  /** Among its siblings, from 1. */
  readonly position: number;
  readonly siblings: number;
  /** Of a trace: how many events are in it. */
  readonly events: number;
}

interface Node {
  readonly key: string;
  readonly row: CallRow | undefined;
  readonly traceId: string;
  readonly children: Node[];
}

/** Deeper levels are shown at this one. */
const maxLevel = 40;

const byTime = (one: Node, other: Node): number => startOf(one) - startOf(other);
const startOf = ({ row, children }: Node): number => row?.startTime ?? children[0]?.row?.startTime ?? 0;

/** Every row stands in it once, whatever the parents are: below an unknown one, or one of a circle, it stands at the top. */
function rootsOf(rows: readonly CallRow[]): readonly Node[] {
  const nodes = new Map<string, Node>();
  for (const row of rows) nodes.set(row.id, { key: row.id, row, traceId: row.traceId, children: [] });
  const roots: Node[] = [];
  const circles = circlesIn(nodes);
  for (const node of nodes.values()) {
    const parent = nodes.get(node.row?.parentId ?? '');
    if (parent === undefined || circles.has(node)) roots.push(node);
    else parent.children.push(node);
  }
  for (const node of nodes.values()) node.children.sort(byTime);
  return roots.sort(byTime);
}

/** The events that are above themselves. */
function circlesIn(nodes: ReadonlyMap<string, Node>): ReadonlySet<Node> {
  const [done, inCircle] = [new Set<Node>(), new Set<Node>()];
  for (const start of nodes.values()) {
    const path: Node[] = [];
    const onPath = new Set<Node>();
    let at: Node | undefined = start;
    while (at !== undefined && !done.has(at) && !onPath.has(at)) {
      path.push(at);
      onPath.add(at);
      at = nodes.get(at.row?.parentId ?? '');
    }
    if (at !== undefined && onPath.has(at)) for (const each of path.slice(path.indexOf(at))) inCircle.add(each);
    for (const each of path) done.add(each);
  }
  return inCircle;
}

/** Traces stand around their events where a session has several. */
function withTraces(roots: readonly Node[]): readonly Node[] {
  const byTrace = new Map<string, Node[]>();
  for (const root of roots) {
    const together = byTrace.get(root.traceId);
    if (together === undefined) byTrace.set(root.traceId, [root]);
    else together.push(root);
  }
  if (byTrace.size < 2) return roots;
  const traces = [...byTrace].flatMap(([traceId, children]): readonly Node[] =>
    traceId === '' || children.length === 1
      ? children
      : [{ key: `trace:${traceId}`, row: undefined, traceId, children }],
  );
  return traces.toSorted(byTime);
}

/** The lines that are shown, from top to bottom. */
export function linesOf(rows: readonly CallRow[], closed: ReadonlySet<string>): readonly TreeLine[] {
  const lines: TreeLine[] = [];
  const open = levelOf(withTraces(rootsOf(rows)), 1).reverse();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, level, position, siblings } = next;
    const { key, row, traceId, children } = node;
    const isOpen = !closed.has(key);
    lines.push({
      ...{ key, row, traceId, position, siblings, isOpen, hasChildren: children.length > 0 },
      level: Math.min(level, maxLevel),
      events: row === undefined ? sizeOf(node) - 1 : 1,
    });
    if (isOpen) open.push(...levelOf(children, level + 1).reverse());
  }
  return lines;
}

const levelOf = (nodes: readonly Node[], level: number) =>
  nodes.map((node, index) => ({ node, level, position: index + 1, siblings: nodes.length }));

function sizeOf(node: Node): number {
  let size = 0;
  const open = [node];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    size += 1;
    open.push(...next.children);
  }
  return size;
}

/** The span of time that the rows take. */
export function extentOf(rows: readonly CallRow[]): { readonly from: number; readonly to: number } {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { startTime, duration } of rows) {
    from = Math.min(from, startTime);
    to = Math.max(to, startTime + duration);
  }
  return from < to
    ? { from, to }
    : { from: Number.isFinite(from) ? from : 0, to: (Number.isFinite(from) ? from : 0) + 1 };
}
