import type { JsonObject } from '../../../json/json';
import { all, type Members } from '../../../json/leftovers';
import type { Facts } from '../../read/facts';
import { asCount, asObject, gathered, type Reader } from '../../read/reader';
import { perSpan } from '../../span/memo-per-span';
import type { SpanView } from '../../span/span-view';

type Counted =
  | 'inputTokens'
  | 'outputTokens'
  | 'totalTokens'
  | 'cacheReadTokens'
  | 'cacheWriteTokens'
  | 'reasoningTokens'
  | 'inputAudioTokens'
  | 'outputAudioTokens';

/**
 * Langfuse's counts. Its wrappers take cached, audio and reasoning tokens (`input_…`, `output_…`) off the input and the output,
 * which the conventions leave in; whether they did shows in the total.
 */
export function langfuseUsage(name: string): { readonly [Fact in Counted]: Reader<Facts[Fact]> } {
  const countsOf = perSpan(({ attributes }: SpanView) => asObject(attributes[name]));
  const read = (count: (counts: JsonObject) => number | undefined): Reader<number> =>
    gathered({ attributes: [name] }, (span) => {
      const counts = countsOf(span);
      return counts && count(counts);
    });
  return {
    inputTokens: read((counts) => wholeOf(counts, 'input')),
    outputTokens: read((counts) => wholeOf(counts, 'output')),
    totalTokens: read(({ total }) => asCount(total)),
    cacheReadTokens: read(firstIn(names.cacheRead)),
    cacheWriteTokens: read(firstIn(names.cacheWrite)),
    reasoningTokens: read(firstIn(names.reasoning)),
    inputAudioTokens: read(firstIn(names.inputAudio)),
    outputAudioTokens: read(firstIn(names.outputAudio)),
  };
}

const names = {
  cacheRead: ['input_cached_tokens', 'input_cache_read', 'cache_read_input_tokens'],
  cacheWrite: ['input_cache_creation', 'cache_creation_input_tokens'],
  reasoning: ['output_reasoning_tokens', 'output_reasoning'],
  inputAudio: ['input_audio_tokens', 'input_audio'],
  outputAudio: ['output_audio_tokens', 'output_audio'],
} as const;

export const usageFields: Members = all('input', 'output', 'total', ...Object.values(names).flat());

function wholeOf(counts: JsonObject, side: 'input' | 'output'): number | undefined {
  const own = asCount(counts[side]);
  if (own === undefined) return undefined;
  const [input, output, total] = [asCount(counts['input']), asCount(counts['output']), asCount(counts['total'])];
  const isWhole = total !== undefined && (input ?? 0) + (output ?? 0) === total;
  return isWhole ? own : own + partsOf(counts, `${side}_`);
}

const partsOf = (counts: JsonObject, start: string): number =>
  Object.keys(counts).reduce((sum, name) => sum + (name.startsWith(start) ? (asCount(counts[name]) ?? 0) : 0), 0);

const firstIn =
  (names: readonly string[]) =>
  (counts: JsonObject): number | undefined =>
    asCount(names.map((name) => counts[name]).find((value) => value !== undefined));
