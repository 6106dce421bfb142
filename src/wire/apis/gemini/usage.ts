import { asNumber, asText, type JsonRecord, recordsOf, withoutNullish } from '../../../json/json-record';

/** Lists of counts by modality, with the end of the conventions' attribute for one. */
const modalityCounts: Readonly<Record<string, string>> = {
  promptTokensDetails: 'input_tokens',
  candidatesTokensDetails: 'output_tokens',
  cacheTokensDetails: 'cache_read.input_tokens',
};
const modalities = new Set(['text', 'image', 'audio']);

/**
 * Usage as attributes. Google counts the thoughts beside the candidates, and what the provider's own tools were asked beside the
 * prompt; the conventions' counts are of the whole. Counts that they do not name stay under `gen_ai.usage.details.`.
 */
export function readUsage(usage: JsonRecord): JsonRecord {
  const { promptTokenCount, candidatesTokenCount, thoughtsTokenCount, toolUsePromptTokenCount, ...others } = usage;
  const { totalTokenCount, cachedContentTokenCount, ...rest } = others;
  return withoutNullish({
    'gen_ai.usage.input_tokens': sum(promptTokenCount, toolUsePromptTokenCount),
    'gen_ai.usage.output_tokens': sum(candidatesTokenCount, thoughtsTokenCount),
    'gen_ai.usage.total_tokens': asNumber(totalTokenCount),
    'gen_ai.usage.cache_read.input_tokens': asNumber(cachedContentTokenCount),
    'gen_ai.usage.reasoning.output_tokens': asNumber(thoughtsTokenCount),
    'gen_ai.usage.details.toolUsePromptTokenCount': asNumber(toolUsePromptTokenCount),
    ...Object.fromEntries(Object.entries(rest).flatMap(([name, value]) => detail(name, value))),
  });
}

/** The sum of those that are there. */
function sum(...counts: readonly unknown[]): number | undefined {
  const known = counts.flatMap((count) => asNumber(count) ?? []);
  return known.length === 0 ? undefined : known.reduce((one, other) => one + other);
}

function detail(name: string, value: unknown): readonly (readonly [attribute: string, count: number | undefined])[] {
  if (typeof value === 'number') return [[`gen_ai.usage.details.${name}`, value]];
  return recordsOf(value).map((each) => {
    const modality = asText(each['modality'])?.toLowerCase() ?? 'unknown';
    const known = modalities.has(modality) ? modalityCounts[name] : undefined;
    return [
      known === undefined ? `gen_ai.usage.details.${name}.${modality}` : `gen_ai.usage.${modality}.${known}`,
      asNumber(each['tokenCount']),
    ];
  });
}
