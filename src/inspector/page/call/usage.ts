import type { JsonObject } from '../../../json/json';
import { firstNumber, numberIn, objectIn } from '../json-value';

/** Tokens; the parts of the prompt and of the answer are among them, and not beside them. */
export interface UsageView {
  readonly prompt: number | undefined;
  readonly cached: number | undefined;
  readonly cacheWrite: number | undefined;
  readonly completion: number | undefined;
  readonly reasoning: number | undefined;
  readonly total: number | undefined;
  /** Counts under other names, such as those of audio. */
  readonly others: readonly (readonly [name: string, count: number])[];
}

/** @param usage `usage` of the older format; the newer one has all counts flat in its metadata */
export function readUsage(usage: JsonObject, metadata: JsonObject): UsageView {
  const promptDetails = objectIn(usage['prompt_tokens_details']);
  const completionDetails = objectIn(usage['completion_tokens_details']);
  const prompt = firstNumber(usage['prompt_tokens'], metadata['prompt_tokens'], usage['input_tokens']);
  const completion = firstNumber(usage['completion_tokens'], metadata['completion_tokens'], usage['output_tokens']);
  const sum = prompt === undefined || completion === undefined ? undefined : prompt + completion;
  return {
    prompt,
    cached: firstNumber(promptDetails['cached_tokens'], metadata['cache_read_input_tokens']),
    cacheWrite: firstNumber(promptDetails['cache_write_tokens'], metadata['cache_write_input_tokens']),
    completion,
    reasoning: firstNumber(completionDetails['reasoning_tokens'], metadata['reasoning_tokens']),
    total: firstNumber(usage['total_tokens'], metadata['total_tokens']) ?? sum,
    others: [...others('prompt', promptDetails, metadata), ...others('completion', completionDetails, metadata)],
  };
}

const named = [
  'audio_tokens',
  'image_tokens',
  'text_tokens',
  'accepted_prediction_tokens',
  'rejected_prediction_tokens',
];

const others = (side: 'prompt' | 'completion', details: JsonObject, metadata: JsonObject): UsageView['others'] =>
  named.flatMap((name) => {
    const value = numberIn(details[name] ?? metadata[`${side}_${name}`]);
    return value === undefined || value === 0 ? [] : [[`${side} ${name.replaceAll('_', ' ')}`, value] as const];
  });

/** What a million tokens cost on average, prompt and answer together: no record says what each side cost. */
export const perMillion = (cost: number | undefined, { total }: UsageView): number | undefined =>
  cost === undefined || total === undefined || total <= 0 ? undefined : (cost / total) * 1_000_000;
