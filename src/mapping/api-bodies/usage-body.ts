import type { JsonObject } from '../../json/json';
import { objectOf } from '../../json/json';
import { all, type WrittenMembers } from '../../json/leftovers';
import type { Fact } from '../read/facts';
import { asCount } from '../read/reader';

/** Token counts as a model API or a framework reports them in one object, by its own names. */
export type UsageBody = JsonObject;

/** The names of a count, in the object itself and in one with details, which is tried first. */
interface CountNames {
  readonly names: readonly string[];
  readonly details?: readonly string[];
  readonly namesInDetails?: readonly string[];
}

const inputDetails = ['prompt_tokens_details', 'input_tokens_details', 'input_token_details'];
const outputDetails = ['completion_tokens_details', 'output_tokens_details', 'output_token_details'];
const audio = ['audio_tokens', 'audio'];

const counts = {
  inputTokens: {
    names: [
      ...['prompt_tokens', 'input_tokens', 'inputTokens', 'promptTokens', 'prompt_token_count'],
      'inputTextTokenCount',
    ],
  },
  outputTokens: {
    names: ['completion_tokens', 'output_tokens', 'outputTokens', 'completionTokens', 'generation_token_count'],
  },
  totalTokens: { names: ['total_tokens', 'totalTokens'] },
  cacheReadTokens: {
    names: ['cache_read_input_tokens', 'cacheReadInputTokens'],
    details: inputDetails,
    namesInDetails: ['cached_tokens', 'cache_read'],
  },
  cacheWriteTokens: {
    names: ['cache_creation_input_tokens', 'cacheWriteInputTokens'],
    details: inputDetails,
    namesInDetails: ['cache_write_tokens', 'cache_creation'],
  },
  reasoningTokens: { names: [], details: outputDetails, namesInDetails: ['reasoning_tokens', 'reasoning'] },
  inputAudioTokens: { names: [], details: inputDetails, namesInDetails: audio },
  outputAudioTokens: { names: [], details: outputDetails, namesInDetails: audio },
} as const satisfies { readonly [Name in Fact]?: CountNames };

export type UsageFact = keyof typeof counts;
export const usageFacts = Object.keys(counts) as readonly UsageFact[];

export function usageCount(usage: UsageBody, fact: UsageFact): number | undefined {
  const { names, details = [], namesInDetails = [] }: CountNames = counts[fact];
  const inDetails = objectOf(details.map((name) => usage[name]).find((each) => each !== undefined && each !== null));
  const count = firstCount(inDetails, namesInDetails) ?? firstCount(usage, [fact, ...names]);
  if (fact !== 'inputTokens' || count === undefined || !isAnthropics(usage)) return count;
  return count + (usageCount(usage, 'cacheReadTokens') ?? 0) + (usageCount(usage, 'cacheWriteTokens') ?? 0);
}

/** Several statements about one call as one: of each count the first that there is. */
export const joinedUsage = (usages: readonly UsageBody[]): UsageBody =>
  Object.fromEntries(
    usageFacts.map((fact) => [
      fact,
      usages.map((usage) => usageCount(usage, fact)).find((count) => count !== undefined),
    ]),
  );

/** Anthropic leaves cached tokens out of its input tokens. */
const isAnthropics = (usage: UsageBody): boolean =>
  usage['prompt_tokens'] === undefined &&
  (usage['cache_read_input_tokens'] !== undefined || usage['cache_creation_input_tokens'] !== undefined);

function firstCount(usage: JsonObject, names: readonly string[]): number | undefined {
  for (const name of names) {
    const count = asCount(usage[name]);
    if (count !== undefined) return count;
  }
  return undefined;
}

const allCounts: readonly CountNames[] = Object.values(counts);

/** The members that {@link usageCount} reads. */
export const usageMembers: WrittenMembers = {
  ...all('tokenCount', ...allCounts.flatMap(({ names }) => names)),
  ...Object.fromEntries(
    [inputDetails, outputDetails].flat().map((name) => {
      const inside = allCounts.filter(({ details }) => details?.includes(name));
      return [name, all(...inside.flatMap(({ namesInDetails = [] }) => namesInDetails))];
    }),
  ),
};
