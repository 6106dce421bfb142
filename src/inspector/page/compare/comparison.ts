import type { Json } from '../../../json/json';
import type { CallView } from '../call/call-view';
import type { MessageView } from '../call/read-message';
import type { PartView } from '../call/read-part';
import { count, dollars, duration } from '../figures';

export interface Fact {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

export interface Side {
  readonly title: string;
  readonly before: string;
  readonly after: string;
}

export interface Comparison {
  readonly facts: readonly Fact[];
  readonly texts: readonly Side[];
}

/** More messages than these are compared as one text. */
const maxMessages = 60;

export function comparisonOf(left: CallView, right: CallView): Comparison {
  return {
    facts: factsOf(left, right).filter(({ before, after }) => before !== '' || after !== ''),
    texts: [
      ...messagesOf(left.messages, right.messages),
      textsOf('Answer', left.answers, right.answers),
      { title: 'Input', before: jsonOf(left.input), after: jsonOf(right.input) },
      { title: 'Output', before: jsonOf(left.output), after: jsonOf(right.output) },
      { title: 'Tools', before: jsonOf(left.tools as unknown as Json), after: jsonOf(right.tools as unknown as Json) },
    ].filter(({ before, after }) => before !== '' || after !== ''),
  };
}

function factsOf(left: CallView, right: CallView): readonly Fact[] {
  const fact = (name: string, read: (view: CallView) => string | undefined): Fact => ({
    name,
    before: read(left) ?? '',
    after: read(right) ?? '',
  });
  const figure = (value: number | undefined, format: (value: number) => string): string | undefined =>
    value === undefined ? undefined : format(value);
  const parameters = new Set([...Object.keys(left.hyperparameters), ...Object.keys(right.hyperparameters)]);
  return [
    fact('Model', ({ model }) => model),
    fact('Provider', ({ provider }) => provider),
    fact('Duration', (view) => figure(view.duration, duration)),
    fact('First token', (view) => figure(view.timeToFirstToken, duration)),
    fact('Tokens in', ({ usage }) => figure(usage.prompt, count)),
    fact('of these cached', ({ usage }) => figure(usage.cached, count)),
    fact('Tokens out', ({ usage }) => figure(usage.completion, count)),
    fact('of these reasoning', ({ usage }) => figure(usage.reasoning, count)),
    fact('Cost', ({ cost }) => figure(cost, dollars)),
    fact('Finish reason', ({ finishReason }) => finishReason),
    fact('Error', ({ error }) => error?.slice(0, 500)),
    ...[...parameters].map((name) => fact(name, ({ hyperparameters }) => jsonOf(hyperparameters[name]).slice(0, 500))),
    fact('Tools', ({ tools }) =>
      tools.length === 0
        ? undefined
        : tools
            .map(({ name }) => name)
            .join(', ')
            .slice(0, 500),
    ),
  ];
}

/** Message by message, by their places: two calls of one agent have a beginning in common. */
function messagesOf(left: readonly MessageView[], right: readonly MessageView[]): readonly Side[] {
  const length = Math.max(left.length, right.length);
  if (length > maxMessages) return [textsOf(`Messages, ${left.length} and ${right.length}`, left, right)];
  return Array.from({ length }, (_, index) => {
    const [one, other] = [left[index], right[index]];
    const role = (one ?? other)?.role ?? '';
    return textsOf(`${index + 1} ${role}`, one === undefined ? [] : [one], other === undefined ? [] : [other]);
  });
}

const textsOf = (title: string, left: readonly MessageView[], right: readonly MessageView[]): Side => ({
  title,
  before: left.map(messageText).join('\n\n'),
  after: right.map(messageText).join('\n\n'),
});

const messageText = ({ parts }: MessageView): string => parts.map(partText).join('\n');

function partText(part: PartView): string {
  switch (part.kind) {
    case 'text':
    case 'refusal':
      return part.text;
    case 'reasoning':
      return `Reasoning: ${part.text}`;
    case 'image':
      return `Image: ${part.url.slice(0, 200)}`;
    case 'tool call':
      return [`${part.name} ${jsonOf(part.given)}`, ...(part.result ?? []).map(partText)].join('\n');
    case 'tool result':
      return part.parts.map(partText).join('\n');
    case 'other':
      return jsonOf(part.value);
  }
}

function jsonOf(value: Json | undefined): string {
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) return '';
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
