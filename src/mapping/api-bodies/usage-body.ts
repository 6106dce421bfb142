import type { JsonObject } from '../../json/json';
import { isJsonObject, objectOf } from '../../json/json';
import { all, type WrittenMembers } from '../../json/leftovers';
import type { Fact } from '../read/facts';
import { asAmount, asCount } from '../read/reader';

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
/** Of Anthropic's API the writes to the cache by their lifetimes are an object, of LangChain they are among the details. */
const lifetimeDetails = [...inputDetails, 'cache_creation'];
const hourWrites = ['ephemeral_1h_input_tokens', 'ephemeral_1hr_input_tokens'];
const shortWrites = ['ephemeral_5m_input_tokens'];
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
  cacheWriteHourTokens: { names: [], details: lifetimeDetails, namesInDetails: hourWrites },
  reasoningTokens: { names: [], details: outputDetails, namesInDetails: ['reasoning_tokens', 'reasoning'] },
  inputAudioTokens: { names: [], details: inputDetails, namesInDetails: audio },
  outputAudioTokens: { names: [], details: outputDetails, namesInDetails: audio },
} as const satisfies { readonly [Name in Fact]?: CountNames };

export type UsageFact = keyof typeof counts;
export const usageFacts = Object.keys(counts) as readonly UsageFact[];

export function usageCount(usage: UsageBody, fact: UsageFact): number | undefined {
  const { names, ...details }: CountNames = counts[fact];
  const count = countOf(usage, { names: [fact, ...names], ...details });
  if (fact === 'cacheWriteTokens') return withLifetimes(count, usage);
  if (fact === 'cacheWriteHourTokens') return count || undefined; // nearly all calls say that there are none
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

/** In US dollars, as gateways, xAI and LangSmith state it. 0 stands for an unknown one. */
export function usageCost({ cost, total_cost: total, cost_in_usd_ticks: ticks }: UsageBody): number | undefined {
  const dollars = asAmount(total ?? (isJsonObject(cost) ? cost['total_cost'] : cost));
  return (dollars ?? (asAmount(ticks) ?? 0) / ticksOfDollar) || undefined;
}

/** xAI counts in ticks. */
const ticksOfDollar = 1e10;

function countOf(usage: UsageBody, { names, details = [], namesInDetails = [] }: CountNames): number | undefined {
  const inDetails = objectOf(details.map((name) => usage[name]).find((each) => each !== undefined && each !== null));
  return firstCount(inDetails, namesInDetails) ?? firstCount(usage, names);
}

/** LangChain has no sum, or one of 0, where it has the writes by their lifetimes. */
function withLifetimes(sum: number | undefined, usage: UsageBody): number | undefined {
  const [short, hour] = [shortWrites, hourWrites].map((namesInDetails) =>
    countOf(usage, { names: [], details: lifetimeDetails, namesInDetails }),
  );
  return short === undefined && hour === undefined ? sum : Math.max(sum ?? 0, (short ?? 0) + (hour ?? 0));
}

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
  // Of Perplexity an object with the sum.
  cost: (cost) => (isJsonObject(cost) ? all('total_cost') : true),
  ...all('tokenCount', 'total_cost', 'cost_in_usd_ticks', ...allCounts.flatMap(({ names }) => names)),
  ...Object.fromEntries(
    [lifetimeDetails, outputDetails].flat().map((name) => {
      const inside = allCounts.filter(({ details }) => details?.includes(name));
      const lifetimes = lifetimeDetails.includes(name) ? shortWrites : [];
      return [name, all(...lifetimes, ...inside.flatMap(({ namesInDetails = [] }) => namesInDetails))];
    }),
  ),
};
