import type { Dialect } from '../facts';
import type { Writable } from '../json';
import { asNumber, asText, flag, gathered, map, text } from '../reader';
import type { SpanView } from '../span';

/** What the Anthropic SDK's own spans (1.x) say beside the conventions. Its input tokens include the cached ones. */
export const anthropic: Dialect = {
  name: 'anthropic',
  reads: {
    // The only place for it: these spans have no `gen_ai.response.finish_reasons`.
    finishReasons: map(text('anthropic.message.stop_reason'), (reason) => [reason]),
    thinking: gathered({ attributes: ['anthropic.thinking.type', 'anthropic.thinking.budget_tokens'] }, thinkingOf),
    truncated: flag('anthropic.content.truncated'),
  },
};

function thinkingOf({ attributes }: SpanView): Writable | undefined {
  const thinking: Writable = {};
  const type = asText(attributes['anthropic.thinking.type']);
  const budget = asNumber(attributes['anthropic.thinking.budget_tokens']);
  if (type !== undefined) thinking['type'] = type;
  if (budget !== undefined) thinking['budget_tokens'] = budget;
  return type === undefined && budget === undefined ? undefined : thinking;
}
