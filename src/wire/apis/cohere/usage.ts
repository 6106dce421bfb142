import { asNumber, asRecord, type JsonRecord, withoutNullish } from '../../../json/json-record';

/**
 * Usage as attributes. The conventions want what is billed where that differs from what the model consumed; the latter, and all
 * other counts, stay under `gen_ai.usage.details.`.
 */
export function readUsage(usage: JsonRecord): JsonRecord {
  const { billed_units: billedUnits, tokens, cached_tokens: cached } = usage;
  const billed = asRecord(billedUnits) ?? {};
  const consumed = asRecord(tokens) ?? {};
  const input = asNumber(billed['input_tokens']) ?? asNumber(consumed['input_tokens']);
  // More than were billed are tokens that cost nothing, and no part of the count.
  const isPart = (asNumber(cached) ?? 0) <= (input ?? 0);
  return withoutNullish({
    ...prefixed('gen_ai.usage.details.tokens.', consumed),
    ...prefixed('gen_ai.usage.details.billed_units.', billed),
    'gen_ai.usage.details.billed_units.input_tokens': undefined,
    'gen_ai.usage.details.billed_units.output_tokens': undefined,
    'gen_ai.usage.input_tokens': input,
    'gen_ai.usage.output_tokens': asNumber(billed['output_tokens']) ?? asNumber(consumed['output_tokens']),
    [isPart ? 'gen_ai.usage.cache_read.input_tokens' : 'gen_ai.usage.details.cached_tokens']: asNumber(cached),
  });
}

const prefixed = (prefix: string, counts: JsonRecord): JsonRecord =>
  Object.fromEntries(Object.entries(counts).map(([name, count]) => [prefix + name, asNumber(count)]));
