import type { OpenAiExchange } from '../support/providers/openai.cjs';

type Json = Readonly<Record<string, unknown>>;
interface Choice {
  readonly index: number;
  readonly message?: Json;
  readonly delta?: Json;
  readonly finish_reason?: string | null;
}

const isSaid = (value: unknown): boolean => value !== null && !(Array.isArray(value) && value.length === 0);
const onlySaid = (message: Json): Json =>
  Object.fromEntries(Object.entries(message).filter(([, value]) => isSaid(value)));

/** The answer's first choice as one message without its empty fields, however it was sent: what a client sees in the end. */
export function answerOf({ response, chunks }: OpenAiExchange): Json {
  const choices = (response as { choices?: readonly Choice[] } | undefined)?.choices;
  if (choices !== undefined)
    return { ...onlySaid(choices[0]?.message ?? {}), finish_reason: choices[0]?.finish_reason };
  const parts = ((chunks ?? []) as readonly { choices?: readonly Choice[] }[])
    .flatMap((chunk) => chunk.choices ?? [])
    .filter((choice) => choice.index === 0);
  return parts.reduce<Json>(
    (message, { delta = {}, finish_reason }) => ({
      ...(added(message, onlySaid(delta)) as Json),
      ...(finish_reason ? { finish_reason } : {}),
    }),
    {},
  );
}

/** Texts grow, lists grow by `index`, everything else is said once. */
function added(before: unknown, delta: unknown, key = ''): unknown {
  if (typeof before === 'string' && typeof delta === 'string') return growing.has(key) ? before + delta : delta;
  if (Array.isArray(delta)) {
    const list: unknown[] = Array.isArray(before) ? [...before] : [];
    for (const { index, ...part } of delta as { index: number }[]) list[index] = added(list[index], part);
    return list;
  }
  if (typeof delta !== 'object' || delta === null) return delta;
  const sum: Record<string, unknown> = { ...(before as object | undefined) };
  for (const [name, value] of Object.entries(delta)) sum[name] = added(sum[name], value, name);
  return sum;
}
const growing = new Set(['content', 'arguments', 'refusal', 'reasoning_content']);

/** What the answer says of tokens, without the counts of nothing. */
export function usageOf({ response, chunks }: OpenAiExchange): Json | undefined {
  const bodies = [response, ...(chunks ?? [])] as readonly ({ usage?: Json | null } | undefined)[];
  const usage = bodies.find((body) => body?.usage)?.usage;
  if (!usage) return undefined;
  const { prompt_tokens, completion_tokens, total_tokens } = usage;
  return { prompt_tokens, completion_tokens, total_tokens };
}

/** The provider's own words about a failure. */
export function errorOf({ response, chunks }: OpenAiExchange): string | undefined {
  const bodies = [response, ...(chunks ?? [])] as readonly ({ error?: { message: string } } | undefined)[];
  return bodies.find((body) => body?.error)?.error?.message;
}
