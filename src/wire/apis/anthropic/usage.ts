import { asNumber, asRecord, type JsonRecord, withoutNullish } from '../../../json/json-record';

/**
 * Usage as attributes. Anthropic's input tokens leave out what is read from and written to the cache; the conventions' include
 * it. Counts that the conventions do not name stay under `gen_ai.usage.details.`.
 */
export function readUsage(usage: JsonRecord): JsonRecord {
  const {
    input_tokens: uncached,
    output_tokens: output,
    cache_read_input_tokens: read,
    cache_creation_input_tokens: written,
    output_tokens_details: outputDetails,
    ...details
  } = usage;
  const { thinking_tokens: thinking, ...otherOutput } = asRecord(outputDetails) ?? {};
  const counts = [uncached, read, written].map(asNumber);
  const isKnown = counts.some((count) => count !== undefined);
  return {
    ...withoutNullish({
      'gen_ai.usage.input_tokens': isKnown ? counts.reduce<number>((sum, count) => sum + (count ?? 0), 0) : undefined,
      'gen_ai.usage.output_tokens': asNumber(output),
      'gen_ai.usage.cache_read.input_tokens': asNumber(read),
      'gen_ai.usage.cache_creation.input_tokens': asNumber(written),
      'gen_ai.usage.reasoning.output_tokens': asNumber(thinking),
    }),
    ...detailsIn(details, 'gen_ai.usage.details.'),
    ...detailsIn(otherOutput, 'gen_ai.usage.details.output_tokens_details.'),
  };
}

/** Numbers by their path; one level of nesting is all that there is. */
function detailsIn(fields: JsonRecord, prefix: string): JsonRecord {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      const nested = asRecord(value);
      if (nested !== undefined) return Object.entries(detailsIn(nested, `${prefix}${name}.`));
      return asNumber(value) === undefined ? [] : [[prefix + name, value]];
    }),
  );
}
