import { fieldsOf, type JsonRecord } from '../../../json/json-record';
import { type NamedCounts, readCounts, sum } from '../fields/usage';

/** What the older APIs name after prompt and completion, the newer ones name after input and output. */
const bothNames = (...counts: NamedCounts): NamedCounts => [
  ...counts.map(
    ([path, attribute]) => [path.replace('input', 'prompt').replace('output', 'completion'), attribute] as const,
  ),
  ...counts,
];

const counts: NamedCounts = [
  ['total_tokens', 'total_tokens'],
  ...bothNames(
    ['input_tokens', 'input_tokens'],
    ['output_tokens', 'output_tokens'],
    ['input_tokens_details.cached_tokens', 'cache_read.input_tokens'],
    ['input_tokens_details.cache_write_tokens', 'cache_creation.input_tokens'],
    ['input_tokens_details.text_tokens', 'text.input_tokens'],
    ['input_tokens_details.audio_tokens', 'audio.input_tokens'],
    ['input_tokens_details.image_tokens', 'image.input_tokens'],
    ['output_tokens_details.reasoning_tokens', 'reasoning.output_tokens'],
    ['output_tokens_details.text_tokens', 'text.output_tokens'],
    ['output_tokens_details.audio_tokens', 'audio.output_tokens'],
    ['output_tokens_details.image_tokens', 'image.output_tokens'],
  ),
  // DeepSeek's, Moonshot's and Mistral's own names, beside or instead of the details.
  ['prompt_cache_hit_tokens', 'cache_read.input_tokens'],
  ['cached_tokens', 'cache_read.input_tokens'],
  ['num_cached_tokens', 'cache_read.input_tokens'],
  // US dollars, from gateways such as OpenRouter, and from Perplexity.
  ['cost', 'cost'],
  ['cost.total_cost', 'cost'],
];

const ticksPerDollar = 1e10;

/** Usage as attributes. xAI has the cost of a call in ticks. */
export function readUsage({ cost_in_usd_ticks: ticks, ...usage }: JsonRecord): JsonRecord {
  const cost = typeof ticks === 'number' ? { cost: ticks / ticksPerDollar } : {};
  return usage['is_byok'] === true ? ofOwnKey(usage) : readCounts({ ...cost, ...usage }, counts);
}

/**
 * With a key of the user's own, OpenRouter's `cost` is its fee, which can be 0, and the price of the call is beside it. Without that
 * price the cost is not stated. https://openrouter.ai/docs/use-cases/usage-accounting
 */
function ofOwnKey({ cost: fee, ...usage }: JsonRecord): JsonRecord {
  const price = fieldsOf(usage['cost_details'])['upstream_inference_cost'];
  return {
    ...readCounts(typeof price === 'number' ? { ...usage, cost: sum(price, fee) } : usage, counts),
    ...(typeof fee === 'number' ? { 'gen_ai.usage.details.cost': fee } : {}),
  };
}
