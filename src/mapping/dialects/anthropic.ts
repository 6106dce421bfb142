import { flag, map, text } from '../read/reader';
import { thinking } from '../read/thinking';
import type { Dialect } from './dialect';

/** What the Anthropic SDK's own spans (1.x) say beside the conventions. Its input tokens include the cached ones. */
export const anthropic: Dialect = {
  name: 'anthropic',
  reads: {
    // The only place for it: these spans have no `gen_ai.response.finish_reasons`.
    finishReasons: map(text('anthropic.message.stop_reason'), (reason) => [reason]),
    thinking: thinking(['anthropic.thinking.type'], ['anthropic.thinking.budget_tokens']),
    truncated: flag('anthropic.content.truncated'),
  },
};
