import { isEqual } from '../../../json/json';
import { asNumber, asRecord, compact, fieldsOf, type JsonRecord, nonEmpty, without } from '../../../json/json-record';

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

/** The fields of a chat response, but for what its usage says already. */
export function besideUsage({ x_groq: groq, timings, ...others }: JsonRecord, usage: JsonRecord): JsonRecord {
  return { ...others, ...compact({ x_groq: besideIn(groq, usage), timings: beyondCounts(timings, usage) }) };
}

function besideIn(groq: unknown, usage: JsonRecord): unknown {
  const { usage: own, ...others } = fieldsOf(groq);
  if (asRecord(own) === undefined) return groq;
  // Of usage, numbers become attributes.
  const isSaid = (name: string, count: unknown): boolean =>
    (typeof count === 'number' || asRecord(count) !== undefined) && isEqual(count, usage[name]);
  const unsaid = Object.entries(fieldsOf(own)).filter(([name, count]) => !isSaid(name, count));
  return nonEmpty({ ...others, ...compact({ usage: nonEmpty(Object.fromEntries(unsaid)) }) });
}

/** How long it took stays. */
function beyondCounts(timings: unknown, usage: JsonRecord): unknown {
  const counts = timed(timings);
  const cached = (each: JsonRecord): unknown => fieldsOf(each['prompt_tokens_details'])['cached_tokens'] ?? 0;
  const isSaid =
    counts !== undefined &&
    counts['prompt_tokens'] === usage['prompt_tokens'] &&
    counts['completion_tokens'] === usage['completion_tokens'] &&
    cached(counts) === cached(usage);
  return isSaid ? nonEmpty(without(fieldsOf(timings), 'prompt_n', 'cache_n', 'predicted_n')) : timings;
}
