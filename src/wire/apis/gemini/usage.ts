import { asNumber, asText, compact, type JsonRecord, recordsOf } from '../../../json/json-record';
import { type NamedCounts, readCounts, sum } from '../fields/usage';

const counts: NamedCounts = [
  ['totalTokenCount', 'total_tokens'],
  ['cachedContentTokenCount', 'cache_read.input_tokens'],
  ['thoughtsTokenCount', 'reasoning.output_tokens'],
];

/** Lists of counts by modality, with the end of the conventions' attribute for one. */
const modalityCounts: Readonly<Record<string, string>> = {
  promptTokensDetails: 'input_tokens',
  candidatesTokensDetails: 'output_tokens',
  cacheTokensDetails: 'cache_read.input_tokens',
};
const modalities = new Set(['text', 'image', 'audio']);

/**
 * Usage as attributes. Google counts the thoughts beside the candidates, and the requests of the provider's own tools beside the
 * prompt; the conventions' counts are of the whole.
 */
export function readUsage(usage: JsonRecord): JsonRecord {
  const { promptTokenCount: prompt, candidatesTokenCount: candidates, ...others } = usage;
  return compact({
    ...readCounts(others, counts),
    'gen_ai.usage.input_tokens': sum(prompt, others['toolUsePromptTokenCount']),
    'gen_ai.usage.output_tokens': sum(candidates, others['thoughtsTokenCount']),
    ...Object.fromEntries(Object.entries(others).flatMap(([name, list]) => countsByModality(name, list))),
  });
}

const countsByModality = (name: string, list: unknown): readonly (readonly [attribute: string, count: unknown])[] =>
  recordsOf(list).map(({ modality: named, tokenCount }) => {
    const modality = asText(named)?.toLowerCase() ?? 'unknown';
    const known = modalities.has(modality) ? modalityCounts[name] : undefined;
    return [
      known === undefined ? `gen_ai.usage.details.${name}.${modality}` : `gen_ai.usage.${modality}.${known}`,
      asNumber(tokenCount),
    ];
  });
