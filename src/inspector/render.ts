import type { Json, JsonObject } from '../json/json';
import type { CreateModelEvent } from '../mapping/record/model-event';
import { count, list, object, text } from './json';
import { type Piece, type Screen, show } from './line';

/** Events as a tree for a terminal: sessions, traces and model calls, in the order in which the calls began. */
export function render(events: readonly CreateModelEvent[], screen: Screen): readonly string[] {
  const inOrder = events.toSorted((one, other) => one.start_time - other.start_time);
  return [...grouped(inOrder, (event) => event.session_id)]
    .flatMap(([session, calls]) => sessionLines(session, calls))
    .map((line) => show(line, screen));
}

type Line = readonly Piece[];
const dim = (text: string): Piece => ({ text, style: 'dim' });

/** A line with children below it, each of which has lines of its own. */
const tree = (head: Line, children: readonly (readonly Line[])[]): readonly Line[] => [
  head,
  ...children.flatMap((lines, index) => {
    const [first, others] = index === children.length - 1 ? ['└─ ', '   '] : ['├─ ', '│  '];
    return lines.map((line, at) => [dim(at === 0 ? first : others), ...line]);
  }),
];

const sessionLines = (session: string | undefined, calls: readonly CreateModelEvent[]): readonly Line[] =>
  tree(
    [
      { text: session === undefined ? 'no session' : `session ${session}`, style: 'bold' },
      dim(` · ${calls.length} ${calls.length === 1 ? 'call' : 'calls'} · ${totals(calls)}`),
    ],
    [...grouped(calls, (event) => text(event.metadata?.['trace_id']))].map(([trace, callsOfTrace]) =>
      tree([dim(trace === undefined ? 'no trace' : `trace ${trace}`)], callsOfTrace.map(callLines)),
    ),
  );

function callLines(call: CreateModelEvent): readonly Line[] {
  const question = firstLine(call.messages.findLast((message) => message['role'] === 'user')?.['content']);
  const answer = firstLine(call.response['content']) ?? firstLine(call.response['refusal']);
  const tools = toolNames(call.response['tool_calls']);
  const choices = list(call.response['choices']).length;
  const lines: Line[] = [
    [
      { text: call.model, style: 'cyan' },
      { text: ` ${call.provider}` },
      dim(` · ${tokens(call.usage)} · ${money(call.cost)} · ${time(call.duration)}`),
    ],
  ];
  if (question !== undefined) lines.push([dim('  › '), { text: question }]);
  if (answer !== undefined) {
    lines.push([dim('  ‹ '), { text: answer }, ...(choices > 1 ? [dim(` (and ${choices - 1} more)`)] : [])]);
  }
  if (tools.length > 0) lines.push([dim('  → '), { text: tools.join(', '), style: 'yellow' }]);
  if (typeof call.error === 'string')
    lines.push([{ text: `  ✗ ${firstLine(call.error) ?? call.error}`, style: 'red' }]);
  return lines;
}

function grouped<Key>(
  events: readonly CreateModelEvent[],
  keyOf: (event: CreateModelEvent) => Key,
): ReadonlyMap<Key, readonly CreateModelEvent[]> {
  const groups = new Map<Key, CreateModelEvent[]>();
  for (const event of events) {
    const key = keyOf(event);
    groups.set(key, [...(groups.get(key) ?? []), event]);
  }
  return groups;
}

function totals(calls: readonly CreateModelEvent[]): string {
  const begin = Math.min(...calls.map((call) => call.start_time));
  const end = Math.max(...calls.map((call) => call.end_time));
  return [
    `${amount(sum(calls.map((call) => count(call.usage['prompt_tokens']))))} in`,
    `${amount(sum(calls.map((call) => count(call.usage['completion_tokens']))))} out`,
    money(sum(calls.map((call) => call.cost))),
    time(end - begin),
  ].join(' · ');
}

/** The sum of the numbers that are known, `undefined` if none is. */
const sum = (numbers: readonly (number | undefined)[]): number | undefined =>
  numbers.reduce((total, one) => (one === undefined ? total : (total ?? 0) + one), undefined);

function tokens(usage: JsonObject): string {
  const cached = count(object(usage['prompt_tokens_details'])['cached_tokens']) ?? 0;
  const reasoning = count(object(usage['completion_tokens_details'])['reasoning_tokens']) ?? 0;
  return [
    `${amount(count(usage['prompt_tokens']))} in${cached > 0 ? ` (${amount(cached)} cached)` : ''}`,
    `${amount(count(usage['completion_tokens']))} out${reasoning > 0 ? ` (${amount(reasoning)} reasoning)` : ''}`,
  ].join(' · ');
}

const grouping = new Intl.NumberFormat('en-US');
const significant = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3, useGrouping: false });

const amount = (value: number | undefined): string => (value === undefined ? '–' : grouping.format(value));
const money = (dollars: number | undefined): string =>
  dollars === undefined ? '–' : `$${significant.format(dollars)}`;
const time = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);

function toolNames(calls: Json | undefined): readonly string[] {
  return list(calls).map((call) => text(object(object(call)['function'])['name']) ?? text(object(call)['type']) ?? '?');
}

/** The first line that is not blank; of content in parts, that of the first text, else the types of the parts. */
function firstLine(content: Json | undefined): string | undefined {
  if (typeof content === 'string') return /\S[^\r\n]*/.exec(content)?.[0].trim();
  const parts = list(content).map(object);
  const line = parts.map((part) => firstLine(part['text'])).find((found) => found !== undefined);
  return line ?? (parts.length === 0 ? undefined : parts.map((part) => `[${text(part['type']) ?? '?'}]`).join(' '));
}
