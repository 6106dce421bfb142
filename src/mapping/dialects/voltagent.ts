import { readConversation } from '../read/content';
import { asText, attribute, content, count, flag, fromAttribute, loneText, number, text } from '../read/reader';
import type { Attributes } from '../span/attribute-names';
import { hiddenName, value } from '../steps/step-readers';
import type { Dialect } from './dialect';

/**
 * VoltAgent: one span for all steps of an agent's turn, with the messages that the first began with and the usage of the last.
 */
export const voltagent: Dialect = {
  name: 'voltagent',
  isModelCall,
  steps: {
    kindOf: stepKindOf,
    reads: {
      input: value('input'),
      output: value('output'),
      toolName: hiddenName('tool.name'),
      agentName: text('entity.name'),
    },
  },
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

/** The span of a whole turn has no type of its own. */
function stepKindOf(attributes: Attributes): 'chain' | 'tool' | undefined {
  const type = attributes['span.type'] ?? attributes['entity.type'];
  if (attributes['entity.type'] === undefined || typeof type !== 'string') return undefined;
  if (type === 'tool' || type === 'retriever' || type === 'guardrail') return 'tool';
  return type === 'agent' || type.startsWith('workflow') ? 'chain' : undefined;
}
