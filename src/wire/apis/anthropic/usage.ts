import { compact, fieldsOf, type JsonRecord } from '../../../json/json-record';
import { type NamedCounts, readCounts, sum } from '../fields/usage';

const counts: NamedCounts = [
  ['input_tokens', 'input_tokens'],
  ['output_tokens', 'output_tokens'],
  ['cache_read_input_tokens', 'cache_read.input_tokens'],
  ['cache_creation_input_tokens', 'cache_creation.input_tokens'],
  ['output_tokens_details.thinking_tokens', 'reasoning.output_tokens'],
];

/** Usage as attributes. Anthropic's input tokens leave out those read from or written to a cache; the conventions' include them. */
export function readUsage(usage: JsonRecord): JsonRecord {
  // A count for each time to live, of which some gateways leave out the sum.
  const written = usage['cache_creation_input_tokens'] ?? sum(...Object.values(fieldsOf(usage['cache_creation'])));
  return {
    ...readCounts({ ...usage, cache_creation_input_tokens: written }, counts),
    ...compact({
      'gen_ai.usage.input_tokens': sum(usage['input_tokens'], usage['cache_read_input_tokens'], written),
    }),
  };
}
