import { flag, loneText } from '../read/reader';
import { thinking } from '../read/thinking';
import type { Dialect } from './dialect';

/** The attributes of the Anthropic SDK's own spans (1.x) that the conventions lack. Its input tokens include the cached ones. */
export const anthropic: Dialect = {
  name: 'anthropic',
  reads: {
    // These spans have no `gen_ai.response.finish_reasons`.
    finishReasons: loneText('anthropic.message.stop_reason'),
    thinking: thinking(['anthropic.thinking.type'], ['anthropic.thinking.budget_tokens']),
    truncated: flag('anthropic.content.truncated'),
  },
};
