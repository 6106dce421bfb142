import type { Json, JsonObject } from '../json/json';
import type { CreateModelEvent } from '../mapping/record/model-event';
import { count, list, object, text } from './json';
import { type Piece, type Screen, show } from './line';

/** Events as a tree for a terminal: session, trace, model calls in the order in which they began. */
export function render(events: readonly CreateModelEvent[], screen: Screen): readonly string[] {
  const inOrder = events.toSorted((one, other) => one.start_time - other.start_time);
  const sessions = grouped(inOrder, (event) => event.session_id);
  return [...sessions].flatMap(([id, calls]) => sessionLines(id, calls)).map((line) => show(line, screen));
}

type Line = readonly Piece[];

function sessionLines(id: string | undefined, calls: readonly CreateModelEvent[]): readonly Line[] {
  const traces = [...grouped(calls, traceOf)];
  const head: Line = [
    { text: id === undefined ? 'no session' : `session ${id}`, style: 'bold' },
    { text: ` · ${calls.length} ${calls.length === 1 ? 'call' : 'calls'} · ${totals(calls)}`, style: 'dim' },
  ];
  return [head, ...traces.flatMap(([trace, inside], at) => traceLines(trace, inside, at === traces.length - 1))];
}

function traceLines(id: string | undefined, calls: readonly CreateModelEvent[], isLast: boolean): readonly Line[] {
  const indent = isLast ? '   ' : '│  ';
  const head: Line = [
    { text: isLast ? '└─ ' : '├─ ', style: 'dim' },
    { text: id === undefined ? 'no trace' : `trace ${id}`, style: 'dim' },
  ];
  return [
    head,
    ...calls.flatMap((call, at) => {
      const lastCall = at === calls.length - 1;
      const [first, ...more] = callLines(call);
      return [
        [{ text: indent + (lastCall ? '└─ ' : '├─ '), style: 'dim' } as const, ...(first ?? [])],
        ...more.map((line) => [{ text: indent + (lastCall ? '   ' : '│  '), style: 'dim' } as const, ...line]),
      ];
    }),
  ];
}

function callLines(call: CreateModelEvent): readonly Line[] {
  const question = firstLine(call.messages.findLast((message) => message['role'] === 'user')?.['content']);
  const answer = firstLine(call.response['content']) ?? firstLine(call.response['refusal']);
  const tools = toolNames(call.response['tool_calls']);
  const choices = list(call.response['choices']).length;
  return [
    [
      { text: call.model, style: 'cyan' },
      { text: ` ${call.provider}` },
      { text: ` · ${tokens(call.usage)} · ${money(call.cost)} · ${time(call.duration)}`, style: 'dim' },
    ],
    ...(question === undefined ? [] : [[{ text: '  › ', style: 'dim' } as const, { text: question }]]),
    ...(answer === undefined
      ? []
      : [
          [
            { text: '  ‹ ', style: 'dim' } as const,
            { text: answer },
            ...(choices > 1 ? [{ text: ` (and ${choices - 1} more)`, style: 'dim' } as const] : []),
          ],
        ]),
    ...(tools.length === 0
      ? []
      : [[{ text: '  → ', style: 'dim' } as const, { text: tools.join(', '), style: 'yellow' } as const]]),
    ...(typeof call.error === 'string'
      ? [[{ text: `  ✗ ${firstLine(call.error) ?? call.error}`, style: 'red' } as const]]
      : []),
  ];
}

function grouped<Key>(
  events: readonly CreateModelEvent[],
  keyOf: (event: CreateModelEvent) => Key,
): ReadonlyMap<Key, readonly CreateModelEvent[]> {
  const groups = new Map<Key, CreateModelEvent[]>();
  for (const event of events) {
    const key = keyOf(event);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [event]);
    else group.push(event);
  }
  return groups;
}

const traceOf = (event: CreateModelEvent): string | undefined => text(event.metadata?.['trace_id']);

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

/** The first line with something on it; of content in parts, that of the first text, else what the parts are. */
function firstLine(content: Json | undefined): string | undefined {
  if (typeof content === 'string')
    return content
      .split(/[\r\n]+/)
      .find((line) => line.trim() !== '')
      ?.trim();
  const parts = list(content).map(object);
  const said = parts.map((part) => firstLine(part['text'])).find((line) => line !== undefined);
  return said ?? (parts.length === 0 ? undefined : parts.map((part) => `[${text(part['type']) ?? '?'}]`).join(' '));
}
