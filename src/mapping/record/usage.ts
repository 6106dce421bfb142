import type { JsonObject } from '../../json/json';
import type { KnownFacts } from '../read/facts';

/** Token counts of a call; what is not known is not there. */
export interface Usage {
  /** With cached tokens, read and written. */
  readonly prompt?: number | undefined;
  readonly completion?: number | undefined;
  readonly total?: number | undefined;
  readonly cacheRead?: number | undefined;
  readonly cacheWrite?: number | undefined;
  readonly reasoning?: number | undefined;
}

export function usageOf(facts: KnownFacts): Usage {
  const { inputTokens, outputTokens, totalTokens, cacheReadTokens, cacheWriteTokens, reasoningTokens = 0 } = facts;
  const cached = (cacheReadTokens ?? 0) + (cacheWriteTokens ?? 0);
  // More cached than there are: then the number is Anthropic's own, which leaves the cached ones out.
  const isApart = facts.isCacheApart ?? (inputTokens !== undefined && cached > inputTokens);
  const missing = isApart ? cached : 0;
  const prompt = inputTokens === undefined ? undefined : inputTokens + missing;
  const sum = prompt === undefined || outputTokens === undefined ? undefined : prompt + outputTokens;
  const isSumWithoutCached = missing > 0 && sum !== undefined && totalTokens === sum - missing;
  // The total has the reasoning beside the rest: then the output leaves it out, as Gemini's API does.
  const isReasoningApart = sum !== undefined && reasoningTokens > 0 && totalTokens === sum + reasoningTokens;
  return {
    prompt,
    completion: isReasoningApart && outputTokens !== undefined ? outputTokens + reasoningTokens : outputTokens,
    total: isSumWithoutCached ? sum : (totalTokens ?? sum),
    cacheRead: cacheReadTokens,
    cacheWrite: cacheWriteTokens,
    reasoning: facts.reasoningTokens,
  };
}

/** In OpenAI's form. Details are parts of the counts above them. */
export function usageField(usage: Usage, facts: KnownFacts): JsonObject {
  return {
    prompt_tokens: usage.prompt,
    completion_tokens: usage.completion,
    total_tokens: usage.total,
    prompt_tokens_details: known({
      cached_tokens: usage.cacheRead,
      cache_write_tokens: usage.cacheWrite,
      text_tokens: facts.inputTextTokens,
      audio_tokens: facts.inputAudioTokens,
      image_tokens: facts.inputImageTokens,
    }),
    completion_tokens_details: known({
      reasoning_tokens: usage.reasoning,
      text_tokens: facts.outputTextTokens,
      audio_tokens: facts.outputAudioTokens,
      image_tokens: facts.outputImageTokens,
    }),
  };
}

/** Nothing, if none of them is known. */
function known<Counts extends JsonObject>(counts: Counts): Counts | undefined {
  for (const name in counts) if (counts[name] !== undefined) return counts;
  return undefined;
}
