import { readConversation } from '../read/content';
import { asText, attribute, content, count, flag, fromAttribute, loneText, number, text } from '../read/reader';
import type { Attributes } from '../span/attribute-names';
import type { Dialect } from './dialect';

/**
 * VoltAgent: one span for all steps of an agent's turn, with the messages that the first began with and the usage of the last.
 */
export const voltagent: Dialect = {
  name: 'voltagent',
  isModelCall,
  reads: {
    provider: text('llm.provider'),
    requestModel: text('llm.model'),
    conversationId: text('conversation.id'),
    input: content(fromAttribute('llm.messages', readConversation)),
    // Names only.
    tools: content(attribute((value) => asText(value)?.split(','))('llm.tools')),
    finishReasons: loneText('llm.finish_reason'),
    temperature: number('llm.temperature'),
    top_p: number('llm.top_p'),
    max_tokens: number('llm.max_output_tokens'),
    stream: flag('llm.stream'),
    inputTokens: count('llm.usage.prompt_tokens'),
    outputTokens: count('llm.usage.completion_tokens'),
    totalTokens: count('llm.usage.total_tokens'),
    cacheReadTokens: count('llm.usage.cached_tokens'),
    reasoningTokens: count('llm.usage.reasoning_tokens'),
  },
};

function isModelCall(attributes: Attributes): boolean | undefined {
  if (attributes['llm.operation'] === undefined) return undefined;
  return attributes['span.type'] === 'llm' ? true : undefined;
}
