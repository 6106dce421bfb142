import { asNumber, type JsonRecord, recordsOf, withoutNullish } from '../../../json/json-record';

/**
 * Usage as attributes. Bedrock's input tokens leave out those that were read from or written to a cache, unless the total says
 * that they are in it; the conventions' count is of the whole.
 */
export function readUsage(usage: JsonRecord): JsonRecord {
  const { inputTokens, outputTokens, totalTokens, cacheReadInputTokens, cacheWriteInputTokens, ...others } = usage;
  const [input, output, total] = [inputTokens, outputTokens, totalTokens].map(asNumber);
  const cached = (asNumber(cacheReadInputTokens) ?? 0) + (asNumber(cacheWriteInputTokens) ?? 0);
  const isPlainSum = input !== undefined && output !== undefined && total === input + output;
  const isWhole = cached === 0 || (isPlainSum && cached <= input);
  return withoutNullish({
    'gen_ai.usage.input_tokens': input === undefined || isWhole ? input : input + cached,
    'gen_ai.usage.output_tokens': output,
    // A total without the cached ones is none of the whole.
    [isPlainSum && !isWhole ? 'gen_ai.usage.details.totalTokens' : 'gen_ai.usage.total_tokens']: total,
    'gen_ai.usage.cache_read.input_tokens': asNumber(cacheReadInputTokens),
    'gen_ai.usage.cache_creation.input_tokens': asNumber(cacheWriteInputTokens),
    ...Object.fromEntries(Object.entries(others).flatMap(([name, value]) => detail(name, value))),
  });
}

/** Counts that the conventions do not name; of cache writes, one for each time to live. */
const detail = (name: string, value: unknown): readonly (readonly [attribute: string, count: number | undefined])[] =>
  typeof value === 'number'
    ? [[`gen_ai.usage.details.${name}`, value]]
    : recordsOf(value).map((each) => [
        `gen_ai.usage.details.${name}.${String(each['ttl'])}`,
        asNumber(each['inputTokens']),
      ]);
