import type { JsonObject } from '../../../json/json';
import { all, type WrittenMembers } from '../../../json/leftovers';
import { bodyReader } from '../../api-bodies/body-readers';
import { asCount, asObject } from '../../read/reader';
import { perSpan } from '../../span/memo';

/**
 * Langfuse's counts. Its wrappers subtract cached, audio and reasoning tokens (`input_…`, `output_…`) from the input and the
 * output, which include them in the conventions; whether they did shows in the total.
 */
export function langfuseUsage(name: string) {
  const from = bodyReader(
    [name],
    perSpan(({ attributes }) => asObject(attributes[name])),
  );
  return {
    inputTokens: from((counts) => wholeOf(counts, 'input')),
    outputTokens: from((counts) => wholeOf(counts, 'output')),
    totalTokens: from(({ total }) => asCount(total)),
    cacheReadTokens: from((counts) => firstCount(counts, names.cacheRead)),
    cacheWriteTokens: from((counts) => firstCount(counts, names.cacheWrite) || writesByLifetime(counts)),
    cacheWriteHourTokens: from((counts) => firstCount(counts, names.cacheWriteHour) || undefined),
    reasoningTokens: from((counts) => firstCount(counts, names.reasoning)),
    inputAudioTokens: from((counts) => firstCount(counts, names.inputAudio)),
    outputAudioTokens: from((counts) => firstCount(counts, names.outputAudio)),
  };
}

const names = {
  cacheRead: ['input_cached_tokens', 'input_cache_read', 'cache_read_input_tokens'],
  cacheWrite: ['input_cache_creation', 'cache_creation_input_tokens'],
  cacheWriteHour: ['input_ephemeral_1h_input_tokens', 'input_ephemeral_1hr_input_tokens'],
  cacheWriteShort: ['input_ephemeral_5m_input_tokens'],
  reasoning: ['output_reasoning_tokens', 'output_reasoning'],
  inputAudio: ['input_audio_tokens', 'input_audio'],
  outputAudio: ['output_audio_tokens', 'output_audio'],
} as const;

export const usageMembers: WrittenMembers = all('input', 'output', 'total', ...Object.values(names).flat());

/** LangChain has no sum, or one of 0, where it has the writes to the cache by their lifetimes. */
function writesByLifetime(counts: JsonObject): number | undefined {
  const [short, hour] = [firstCount(counts, names.cacheWriteShort), firstCount(counts, names.cacheWriteHour)];
  return short === undefined && hour === undefined ? firstCount(counts, names.cacheWrite) : (short ?? 0) + (hour ?? 0);
}

function wholeOf(counts: JsonObject, side: 'input' | 'output'): number | undefined {
  const own = asCount(counts[side]);
  if (own === undefined) return undefined;
  const [input, output, total] = [asCount(counts['input']), asCount(counts['output']), asCount(counts['total'])];
  const isWhole = total !== undefined && (input ?? 0) + (output ?? 0) === total;
  return isWhole ? own : own + partsOf(counts, `${side}_`);
}

const partsOf = (counts: JsonObject, start: string): number =>
  Object.keys(counts).reduce((sum, name) => sum + (name.startsWith(start) ? (asCount(counts[name]) ?? 0) : 0), 0);

const firstCount = (counts: JsonObject, names: readonly string[]): number | undefined =>
  asCount(names.map((name) => counts[name]).find((value) => value !== undefined));
