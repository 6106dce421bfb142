import type { Json, JsonObject } from '../../json/json';
import { isEmpty, isJsonObject, isList, nonEmptyText, put, stringify, type Writable } from '../../json/json';
import { answerParts } from './answer-parts';
import { imagesIn } from './image-list';
import { chatForm, isSerialised } from './langchain-message';
import type { Message, Part, ToolCall } from './message';
import { chatToolCall, partsFrom } from './read-part';

/** A list of messages, one message or a plain text, in any known producer's form. @param role of messages without one */
export function messagesFrom(value: Json, role: string): readonly Message[] {
  const messages: Message[] = [];
  addMessages(value, role, messages);
  return messages;
}

function addMessages(value: Json, role: string, messages: Message[]): void {
  if (isList(value)) for (const item of value) addMessages(item, role, messages);
  else if (isJsonObject(value)) messages.push(messageFrom(isSerialised(value) ? chatForm(value) : value, role));
  else if (value !== null) messages.push({ role, parts: partsFrom(value) });
}

const readMembers: ReadonlySet<string> = new Set([
  ...['role', 'parts', 'content', 'name', 'tool_calls', 'function_call', 'reasoning_content', 'refusal'],
  'finish_reason',
  // These have another meaning in the record.
  ...['choices', 'index'],
]);

/** A message in the form of the conventions (`parts`), or of chat APIs (`content`, `tool_calls` …). */
export function messageFrom(raw: JsonObject, role: string): Message {
  const { parts, content } = raw;
  const isPart = parts === undefined && content === undefined && isLonePart(raw);
  return {
    role: roleOf(raw['role'], isPart && isOfModel(raw) ? 'assistant' : role),
    name: isPart ? undefined : nonEmptyText(raw['name']),
    parts: isPart ? partsFrom(raw) : parts === undefined ? chatParts(raw) : ownParts(parts, raw),
    finishReason: nonEmptyText(raw['finish_reason']),
    others: isPart ? undefined : othersOf(raw),
  };
}

/** An item of a list that has parts beside messages, as the input of OpenAI's Responses API does. */
const isLonePart = (raw: JsonObject): boolean => typeof raw['type'] === 'string' && raw['role'] === undefined;

/** In the input of a later request, too, these parts come from the model. */
const isOfModel = ({ type }: JsonObject): boolean => type === 'reasoning' || String(type).endsWith('_call');

function chatParts(raw: JsonObject): readonly Part[] {
  const { tool_calls: calls, function_call: call, refusal } = raw;
  const reasoning = reasoningOf(raw);
  const content = raw['role'] === 'tool' ? answered(raw['content']) : raw['content'];
  const isText = typeof content === 'string' && raw['images'] === undefined;
  if (isText && calls === undefined && call === undefined && refusal === undefined) {
    return [...reasoning, { kind: 'text', text: content }];
  }
  const parts = partsFrom(content);
  return [
    ...reasoning,
    ...parts,
    ...partsFrom(imagesBeside(raw)),
    ...refused(refusal),
    ...(isList(calls) ? othersThan(parts, calls.filter(isJsonObject).map(chatToolCall)) : []),
    ...(isJsonObject(call) && call['name'] !== undefined ? [chatToolCall(call)] : []),
  ];
}

const ownParts = (parts: Json, raw: JsonObject): readonly Part[] => [
  ...partsFrom(parts),
  ...partsFrom(imagesBeside(raw)),
];

/** Ollama's messages have their images beside the text, and so have those of models of images at OpenRouter. */
const imagesBeside = ({ images }: JsonObject): readonly JsonObject[] =>
  images === undefined ? [] : (imagesIn({ images })?.parts ?? []);

/** OpenRouter and vLLM have it under the shorter name, and some servers have an object or a list of them instead of a text. */
function reasoningOf({ reasoning_content: content, reasoning }: JsonObject): readonly Part[] {
  const text = nonEmptyText(content) ?? nonEmptyText(reasoning);
  if (text !== undefined) return [{ kind: 'reasoning', text }];
  return [content].flat().flatMap((each) => (isJsonObject(each) ? partsFrom({ ...each, type: 'reasoning' }) : []));
}

function isRead(raw: JsonObject, key: string): boolean {
  const value = raw[key];
  if (key === 'reasoning') return raw['parts'] === undefined && isReadReasoning(value, raw['reasoning_content']);
  if (key === 'images') return imagesBeside(raw).length > 0;
  return readMembers.has(key);
}

const isReadReasoning = (value: Json | undefined, content: Json | undefined): boolean =>
  typeof value === 'string' && (value === '' || value === (nonEmptyText(content) ?? value));

/** The answer of a tool may be media without a list of parts. */
function answered(content: Json | undefined): Json | undefined {
  if (content === undefined || isList(content)) return content;
  const found = answerParts(content);
  if (found === undefined) return content;
  const { parts, beside = {} } = found;
  return isEmpty(beside) ? parts : [...parts, stringify(beside)];
}

/** LangChain repeats the calls that a provider has among the content in a form of its own. */
function othersThan(parts: readonly Part[], calls: readonly ToolCall[]): readonly ToolCall[] {
  const ids = new Set(parts.map((part) => (part.kind === 'tool_call' ? part.id : undefined)));
  return calls.filter(({ id }) => id === undefined || !ids.has(id));
}

const refused = (value: Json | undefined): readonly Part[] =>
  typeof value === 'string' && value !== '' ? [{ kind: 'refusal', text: value }] : [];

function othersOf(raw: JsonObject): JsonObject | undefined {
  let others: Writable | undefined;
  for (const key in raw) {
    const value = raw[key];
    if (value === undefined || value === null || isRead(raw, key)) continue;
    if (isList(value) && value.length === 0) continue;
    if (key === 'tool_call_id' && typeof value !== 'string') continue;
    others ??= {};
    put(others, key, value);
  }
  return others;
}

/** Roles of chat APIs in other spellings; any other role, such as `developer`, stays. */
const roles: ReadonlyMap<string, string> = new Map([
  ['human', 'user'],
  ['ai', 'assistant'],
  ['model', 'assistant'],
  ['chatbot', 'assistant'],
  ['user', 'user'],
  ['assistant', 'assistant'],
  ['system', 'system'],
  ['tool', 'tool'],
]);

function roleOf(value: Json | undefined, fallback: string): string {
  const role = nonEmptyText(value) ?? fallback;
  return roles.get(role) ?? roles.get(role.toLowerCase()) ?? role;
}
