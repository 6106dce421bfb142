import { asNumber, asRecord, compact, fieldsOf, type JsonRecord, without } from '../../../json/json-record';
import { type NamedCounts, readCounts } from '../fields/usage';

const counts: NamedCounts = [
  // Version 2.
  ['inputTokens', 'input_tokens'],
  ['outputTokens', 'output_tokens'],
  ['totalTokens', 'total_tokens'],
  ['reasoningTokens', 'reasoning.output_tokens'],
  ['cachedInputTokens', 'cache_read.input_tokens'],
  // Versions 3 and 4; the total of the input has all that is cached.
  ['inputTokens.total', 'input_tokens'],
  ['inputTokens.cacheRead', 'cache_read.input_tokens'],
  ['inputTokens.cacheWrite', 'cache_creation.input_tokens'],
  ['outputTokens.total', 'output_tokens'],
  ['outputTokens.reasoning', 'reasoning.output_tokens'],
  ['outputTokens.text', 'text.output_tokens'],
  // Of embeddings.
  ['tokens', 'input_tokens'],
];

/** @param metadata of the providers, in which the gateway says what the call has cost, in US dollars */
export function readUsage(usage: JsonRecord, metadata: JsonRecord): JsonRecord {
  return {
    ...readCounts(compact(without(usage, 'raw')), counts),
    ...compact({ 'gen_ai.usage.cost': costIn(fieldsOf(metadata['gateway'])) }),
  };
}

/** The cost is written as a text. */
function costIn({ cost }: JsonRecord): number | undefined {
  const isGiven = typeof cost === 'number' || (typeof cost === 'string' && cost.trim() !== '');
  return isGiven ? asNumber(Number(cost)) : undefined;
}

/** What the provider itself counted, which has no form of its own. */
export const rawUsage = (usage: JsonRecord): JsonRecord | undefined => asRecord(usage['raw']);
