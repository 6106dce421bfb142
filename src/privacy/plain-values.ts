import { isJsonObject, isList, type Json, type JsonObject, put, type Writable } from '../json/json';

/* What goes through where no content is captured: numbers, flags, and texts that are known to be no one's words. */

/** An id, a version: one word of ASCII. Ids of gateways hold whole tokens. */
export const isId = (text: string): boolean => /^[\w.:@/+=$-]{1,512}$/.test(text);

/**
 * The name of a model: `gpt-4o`, `Llama 3 8B Instruct`, a path, `通义千问`. What has more than two words that are all lower-case
 * letters, a sentence's punctuation or a line's end is taken for a sentence.
 */
export const isModelName = (text: string): boolean =>
  isId(text) ||
  (/^[^\p{Cc}"<>{}!?;。！？；，]{1,256}$/u.test(text) &&
    !/[.,:](?: |$)/.test(text) &&
    text.split(' ').filter((word) => /^[a-z]+$/.test(word)).length <= 2);

/** One of a fixed set of words, or a code: `tool_calls`, `rate_limit_exceeded`, `ECONNRESET`. */
export const isCode = (text: string): boolean => /^[\w.:/$-]{1,64}$/.test(text);

const isCount = (value: unknown): value is number | boolean => typeof value === 'number' || typeof value === 'boolean';

/** Numbers, flags and ids in a value, at any depth; `undefined` if there are none. */
export function plainValue(value: Json | undefined): Json | undefined {
  if (isCount(value)) return value;
  if (typeof value === 'string') return isId(value) ? value : undefined;
  if (isList(value)) {
    const items = value.flatMap((item) => plainValue(item) ?? []);
    return items.length === 0 ? undefined : items;
  }
  return isJsonObject(value) ? plainMembers(value) : undefined;
}

/** @param keep what is left of a member; its value if that is plain, unless this says otherwise */
export function plainMembers(
  object: JsonObject,
  keep: (name: string, value: Json | undefined) => Json | undefined = (_, value) => plainValue(value),
): JsonObject | undefined {
  let found: Writable | undefined;
  for (const name in object) {
    const value = isId(name) ? keep(name, object[name]) : undefined;
    if (value === undefined) continue;
    found ??= {};
    put(found, name, value);
  }
  return found;
}

/** Parameters whose values are ids, or a choice among words. Other texts and objects can quote a prompt. */
const named: ReadonlySet<string> = new Set([
  ...['modalities', 'prompt_cache_key', 'prompt_cache_retention', 'safety_identifier', 'user', 'verbosity'],
]);

/** Of a request's parameters without a fact or an attribute of their own. */
export const plainParameters = (parameters: JsonObject): JsonObject | undefined =>
  plainMembers(parameters, (name, value) => {
    if (name === 'tool_choice') return plainToolChoice(value);
    if (name === 'stream_options' || name === 'thinking') return plainKind(value);
    return isCount(value) || named.has(name) ? plainValue(value) : undefined;
  });

/** Of an object, such as how to think: the kind, the numbers and the flags. */
export const plainKind = (value: Json | undefined): JsonObject | undefined =>
  isJsonObject(value)
    ? plainMembers(value, (name, member) =>
        isCount(member) || (name === 'type' && typeof member === 'string' && isCode(member)) ? member : undefined,
      )
    : undefined;

/** The name of a tool reveals the tools. */
export function plainToolChoice(value: Json | undefined): string | undefined {
  const mode = isJsonObject(value) ? (value['mode'] ?? value['type']) : value;
  return typeof mode === 'string' && /^(?:auto|none|required|any)$/i.test(mode) ? mode : undefined;
}
