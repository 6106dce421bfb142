import type { Json, JsonObject } from '../../../json/json';
import { isJsonObject, isList, objectOf } from '../../../json/json';
import { all, leftoverOf } from '../../../json/leftovers';
import type { Message } from '../../messages/message';
import { messagesFrom } from '../../messages/read-message';

/** What frameworks keep beside messages and items of a turn. */
const besideMessages: ReadonlySet<string> = new Set(['providerData', 'providerOptions', 'status']);

const isBeside = (item: JsonObject, name: string): boolean =>
  besideMessages.has(name) || (name === 'id' && item['role'] !== undefined);

/** Whether a list is one of messages or of the items of a turn. */
export const isConversation = (value: Json | undefined): value is readonly JsonObject[] =>
  isList(value) &&
  value.length > 0 &&
  value.every((each) => isJsonObject(each) && !isList(each['choices']) && (each['role'] ?? each['type']) !== undefined);

export const messagesOf = (items: readonly JsonObject[]): readonly Message[] => messagesFrom(items.map(formOf), 'user');

/** What is beside the messages, but for what repeats them. */
export const leftoverOfItems = (items: Json): Json | undefined =>
  leftoverOf(items, (item) => {
    if (!isJsonObject(item)) return true;
    const { providerData: data } = item;
    const repeated = Object.keys(objectOf(data)).filter((name) => objectOf(data)[name] === item[name]);
    return {
      ...all(...Object.keys(item).filter((name) => !isBeside(item, name))),
      ...(repeated.length === 0 ? {} : { providerData: all(...repeated) }),
    };
  });

/** Messages as they are, and the items of openai-agents as those of OpenAI's Responses API, of which they are made. */
function formOf(item: JsonObject): JsonObject {
  const own = Object.fromEntries(Object.entries(item).filter(([name]) => !isBeside(item, name)));
  const { callId, ...others } = own;
  if (typeof callId !== 'string') return own;
  const call = { ...others, call_id: callId };
  if (item['type'] !== 'function_call_result') return call;
  const output = item['output'] ?? null;
  return { ...call, type: 'function_call_output', output: isJsonObject(output) ? [output] : output };
}

/**
 * The items of a turn as the answer of an API. openai-agents keeps beside each item what the model's provider says of the answer:
 * its id and, below the provider's name, its usage.
 */
export function turnBody(items: readonly JsonObject[]): JsonObject {
  const data = objectOf(items.find((item) => isJsonObject(item['providerData']))?.['providerData']);
  const usage = Object.values(data)
    .map((each) => objectOf(each)['usage'])
    .find(isJsonObject);
  return {
    output: items.map(formOf),
    ...(typeof data['responseId'] === 'string' ? { id: data['responseId'] } : {}),
    ...(usage === undefined ? {} : { usage }),
  };
}
