import { isEqual } from '../../../json/json';
import { asNumber, asRecord, fieldsOf, type JsonRecord } from '../../../json/json-record';

/** The usage of a chat response, wherever its server puts it. */
export function usageIn(body: JsonRecord, choices: readonly JsonRecord[]): JsonRecord {
  // Groq has a field of its own for that of a stream; Moonshot has it in the choice.
  const places = [body['usage'], fieldsOf(body['x_groq'])['usage'], usageOfChoices(choices), timed(body['timings'])];
  const found = places.map(asRecord).filter((usage) => usage !== undefined);
  return found.find((usage) => Object.values(usage).some(Boolean)) ?? found[0] ?? {};
}

/** Of several choices, each can have counted itself or all. */
function usageOfChoices(choices: readonly JsonRecord[]): unknown {
  const [first, ...others] = choices.map(({ usage }) => usage);
  return others.every((usage) => isEqual(usage, first)) ? first : undefined;
}

/** What llama.cpp has where no usage was asked for. */
function timed(timings: unknown): JsonRecord | undefined {
  const { prompt_n: read, cache_n: cached, predicted_n: written } = fieldsOf(timings);
  const counts = [read, cached, written].map(asNumber);
  const [prompt, cache, completion] = counts;
  if (prompt === undefined || cache === undefined || completion === undefined) return undefined;
  return {
    prompt_tokens: prompt + cache,
    completion_tokens: completion,
    prompt_tokens_details: { cached_tokens: cache },
  };
}
