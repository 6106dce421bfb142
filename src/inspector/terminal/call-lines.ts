import type { Json, JsonObject } from '../../json/json';
import type { CreateModelEvent } from '../../mapping/record/model-event';
import { count, list, object, text } from '../json';
import { amount, firstLine, money, sum, time } from './figures';
import { dim, type Line } from './line';

/** A model call: which model, tokens, cost and time, and below it what was asked and answered. */
export function callLines(call: CreateModelEvent): readonly Line[] {
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
  if (typeof call.error === 'string') lines.push(errorLine(call.error));
  return lines;
}

export const errorLine = (error: string): Line => [{ text: `  ✗ ${firstLine(error) ?? error}`, style: 'red' }];

/** What calls took in all: tokens, cost, and the time from the first one's start to the last one's end. */
export function totals(calls: readonly CreateModelEvent[]): string {
  const begin = Math.min(...calls.map((call) => call.start_time));
  const end = Math.max(...calls.map((call) => call.end_time));
  return [
    `${amount(sum(calls.map((call) => count(call.usage['prompt_tokens']))))} in`,
    `${amount(sum(calls.map((call) => count(call.usage['completion_tokens']))))} out`,
    money(sum(calls.map((call) => call.cost))),
    time(end - begin),
  ].join(' · ');
}

function tokens(usage: JsonObject): string {
  const cached = count(object(usage['prompt_tokens_details'])['cached_tokens']) ?? 0;
  const reasoning = count(object(usage['completion_tokens_details'])['reasoning_tokens']) ?? 0;
  return [
    `${amount(count(usage['prompt_tokens']))} in${cached > 0 ? ` (${amount(cached)} cached)` : ''}`,
    `${amount(count(usage['completion_tokens']))} out${reasoning > 0 ? ` (${amount(reasoning)} reasoning)` : ''}`,
  ].join(' · ');
}

function toolNames(calls: Json | undefined): readonly string[] {
  return list(calls).map((call) => text(object(object(call)['function'])['name']) ?? text(object(call)['type']) ?? '?');
}
