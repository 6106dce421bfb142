import type { Json, JsonObject } from '../../json/json';
import { isEmpty, isJsonObject, isList, nonEmptyText, put, stringify, type Writable } from '../../json/json';
import { imageBlock, mediaBlock } from '../media/media-block';
import { answerParts } from './answer-parts';
import { imagesIn } from './image-list';
import { mediaPart } from './media-part';
import type { Part, Text, ToolAnswer, ToolCall } from './message';
import { typedPart } from './untyped-part';
import { vercelPart } from './vercel-part';

/** Reads the parts of a message: a text, one part or a list of them, in any known producer's form. */
export function partsFrom(value: Json | undefined): readonly Part[] {
  const parts: Part[] = [];
  addParts(value, parts);
  return parts;
}

function addParts(value: Json | undefined, parts: Part[]): void {
  if (value === undefined || value === null) return;
  if (typeof value === 'string') parts.push({ kind: 'text', text: value });
  else if (isList(value)) for (const item of value) addParts(item, parts);
  else if (isJsonObject(value)) {
    const images = value['type'] === undefined ? imagesIn(value) : undefined;
    if (images !== undefined) {
      addParts(images.parts, parts);
      if (!isEmpty(images.beside)) addParts(stringify(images.beside), parts);
      return;
    }
    const part = partFrom(value);
    if (part !== undefined) parts.push(part);
  } else parts.push({ kind: 'text', text: String(value) });
}

/** `undefined` for an empty part, as where content was not captured. */
function partFrom(part: JsonObject): Part | undefined {
  const { type, text } = part;
  if (type === undefined && typeof text === 'string') return part['thought'] === true ? thought(part) : plainText(part);
  const known = (type === undefined ? typedPart(part) : vercelPart(part)) ?? mediaPart(part);
  if (known !== undefined) return partFrom(known);
  const read = typeof type === 'string' ? partReaders.get(type) : undefined;
  if (read !== undefined) return read(part);
  return isEmpty(part) ? undefined : blockPart(part);
}

type ReadPart = (part: JsonObject) => Part | undefined;

/** A part that is a text, under the first of the names that is not empty. */
const textual =
  (kind: Text['kind'], ...names: readonly string[]): ReadPart =>
  (part) => {
    const name = names.find((each) => !isEmpty(part[each])) ?? names.find((each) => typeof part[each] === 'string');
    const text = name === undefined ? undefined : asText(part[name]);
    const others = othersOf(part, readOfTexts, name);
    // Of streams, some instrumentations know only that there was reasoning; other reasoning has nothing but a signature.
    if (kind === 'reasoning' && !text) return others && { kind, text: '', others };
    return text === undefined ? undefined : { kind, text, others };
  };

const plainText = textual('text', 'content', 'text');
const reasoning = textual('reasoning', 'content', 'text', 'summary', 'reasoning');
const thoughtText = textual('reasoning', 'text');
/** Gemini marks texts as thoughts. */
const thought: ReadPart = ({ thought: _, ...part }) => thoughtText(part);

/** The reasoning of OpenAI's Responses API is a list of texts. */
const asText = (value: Json = ''): string => {
  if (!isList(value)) return asContent(value);
  const texts = value.flatMap((each) => (isJsonObject(each) && typeof each['text'] === 'string' ? each['text'] : []));
  return texts.length === value.length ? texts.join('\n') : asContent(value);
};

const partReaders: ReadonlyMap<string, ReadPart> = new Map<string, ReadPart>([
  ['text', plainText],
  ['input_text', plainText],
  ['output_text', plainText],
  ['reasoning', reasoning],
  ['thinking', textual('reasoning', 'thinking', 'content')],
  ['refusal', textual('refusal', 'content', 'refusal')],
  ['tool_call', toolCall],
  ['function_call', toolCall],
  ['tool_use', toolCall],
  // LangChain's own blocks: a call in a stream, and one whose arguments are no JSON.
  ['tool_call_chunk', toolCall],
  ['invalid_tool_call', toolCall],
  ['non_standard', ({ value }) => (isJsonObject(value) ? partFrom(value) : undefined)],
  ['tool_call_response', toolAnswer],
  ['function_call_output', toolAnswer],
  ['tool_result', toolAnswer],
  ['blob', (part) => blockPart(mediaBlock(part))],
  ['uri', (part) => blockPart(mediaBlock(part))],
  ['file', (part) => blockPart(mediaBlock(part))],
  ['input_file', (part) => blockPart(mediaBlock(part))],
  ['image', (part) => blockPart(imageBlock(part))],
  ['input_image', (part) => blockPart(imageBlock(part))],
  ['image_url', (part) => blockPart(imageBlock(part))],
  // Strands Agents: Bedrock's blocks with a type.
  ['toolUse', (part) => partFrom({ toolUse: part })],
  ['toolResult', (part) => partFrom({ toolResult: part })],
]);

// The index is where a stream joins the pieces of a part.
const readOfTexts: ReadonlySet<string> = new Set(['type', 'index']);

/** The members of a part that are not read; `undefined` if there are none. */
function othersOf(part: JsonObject, read: ReadonlySet<string>, text?: string): JsonObject | undefined {
  let others: Writable | undefined;
  for (const member in part) {
    const value = part[member];
    if (member === text || read.has(member) || value === undefined || isEmpty(value)) continue;
    others ??= {};
    put(others, member, value);
  }
  return others;
}

const readOfCalls: ReadonlySet<string> = new Set([
  ...['type', 'id', 'call_id', 'item_id', 'tool_type', 'name', 'arguments', 'input', 'args', 'index'],
]);

function toolCall(part: JsonObject): ToolCall {
  const id = nonEmptyText(part['id']);
  const callId = nonEmptyText(part['call_id']);
  return {
    kind: 'tool_call',
    id: callId ?? id,
    itemId: callId === undefined || callId === id ? nonEmptyText(part['item_id']) : id,
    type: nonEmptyText(part['tool_type']),
    name: nonEmptyText(part['name']) ?? 'unknown',
    arguments: argumentsOf(part['arguments'] ?? part['input'] ?? part['args']),
    others: othersOf(part, readOfCalls),
  };
}

/** A call in the form of a chat message: `{id, type, function: {name, arguments}}`, flat `{id, name, arguments}`, or custom. */
export function chatToolCall(call: JsonObject): ToolCall {
  const given = nonEmptyText(call['type']);
  const type = given === 'tool_call' ? 'function' : given; // LangChain's word
  const made = call['function'] ?? (type === undefined ? undefined : call[type]);
  if (!isJsonObject(made))
    return toolCall(type === undefined || type === 'function' ? call : { ...call, tool_type: type });
  const holder = type ?? 'function';
  const { function: _, [holder]: __, ...beside } = call;
  return toolCall({
    ...beside,
    ...made,
    id: call['id'] ?? null,
    tool_type: type === 'function' ? null : (type ?? null),
  });
}

function argumentsOf(value: Json | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : stringify(value);
}

const readOfAnswers: ReadonlySet<string> = new Set([
  ...['type', 'id', 'call_id', 'tool_use_id', 'name'],
  ...['response', 'result', 'output', 'content'],
]);

/** `result` was in the conventions' own example for years; `output` and `content` are OpenAI's and Anthropic's names. */
const answerNames = ['response', 'result', 'output', 'content'] as const;

function toolAnswer(part: JsonObject): ToolAnswer {
  const name = answerNames.find((each) => part[each] !== undefined && part[each] !== null);
  const value = name === undefined ? undefined : part[name];
  const found = value === undefined ? undefined : answerParts(value);
  const content = found === undefined ? dataOf(value) : contentOf(found.parts);
  const id = nonEmptyText(part['call_id']) ?? nonEmptyText(part['tool_use_id']) ?? nonEmptyText(part['id']);
  const whole = name === undefined || !isList(content) ? part : { ...part, [name]: content };
  const others = othersOf(part, readOfAnswers);
  return {
    kind: 'tool_answer',
    id: id?.trim(),
    name: nonEmptyText(part['name']),
    content,
    block: isBlock(whole) ? whole : { type: 'text', text: stringify(whole) },
    others: isEmpty(found?.beside) ? others : { ...found?.beside, ...others },
  };
}

const dataOf = (value: Json | undefined): string | null =>
  value === undefined || value === null ? null : asContent(value);

/** The parts of an answer: their texts, or all of them as blocks. What only a message can have is JSON. */
function contentOf(values: readonly Json[]): ToolAnswer['content'] {
  const parts = values.flatMap((value) =>
    partsFrom(value).map((part) => (isText(part) || part.kind === 'block' ? part : plain(asContent(value)))),
  );
  const texts = parts.flatMap((part) => (isText(part) && part.others === undefined ? part.text : []));
  return texts.length === parts.length
    ? texts.join('\n')
    : parts.map((part) => (isText(part) ? textBlock(part) : part.block));
}

const isText = (part: Part): part is Text => part.kind === 'text';
const plain = (text: string): Text => ({ kind: 'text', text });

/** A text as a part of a message in OpenAI's form. */
export const textBlock = ({ text, others }: Text): JsonObject => ({ type: 'text', ...others, text });

/** A value as the content of a message. */
const asContent = (value: Json): string => (typeof value === 'string' ? value : stringify(value));

/** A part that is no valid block becomes a text, its JSON. */
const blockPart = (block: JsonObject): Part =>
  isBlock(block) ? { kind: 'block', block } : { kind: 'text', text: stringify(block) };

/** Every block has a type, and its `text`, if it has one, is a string. */
const isBlock = ({ type, text }: JsonObject): boolean =>
  typeof type === 'string' && type !== '' && (text === undefined || typeof text === 'string');
