import type { Json, JsonObject } from '../../json/json';
import { isJsonObject, isList, says, stringify, type Writable } from '../../json/json';

/** Whether a value is one of LangChain's as it serialises them: `{lc: 1, type: 'constructor', id: [… , class], kwargs}`. */
export const isSerialised = (value: JsonObject): boolean => value['lc'] === 1 && isJsonObject(value['kwargs']);

const roles: ReadonlyMap<string, string> = new Map([
  ['HumanMessage', 'user'],
  ['AIMessage', 'assistant'],
  ['SystemMessage', 'system'],
  ['ToolMessage', 'tool'],
  ['FunctionMessage', 'function'],
]);

/** A message that LangChain serialised, as chat APIs have it. */
export function chatForm({ id, kwargs }: JsonObject): JsonObject {
  const {
    content,
    role,
    name,
    tool_call_id: answers,
    additional_kwargs: more,
    response_metadata: met,
    tool_calls: calls,
    invalid_tool_calls: invalid,
    tool_call_chunks: _chunks,
    type: _type,
    ...others
  } = objectOf(kwargs);
  const type = isList(id) ? String(id.at(-1)).replace(/Chunk$/, '') : '';
  const {
    tool_calls: wireCalls,
    function_call: call,
    refusal,
    reasoning_content: reasoning,
    ...besideCalls
  } = objectOf(more);
  const { finish_reason: finish, stop_reason: stop, ...about } = objectOf(met);
  const message: Writable = { role: roles.get(type) ?? role ?? 'user', content: content ?? null };
  const made = isList(wireCalls) ? wireCalls : hasCalls(content) ? [] : callsOf(calls, invalid);
  const said: JsonObject = {
    name,
    refusal,
    reasoning_content: reasoning,
    tool_call_id: answers,
    tool_calls: made.length === 0 ? undefined : made,
    function_call: call,
    finish_reason: finish ?? stop,
    ...others,
    additional_kwargs: besideCalls,
    response_metadata: about,
  };
  for (const key in said) if (says(said[key])) message[key] = said[key];
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

/** What an answer says of itself, of the first of its `generations`; LangChain gives those without an id one of its own. */
export function answerFacts({ generations }: JsonObject): {
  readonly id?: Json;
  readonly model?: Json;
  readonly usage?: JsonObject;
} {
  const first = isList(generations) ? generations.flat()[0] : undefined;
  const { kwargs } = objectOf(objectOf(first)['message']);
  const { id, response_metadata: met, additional_kwargs: more, usage_metadata: usage } = objectOf(kwargs);
  const { model_name: name, model, id: metId } = { ...objectOf(more), ...objectOf(met) };
  const own = [id, metId].find((each) => typeof each === 'string' && !/^(?:lc_)?run-/.test(each));
  const said: { id?: Json; model?: Json; usage?: JsonObject } = {};
  if (own !== undefined) said.id = own;
  if ((name ?? model) !== undefined) said.model = name ?? model ?? null;
  if (isJsonObject(usage)) said.usage = usage;
  return said;
}

const objectOf = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});
