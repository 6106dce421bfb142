import { asRecord, type JsonRecord, without } from '../../../json/json-record';

/** Token counts by their path in OpenAI's `usage`, with the attribute of the conventions; the first of an attribute wins. */
const counts: readonly (readonly [path: string, attribute: string])[] = [
  ['prompt_tokens', 'gen_ai.usage.input_tokens'],
  ['completion_tokens', 'gen_ai.usage.output_tokens'],
  ['total_tokens', 'gen_ai.usage.total_tokens'],
  ['prompt_tokens_details.cached_tokens', 'gen_ai.usage.cache_read.input_tokens'],
  ['prompt_tokens_details.cache_write_tokens', 'gen_ai.usage.cache_creation.input_tokens'],
  ['prompt_tokens_details.text_tokens', 'gen_ai.usage.text.input_tokens'],
  ['prompt_tokens_details.audio_tokens', 'gen_ai.usage.audio.input_tokens'],
  ['prompt_tokens_details.image_tokens', 'gen_ai.usage.image.input_tokens'],
  ['completion_tokens_details.reasoning_tokens', 'gen_ai.usage.reasoning.output_tokens'],
  ['completion_tokens_details.text_tokens', 'gen_ai.usage.text.output_tokens'],
  ['completion_tokens_details.audio_tokens', 'gen_ai.usage.audio.output_tokens'],
  ['completion_tokens_details.image_tokens', 'gen_ai.usage.image.output_tokens'],
  // The names of the newer APIs.
  ['input_tokens', 'gen_ai.usage.input_tokens'],
  ['output_tokens', 'gen_ai.usage.output_tokens'],
  ['input_tokens_details.cached_tokens', 'gen_ai.usage.cache_read.input_tokens'],
  ['input_tokens_details.cache_write_tokens', 'gen_ai.usage.cache_creation.input_tokens'],
  ['input_tokens_details.text_tokens', 'gen_ai.usage.text.input_tokens'],
  ['input_tokens_details.audio_tokens', 'gen_ai.usage.audio.input_tokens'],
  ['input_tokens_details.image_tokens', 'gen_ai.usage.image.input_tokens'],
  ['output_tokens_details.reasoning_tokens', 'gen_ai.usage.reasoning.output_tokens'],
  ['output_tokens_details.text_tokens', 'gen_ai.usage.text.output_tokens'],
  ['output_tokens_details.audio_tokens', 'gen_ai.usage.audio.output_tokens'],
  ['output_tokens_details.image_tokens', 'gen_ai.usage.image.output_tokens'],
  // DeepSeek's and Moonshot's own names, beside or instead of the details.
  ['prompt_cache_hit_tokens', 'gen_ai.usage.cache_read.input_tokens'],
  ['cached_tokens', 'gen_ai.usage.cache_read.input_tokens'],
  // US dollars, from gateways such as OpenRouter.
  ['cost', 'gen_ai.usage.cost'],
];

/** Usage as attributes. Counts that the conventions do not name stay under `gen_ai.usage.details.`. */
export function readUsage(usage: JsonRecord): JsonRecord {
  const numbers = numbersOf(usage);
  const attributes: Record<string, unknown> = {};
  for (const [path, attribute] of counts) {
    if (numbers[path] !== undefined) attributes[attribute] ??= numbers[path];
  }
  for (const [path, count] of Object.entries(without(numbers, ...counts.map(([path]) => path)))) {
    attributes[`gen_ai.usage.details.${path}`] = count;
  }
  return attributes;
}

/** The numbers in it by their path; one level of nesting is all that providers have. */
function numbersOf(usage: JsonRecord): JsonRecord {
  const entries = Object.entries(usage).flatMap(([name, value]) =>
    Object.entries(asRecord(value) ?? {})
      .map(([inner, count]): [string, unknown] => [`${name}.${inner}`, count])
      .concat([[name, value]]),
  );
  return Object.fromEntries(entries.filter(([, value]) => typeof value === 'number'));
}
