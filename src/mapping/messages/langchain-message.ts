import type { Json, JsonObject } from '../../json/json';
import { isEmpty, isJsonObject, isList, nonEmptyText, objectOf, stringify, type Writable } from '../../json/json';

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
    ...others
  } = without(kwargs, repeated);
  const type = (isList(id) && nonEmptyText(id.at(-1))?.replace(/Chunk$/, '')) || '';
  const {
    tool_calls: providerCalls,
    function_call,
    refusal,
    reasoning_content,
    reasoning,
    ...otherKwargs
  } = without(additional_kwargs, reasonNames);
  const message: Writable = { role: roles.get(type) ?? role ?? 'user', content: withReasoning(content, reasoning) };
  const members: JsonObject = {
    name,
    refusal,
    reasoning_content,
    tool_call_id,
    tool_calls: isList(providerCalls) ? providerCalls : callsOf(calls, invalidCalls),
    function_call,
    finish_reason: finishReason(kwargs),
    ...others,
    additional_kwargs: otherKwargs,
    response_metadata: without(response_metadata, reasonNames, items),
  };
  for (const key in members) if (!isEmpty(members[key])) message[key] = members[key];
  return message;
}

/** What a message has of itself in other forms. Messages of version 1 are serialised with all that they were made of. */
const repeated: ReadonlySet<string> = new Set([
  ...['type', 'tool_call_chunks', 'content_blocks', 'contentBlocks'],
  ...['lc_serializable', 'lc_kwargs', 'lc_namespace'],
]);
/** The items of OpenAI's Responses API, from which the content was made. */
const items: ReadonlySet<string> = new Set(['output']);
const reasonNames: ReadonlySet<string> = new Set([
  ...['finish_reason', 'stop_reason', 'finishReason', 'stopReason', 'done_reason'],
]);

const without = (value: Json | undefined, ...names: readonly ReadonlySet<string>[]): JsonObject =>
  Object.fromEntries(Object.entries(objectOf(value)).filter(([name]) => !names.some((each) => each.has(name))));

/** Providers' own names; Anthropic's streams have it beside the metadata. */
function finishReason(kwargs: Json | undefined): Json | undefined {
  const { additional_kwargs, response_metadata } = objectOf(kwargs);
  for (const about of [objectOf(response_metadata), objectOf(additional_kwargs)]) {
    for (const name of reasonNames) if (!isEmpty(about[name])) return once(about[name]);
  }
  return undefined;
}

/** The reasoning of OpenAI's Responses API, which the content repeats in version 1, but without its id and encrypted content. */
function withReasoning(content: Json | undefined, item: Json | undefined): Json {
  if (!isJsonObject(item)) return content ?? null;
  const blocks = isList(content) ? content : isEmpty(content) ? [] : [content ?? null];
  const others = blocks.filter((block) => objectOf(block)['type'] !== 'reasoning');
  if (others.length === blocks.length) return [item, ...others];
  const isWhole = others.length === blocks.length - 1 && !isEmpty(item['summary']);
  const { reasoning: _text, ...block } = objectOf(blocks.find((each) => objectOf(each)['type'] === 'reasoning'));
  return isWhole ? [{ ...block, ...item }, ...others] : blocks;
}

const callsOf = (...lists: readonly (Json | undefined)[]): readonly Json[] =>
  lists.flatMap((list) => (isList(list) ? list.filter(isJsonObject).map(callForm) : []));

function callForm({ id, name, args }: JsonObject): JsonObject {
  const given = args === undefined || typeof args === 'string' ? args : stringify(args);
  return { id, type: 'function', function: { name, arguments: given } };
}

/** In the streams of several choices, and of some providers, LangChain puts a name together as often as it comes: `stopstop`. */
export function once(name: Json | undefined): Json | undefined {
  if (typeof name !== 'string') return name;
  for (let times = 8; times > 1; times -= 1) {
    const part: string = name.slice(0, name.length / times);
    if (part.length > 2 && part.repeat(times) === name) return part;
  }
  return name;
}

/** What LangChain's answer says beside its messages; it makes up an id where the API has none. */
export function answerFacts({ generations, llmOutput }: JsonObject): {
  readonly id?: Json | undefined;
  readonly model?: Json | undefined;
  /** The counts by LangChain, by the API, and by LangChain's older integrations; the first two leave out what is 0. */
  readonly usages: readonly (Json | undefined)[];
} {
  const first = isList(generations) ? generations.flat()[0] : undefined;
  const { kwargs } = objectOf(objectOf(first)['message']);
  const { id, response_metadata, additional_kwargs, usage_metadata } = objectOf(kwargs);
  const about = { ...objectOf(additional_kwargs), ...objectOf(response_metadata) };
  const ownId = [id, about['id']].find((each) => typeof each === 'string' && !/^(?:lc_)?run-/.test(each));
  return {
    id: ownId,
    model: once(about['model_name'] ?? about['model']),
    usages: [usage_metadata, about['usage'], about['tokenUsage'], objectOf(llmOutput)['tokenUsage']],
  };
}
