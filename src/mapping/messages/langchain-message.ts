import type { Json, JsonObject } from '../../json/json';
import { isEmpty, isJsonObject, isList, objectOf, stringify, type Writable } from '../../json/json';

/** Whether a value is one of LangChain's as it serialises them: `{lc: 1, type: 'constructor', id: [… , class], kwargs}`. */
export const isSerialised = (value: JsonObject): boolean => value['lc'] === 1 && isJsonObject(value['kwargs']);

const roles: ReadonlyMap<string, string> = new Map([
  ['HumanMessage', 'user'],
  ['AIMessage', 'assistant'],
  ['SystemMessage', 'system'],
  ['ToolMessage', 'tool'],
  ['FunctionMessage', 'function'],
]);

/** A message that LangChain serialised, in the form of chat APIs. */
export function chatForm({ id, kwargs }: JsonObject): JsonObject {
  const {
    content,
    role,
    name,
    tool_call_id,
    additional_kwargs,
    response_metadata,
    tool_calls: calls,
    invalid_tool_calls: invalidCalls,
    tool_call_chunks: _chunks,
    type: _type,
    ...others
  } = objectOf(kwargs);
  const type = isList(id) ? String(id.at(-1)).replace(/Chunk$/, '') : '';
  const {
    tool_calls: providerCalls,
    function_call,
    refusal,
    reasoning_content,
    ...otherKwargs
  } = objectOf(additional_kwargs);
  const { finish_reason, stop_reason, ...otherMetadata } = objectOf(response_metadata);
  const message: Writable = { role: roles.get(type) ?? role ?? 'user', content: content ?? null };
  const members: JsonObject = {
    name,
    refusal,
    reasoning_content,
    tool_call_id,
    tool_calls: isList(providerCalls) ? providerCalls : hasCalls(content) ? [] : callsOf(calls, invalidCalls),
    function_call,
    finish_reason: finish_reason ?? stop_reason,
    ...others,
    additional_kwargs: otherKwargs,
    response_metadata: otherMetadata,
  };
  for (const key in members) if (!isEmpty(members[key])) message[key] = members[key];
  return message;
}

/** LangChain's own form of tool calls repeats those that a provider has among the content. */
const hasCalls = (content: Json | undefined): boolean =>
  isList(content) && content.some((part) => isJsonObject(part) && part['type'] === 'tool_use');

const callsOf = (...lists: readonly (Json | undefined)[]): readonly Json[] =>
  lists.flatMap((list) => (isList(list) ? list.filter(isJsonObject).map(callForm) : []));

function callForm({ id, name, args }: JsonObject): JsonObject {
  const given = args === undefined || typeof args === 'string' ? args : stringify(args);
  return { id, type: 'function', function: { name, arguments: given } };
}

/** Facts about an answer in the first of its `generations`; LangChain makes up an id where the API has none. */
export function answerFacts({ generations }: JsonObject): {
  readonly id?: Json | undefined;
  readonly model?: Json | undefined;
  readonly usage?: Json | undefined;
} {
  const first = isList(generations) ? generations.flat()[0] : undefined;
  const { kwargs } = objectOf(objectOf(first)['message']);
  const { id, response_metadata, additional_kwargs, usage_metadata: usage } = objectOf(kwargs);
  const about = { ...objectOf(additional_kwargs), ...objectOf(response_metadata) };
  const ownId = [id, about['id']].find((each) => typeof each === 'string' && !/^(?:lc_)?run-/.test(each));
  return { id: ownId, model: about['model_name'] ?? about['model'], usage };
}
