import type { JsonObject } from '../../json/json';
import type { PricedCall } from '../../providers/cost';
import type { IncompleteCount } from '../../providers/rest-of-total';
import type { KnownFacts } from '../read/facts';

/** The token counts that a price depends on; those that are unknown are `undefined`. */
type TokenCounts = Omit<PricedCall, 'provider' | 'model' | 'requestModel' | 'serviceTier' | 'startTime'>;

export interface Usage {
  readonly counts: TokenCounts;
  readonly totalTokens: number | undefined;
  /** It is known of every token what it costs. */
  readonly isComplete: boolean;
}

/** @param incomplete the count that leaves out what only the total has */
export function usageOf(facts: KnownFacts, incomplete: IncompleteCount | undefined): Usage {
  const prompt = promptOf(facts, incomplete);
  const sides = { promptTokens: prompt, completionTokens: completionOf(facts, prompt) };
  const { promptTokens, completionTokens, isComplete } = withRest(sides, facts.totalTokens, incomplete);
  const sum =
    promptTokens === undefined || completionTokens === undefined ? undefined : promptTokens + completionTokens;
  return {
    counts: {
      promptTokens,
      cacheReadTokens: facts.cacheReadTokens,
      cacheReadAudioTokens: facts.cacheReadAudioTokens,
      cacheReadImageTokens: facts.cacheReadImageTokens,
      cacheWriteTokens: facts.cacheWriteTokens,
      cacheWriteHourTokens: facts.cacheWriteHourTokens,
      promptAudioTokens: facts.inputAudioTokens,
      promptImageTokens: facts.inputImageTokens,
      completionTokens,
      reasoningTokens: facts.reasoningTokens,
      completionAudioTokens: facts.outputAudioTokens,
      completionImageTokens: facts.outputImageTokens,
    },
    totalTokens: sum === undefined ? facts.totalTokens : Math.max(sum, facts.totalTokens ?? 0),
    isComplete: isComplete && (facts.reasoningTokens ?? 0) <= (completionTokens ?? Number.POSITIVE_INFINITY),
  };
}

/** All of the prompt: more cached tokens than input tokens, or a total of both, show that the input leaves them out. */
function promptOf(facts: KnownFacts, incomplete: IncompleteCount | undefined): number | undefined {
  const { inputTokens, outputTokens = 0, totalTokens, cacheReadTokens = 0, cacheWriteTokens = 0 } = facts;
  if (inputTokens === undefined) return undefined;
  const cached = cacheReadTokens + cacheWriteTokens;
  const isInTotal = incomplete !== 'completion' && totalTokens === inputTokens + outputTokens + cached;
  const isApart = facts.isCacheApart ?? (cached > inputTokens || isInTotal);
  return isApart ? inputTokens + cached : inputTokens;
}

/** All of the answer: more reasoning than output tokens, or a total of both, show that the output leaves it out. */
function completionOf(
  { outputTokens, totalTokens, reasoningTokens = 0 }: KnownFacts,
  promptTokens: number | undefined,
): number | undefined {
  if (outputTokens === undefined || reasoningTokens === 0) return outputTokens;
  const withReasoning = outputTokens + reasoningTokens;
  const isInTotal = promptTokens !== undefined && totalTokens === promptTokens + withReasoning;
  return isInTotal || (totalTokens === undefined && reasoningTokens > outputTokens) ? withReasoning : outputTokens;
}

type Sides = Pick<TokenCounts, 'promptTokens' | 'completionTokens'>;

/** Credits what only the total has to the count that leaves it out. Whether cached tokens were read or written is not known then. */
function withRest(
  sides: Sides,
  totalTokens = 0,
  incomplete: IncompleteCount | undefined,
): Sides & Pick<Usage, 'isComplete'> {
  const { promptTokens, completionTokens } = sides;
  const rest = totalTokens - (promptTokens ?? 0) - (completionTokens ?? 0);
  // Not spread: of most spans this is all that is asked.
  if (rest <= 0 || (promptTokens ?? completionTokens) === undefined)
    return { promptTokens, completionTokens, isComplete: true };
  if (completionTokens === undefined) return { promptTokens, completionTokens: rest, isComplete: true };
  if (promptTokens === undefined) return { completionTokens, promptTokens: rest, isComplete: incomplete !== 'prompt' };
  // Some instrumentations write 0 for a count that they do not know.
  if (promptTokens === 0) {
    if (completionTokens === 0) return { ...sides, isComplete: false };
    return { completionTokens, promptTokens: rest, isComplete: incomplete === undefined };
  }
  if (completionTokens === 0 && incomplete !== 'prompt')
    return { promptTokens, completionTokens: rest, isComplete: true };
  if (incomplete === 'completion') return { promptTokens, completionTokens: completionTokens + rest, isComplete: true };
  if (incomplete === 'prompt') return { completionTokens, promptTokens: promptTokens + rest, isComplete: false };
  return { ...sides, isComplete: false };
}

/** In OpenAI's form. Details are parts of the counts above them. */
export function usageField({ counts, totalTokens }: Usage, facts: KnownFacts): JsonObject {
  return {
    prompt_tokens: counts.promptTokens,
    completion_tokens: counts.completionTokens,
    total_tokens: totalTokens,
    prompt_tokens_details: undefinedIfEmpty({
      cached_tokens: counts.cacheReadTokens,
      cached_audio_tokens: counts.cacheReadAudioTokens,
      cached_image_tokens: counts.cacheReadImageTokens,
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
