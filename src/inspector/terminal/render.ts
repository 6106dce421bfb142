import type { CreateModelEvent } from '../../mapping/record/model-event';
import { text } from '../json';
import { callLines, totals } from './call-lines';
import { counted } from './figures';
import { grouped } from './grouped';
import { dim, type Line, type Screen, show } from './line';

/** Events as a tree for a terminal: sessions, traces and model calls, in the order in which the calls began. */
export function render(events: readonly CreateModelEvent[], screen: Screen): readonly string[] {
  const inOrder = events.toSorted((one, other) => one.start_time - other.start_time);
  return [...grouped(inOrder, (event) => event.session_id)]
    .flatMap(([session, calls]) => traceLines(session, calls))
    .map((line) => show(line, screen));
}

/** A line with children below it, each of which has lines of its own. */
const tree = (head: Line, children: readonly (readonly Line[])[]): readonly Line[] => [
  head,
  ...children.flatMap((lines, index) => {
    const [first, others] = index === children.length - 1 ? ['└─ ', '   '] : ['├─ ', '│  '];
    return lines.map((line, at) => [dim(at === 0 ? first : others), ...line]);
  }),
];

/** The calls of a session by their traces. */
export const traceLines = (session: string | undefined, calls: readonly CreateModelEvent[]): readonly Line[] =>
  tree(
    [
      { text: session === undefined ? 'no session' : `session ${session}`, style: 'bold' },
      dim(` · ${counted(calls.length, 'call')} · ${totals(calls)}`),
    ],
    [...grouped(calls, (event) => text(event.metadata?.['trace_id']))].map(([trace, callsOfTrace]) =>
      tree([dim(trace === undefined ? 'no trace' : `trace ${trace}`)], callsOfTrace.map(callLines)),
    ),
  );
