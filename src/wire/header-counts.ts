import { compact } from '../json/json-record';
import { sum } from './apis/fields/usage';
import type { ModelResponse } from './exchange';
import type { ResponseHeaders } from './http/headers';

/** Adds the token counts and the cost of the headers that the body leaves out. Cached tokens are beside the input there. */
export function withHeaderCounts(response: ModelResponse, headers: ResponseHeaders): ModelResponse {
  const [input, output] = [countIn(headers.inputTokens), countIn(headers.outputTokens)];
  const [read, written] = [countIn(headers.cacheReadTokens), countIn(headers.cacheWriteTokens)];
  const counts = compact({
    'gen_ai.usage.input_tokens': input === undefined ? undefined : sum(input, read, written),
    'gen_ai.usage.output_tokens': output,
    'gen_ai.usage.cache_read.input_tokens': read,
    'gen_ai.usage.cache_creation.input_tokens': written,
    'gen_ai.usage.cost': costIn(headers.cost),
  });
  return { ...response, attributes: { ...counts, ...response.attributes } };
}

/** 0 stands for a price that the proxy does not know, too. */
function costIn(header: string | undefined): number | undefined {
  const cost = Number(header);
  return Number.isFinite(cost) && cost > 0 ? cost : undefined;
}

const countIn = (header: string | undefined): number | undefined =>
  header !== undefined && /^\d{1,15}$/.test(header) ? Number(header) : undefined;
