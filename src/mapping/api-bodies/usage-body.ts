import type { Json, JsonObject } from '../../json/json';
import { isJsonObject } from '../../json/json';
import type { Facts } from '../read/facts';
import { asCount } from '../read/reader';

/** Token counts as a model API or a framework reports them in one object, by its own names. */
export type UsageBody = JsonObject;

export const usageFacts = [
  'inputTokens',
  'outputTokens',
  'totalTokens',
  'cacheReadTokens',
  'cacheWriteTokens',
  'reasoningTokens',
  'inputAudioTokens',
  'outputAudioTokens',
] as const satisfies readonly (keyof Facts)[];

export type UsageFact = (typeof usageFacts)[number];

export const usageReads: { readonly [Fact in UsageFact]: (usage: UsageBody) => number | undefined } = {
  inputTokens: (usage) => {
    const counted = first(
      usage,
      'prompt_tokens',
      'input_tokens',
      'inputTokens',
      'promptTokens',
      'prompt_token_count',
      'inputTextTokenCount',
    );
    if (counted === undefined || !isAnthropics(usage)) return counted;
    return counted + (usageReads.cacheReadTokens(usage) ?? 0) + (usageReads.cacheWriteTokens(usage) ?? 0);
  },
  outputTokens: (usage) =>
    first(usage, 'completion_tokens', 'output_tokens', 'outputTokens', 'completionTokens', 'generation_token_count'),
  totalTokens: (usage) => first(usage, 'total_tokens', 'totalTokens'),
  cacheReadTokens: (usage) =>
    first(inputDetails(usage), 'cached_tokens', 'cache_read') ??
    first(usage, 'cache_read_input_tokens', 'cacheReadInputTokens'),
  cacheWriteTokens: (usage) =>
    first(inputDetails(usage), 'cache_write_tokens', 'cache_creation') ??
    first(usage, 'cache_creation_input_tokens', 'cacheWriteInputTokens'),
  reasoningTokens: (usage) => first(outputDetails(usage), 'reasoning_tokens', 'reasoning'),
  inputAudioTokens: (usage) => first(inputDetails(usage), 'audio_tokens', 'audio'),
  outputAudioTokens: (usage) => first(outputDetails(usage), 'audio_tokens', 'audio'),
};

/** Anthropic leaves cached tokens out of its input tokens. */
const isAnthropics = (usage: UsageBody): boolean =>
  usage['prompt_tokens'] === undefined &&
  (usage['cache_read_input_tokens'] !== undefined || usage['cache_creation_input_tokens'] !== undefined);

const inputDetails = (usage: UsageBody): JsonObject =>
  objectOf(usage['prompt_tokens_details'] ?? usage['input_tokens_details'] ?? usage['input_token_details']);

const outputDetails = (usage: UsageBody): JsonObject =>
  objectOf(usage['completion_tokens_details'] ?? usage['output_tokens_details'] ?? usage['output_token_details']);

const objectOf = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});

function first(counts: JsonObject, ...names: readonly string[]): number | undefined {
  for (const name of names) {
    const count = asCount(counts[name]);
    if (count !== undefined) return count;
  }
  return undefined;
}
