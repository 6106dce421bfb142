import type { Json, JsonObject } from '../../../json/json';
import { isJsonObject, isList, objectOf } from '../../../json/json';
import { all, leftoverOf, type Written } from '../../../json/leftovers';
import type { Message } from '../../messages/message';
import { messagesFrom } from '../../messages/read-message';

/** What frameworks keep beside messages and items of a turn, of which the record's messages have no place for. */
const besideMessages: ReadonlySet<string> = new Set(['providerData', 'providerOptions', 'status']);

const isBeside = (item: JsonObject, name: string): boolean =>
  besideMessages.has(name) || (name === 'id' && item['role'] !== undefined);

/** Whether a list is one of messages or of the items of a turn. */
export const isConversation = (value: Json | undefined): value is readonly JsonObject[] =>
  isList(value) &&
  value.length > 0 &&
  value.every((each) => isJsonObject(each) && !isList(each['choices']) && (each['role'] ?? each['type']) !== undefined);

export const messagesOf = (items: readonly JsonObject[]): readonly Message[] =>
  messagesFrom(items.map(withoutData), 'user');

const itself: Written = (item) =>
  isJsonObject(item) ? all(...Object.keys(item).filter((name) => !isBeside(item, name))) : true;

export const leftoverOfItems = (items: Json): Json | undefined => leftoverOf(items, itself);

const withoutData = (item: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(item).filter(([name]) => !isBeside(item, name)));

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
    output: items.map(withoutData),
    ...(typeof data['responseId'] === 'string' ? { id: data['responseId'] } : {}),
    ...(usage === undefined ? {} : { usage }),
  };
}
