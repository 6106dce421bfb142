import type { JsonObject } from '../../json/json';
import type { PricedCall } from '../../providers/cost';
import type { KnownFacts } from '../read/facts';

/** The token counts that a price depends on; those that are unknown are `undefined`. */
type TokenCounts = Omit<PricedCall, 'provider' | 'model' | 'requestModel' | 'serviceTier' | 'startTime'>;

export interface Usage {
  readonly counts: TokenCounts;
  readonly totalTokens: number | undefined;
}

export function usageOf(facts: KnownFacts): Usage {
  const { inputTokens, outputTokens, totalTokens, cacheReadTokens, cacheWriteTokens, reasoningTokens = 0 } = facts;
  const cached = (cacheReadTokens ?? 0) + (cacheWriteTokens ?? 0);
  // More cached tokens than input tokens: then the number is Anthropic's own, which leaves the cached ones out.
  const isApart = facts.isCacheApart ?? (inputTokens !== undefined && cached > inputTokens);
  const missing = isApart ? cached : 0;
  const promptTokens = inputTokens === undefined ? undefined : inputTokens + missing;
  const sum = promptTokens === undefined || outputTokens === undefined ? undefined : promptTokens + outputTokens;
  const isSumWithoutCached = missing > 0 && sum !== undefined && totalTokens === sum - missing;
  // The total counts reasoning tokens beside the others: then the output leaves them out, as in Gemini's API.
  const isReasoningApart = sum !== undefined && reasoningTokens > 0 && totalTokens === sum + reasoningTokens;
  return {
    counts: {
      promptTokens,
      cacheReadTokens,
      cacheWriteTokens,
      cacheWriteHourTokens: facts.cacheWriteHourTokens,
      promptAudioTokens: facts.inputAudioTokens,
      promptImageTokens: facts.inputImageTokens,
      completionTokens: isReasoningApart && outputTokens !== undefined ? outputTokens + reasoningTokens : outputTokens,
      reasoningTokens: facts.reasoningTokens,
      completionAudioTokens: facts.outputAudioTokens,
      completionImageTokens: facts.outputImageTokens,
    },
    totalTokens: isSumWithoutCached ? sum : (totalTokens ?? sum),
  };
}

/** In OpenAI's form. Details are parts of the counts above them. */
export function usageField({ counts, totalTokens }: Usage, facts: KnownFacts): JsonObject {
  return {
    prompt_tokens: counts.promptTokens,
    completion_tokens: counts.completionTokens,
    total_tokens: totalTokens,
    prompt_tokens_details: undefinedIfEmpty({
      cached_tokens: counts.cacheReadTokens,
      cache_write_tokens: counts.cacheWriteTokens,
      cache_write_1h_tokens: counts.cacheWriteHourTokens,
      text_tokens: facts.inputTextTokens,
      audio_tokens: counts.promptAudioTokens,
      image_tokens: counts.promptImageTokens,
    }),
    completion_tokens_details: undefinedIfEmpty({
      reasoning_tokens: counts.reasoningTokens,
      text_tokens: facts.outputTextTokens,
      audio_tokens: counts.completionAudioTokens,
      image_tokens: counts.completionImageTokens,
    }),
  };
}

function undefinedIfEmpty(details: JsonObject): JsonObject | undefined {
  for (const name in details) if (details[name] !== undefined) return details;
  return undefined;
}
