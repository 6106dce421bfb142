import { type Graph, graphOf } from './circles';
import { flow, lowest } from './flow';
import type { Import } from './import-graph';

const start = '<!-- Made from the import graph by: npm run docs:architecture -->';
const end = '<!-- End of what is made. -->';

/** The page with its drawing renewed. */
export function withDrawing(page: string, imports: readonly Import[]): string {
  const before = page.indexOf(start);
  const after = page.indexOf(end);
  if (before === -1 || after < before) throw new Error(`The page lacks the lines "${start}" and "${end}".`);
  return `${page.slice(0, before)}${start}\n\n${drawingOf(imports)}\n\n${page.slice(after)}`;
}

/**
 * The folders as a Mermaid chart, entries at the top: an arrow leads from a folder to one that it imports, types included. An arrow
 * that only repeats a longer way is left out.
 */
function drawingOf(imports: readonly Import[]): string {
  const folders = foldersOf(imports);
  const arrows = [...folders].flatMap(([from, targets]) =>
    [...targets].filter((to) => !isReachedByOthers(folders, from, to)).map((to) => `  ${idOf(from)} --> ${idOf(to)}`),
  );
  const entries = [...folders.keys()].filter((name) => flow[name] === undefined);
  const boxes = [
    ...entries.map((name) => `  ${idOf(name)}(["${name}"])`),
    ...Object.entries(flow)
      .reverse()
      .map(([name, purpose]) => `  ${idOf(name)}["<b>${name}/</b><br/>${purpose}"]`),
  ];
  return ['```mermaid', 'flowchart TD', ...boxes, ...arrows, '```'].join('\n');
}

const idOf = (name: string): string => name.replaceAll(/\W/g, '_');

/** By folder or entry, in the order of the flow from above: the folders that it imports from. */
function foldersOf(imports: readonly Import[]): Graph {
  const names = [...Object.keys(flow), ...new Set(imports.map(({ from }) => topOf(from)))];
  const order = [...new Set(names)].filter((name) => name !== lowest).reverse();
  const arrows = imports
    .map(({ from, to }) => [topOf(from), topOf(to)] as const)
    .filter(([from, to]) => from !== to && order.includes(from) && order.includes(to));
  const graph = graphOf(arrows);
  const below = (name: string): ReadonlySet<string> =>
    new Set(order.filter((other) => graph.get(name)?.has(other) === true));
  return new Map(order.map((name) => [name, below(name)]));
}

/** The folder below `src`, or the file if it lies in none. */
const topOf = (path: string): string => path.split('/')[0] ?? path;

const isReachedByOthers = (graph: Graph, from: string, to: string): boolean =>
  [...(graph.get(from) ?? [])].some((next) => next !== to && isReached(graph, next, to));

const isReached = (graph: Graph, from: string, to: string): boolean =>
  [...(graph.get(from) ?? [])].some((next) => next === to || isReached(graph, next, to));
