/** By node: where its arrows lead. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

export function graphOf(arrows: Iterable<readonly [from: string, to: string]>): Graph {
  const graph = new Map<string, Set<string>>();
  for (const [from, to] of arrows) graph.set(from, (graph.get(from) ?? new Set()).add(to));
  return graph;
}

/** The shortest circle through each node that is in one, written as the nodes in order; one circle once. */
export function circlesOf(graph: Graph): readonly string[] {
  const circles = [...graph.keys()].flatMap((start) => {
    const path = pathBetween(graph, start, start);
    return path === undefined ? [] : [fromItsLeast(path)];
  });
  return [...new Set(circles)].sort();
}

/** The nodes from one to the other, both included, by the fewest arrows. */
function pathBetween(graph: Graph, start: string, end: string): readonly string[] | undefined {
  const paths: (readonly string[])[] = [[start]];
  const seen = new Set<string>();
  for (const path of paths) {
    for (const next of graph.get(path.at(-1) ?? '') ?? []) {
      if (next === end) return [...path, next];
      if (!seen.has(next)) paths.push([...path, next]);
      seen.add(next);
    }
  }
  return undefined;
}

/** `b → c → a → b` is `a → b → c → a`. */
function fromItsLeast(circle: readonly string[]): string {
  const nodes = circle.slice(1);
  const at = nodes.indexOf(nodes.toSorted()[0] ?? '');
  const turned = [...nodes.slice(at), ...nodes.slice(0, at)];
  return [...turned, turned[0]].join(' → ');
}
