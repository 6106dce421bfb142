import { asNumber, compact, type JsonRecord, recordsOf } from '../../../json/json-record';
import { type NamedCounts, readCounts, sum } from '../fields/usage';

const counts: NamedCounts = [
  ['inputTokens', 'input_tokens'],
  ['outputTokens', 'output_tokens'],
  ['totalTokens', 'total_tokens'],
  ['cacheReadInputTokens', 'cache_read.input_tokens'],
  ['cacheWriteInputTokens', 'cache_creation.input_tokens'],
];

/**
 * Usage as attributes. Bedrock's input tokens leave out those that were read from or written to a cache, unless the total
 * shows that they are included; the conventions' count includes them.
 */
export function bedrockUsage(usage: JsonRecord): JsonRecord {
  const { inputTokens: input, outputTokens: output, totalTokens: total, ...others } = usage;
  const { cacheReadInputTokens: read, cacheWriteInputTokens: written, ...lists } = others;
  const cached = sum(read, written) ?? 0;
  const isTotalOfBoth = typeof input === 'number' && typeof output === 'number' && total === input + output;
  const isCachedInInput = cached === 0 || (isTotalOfBoth && cached <= input);
  return compact({
    ...readCounts(usage, counts),
    ...(isCachedInInput || typeof input !== 'number' ? {} : { 'gen_ai.usage.input_tokens': input + cached }),
    // Such a total is not of the whole.
    ...(isTotalOfBoth && !isCachedInInput
      ? { 'gen_ai.usage.total_tokens': undefined, 'gen_ai.usage.details.totalTokens': total }
      : {}),
    ...Object.fromEntries(Object.entries(lists).flatMap(([name, list]) => countsByLifetime(name, list))),
  });
}

/** Of cache writes there is a count for each time to live. */
const countsByLifetime = (name: string, list: unknown): readonly (readonly [attribute: string, count: unknown])[] =>
  recordsOf(list).map(({ ttl, inputTokens }) => [`gen_ai.usage.details.${name}.${String(ttl)}`, asNumber(inputTokens)]);
