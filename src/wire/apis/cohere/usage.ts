import { asNumber, fieldsOf, type JsonRecord } from '../../../json/json-record';
import { type NamedCounts, readCounts } from '../fields/usage';

const counts: NamedCounts = [
  ['billed_units.input_tokens', 'input_tokens'],
  ['billed_units.output_tokens', 'output_tokens'],
];
const cached = ['cached_tokens', 'cache_read.input_tokens'] as const;

/**
 * Usage as attributes. The conventions want what is billed where that differs from what the model consumed; the latter, and all
 * other counts, stay under `gen_ai.usage.details.`.
 */
export function readUsage(usage: JsonRecord): JsonRecord {
  const [consumed, billed] = [fieldsOf(usage['tokens']), fieldsOf(usage['billed_units'])];
  const input = asNumber(billed['input_tokens']) ?? asNumber(consumed['input_tokens']);
  const output = asNumber(billed['output_tokens']) ?? asNumber(consumed['output_tokens']);
  const billedUnits = { ...billed, input_tokens: input, output_tokens: output };
  // More cached tokens than billed ones cost nothing, and are no part of the count.
  const isPart = (asNumber(usage['cached_tokens']) ?? 0) <= (input ?? 0);
  return readCounts({ ...usage, billed_units: billedUnits }, isPart ? [...counts, cached] : counts);
}
