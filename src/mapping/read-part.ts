import { isJsonObject, isList, stringify } from './json';
import { imageBlock, mediaBlock } from './media';
import type { Part, ToolAnswer, ToolCall } from './message';
import type { Json, JsonObject } from './model-event';
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
    const part = partFrom(value);
    if (part !== undefined) parts.push(part);
  } else parts.push({ kind: 'text', text: String(value) });
}

/** `undefined` for a part that says nothing, as where content was not captured. */
function partFrom(part: JsonObject): Part | undefined {
  const { type, text } = part;
  // Gemini marks its thoughts so.
  if (type === undefined && typeof text === 'string')
    return textual(part['thought'] === true ? 'reasoning' : 'text', text);
  const known = type === undefined ? typedPart(part) : vercelPart(part);
  if (known !== undefined) return partFrom(known);
  const read = typeof type === 'string' ? partReaders.get(type) : undefined;
  if (read !== undefined) return read(part);
  return isEmpty(part) ? undefined : blockPart(part);
}

type ReadPart = (part: JsonObject) => Part | undefined;

const textPart: ReadPart = (part) => textual('text', part['content'] ?? part['text']);

const partReaders: ReadonlyMap<string, ReadPart> = new Map<string, ReadPart>([
  ['text', textPart],
  ['input_text', textPart],
  ['output_text', textPart],
  ['reasoning', (part) => textual('reasoning', part['content'] ?? part['text'] ?? summary(part['summary']))],
  ['thinking', (part) => textual('reasoning', part['thinking'] ?? part['content'])],
  ['refusal', (part) => textual('refusal', part['content'] ?? part['refusal'])],
  ['tool_call', toolCall],
  ['function_call', toolCall],
  ['tool_use', toolCall],
  ['tool_call_response', toolAnswer],
  ['function_call_output', toolAnswer],
  ['tool_result', toolAnswer],
  ['blob', (part) => blockPart(mediaBlock(part))],
  ['uri', (part) => blockPart(mediaBlock(part))],
  ['file', (part) => blockPart(mediaBlock(part))],
  ['input_file', (part) => blockPart(mediaBlock(part))],
  ['image', (part) => blockPart(imageBlock(part))],
  ['input_image', (part) => blockPart(imageBlock(part))],
  // Strands Agents: Bedrock's blocks with a type.
  ['toolUse', (part) => partFrom({ toolUse: part })],
  ['toolResult', (part) => partFrom({ toolResult: part })],
]);

function textual(kind: 'text' | 'reasoning' | 'refusal', value: Json | undefined): Part | undefined {
  if (value === undefined || value === null) return undefined;
  // Of streams, some instrumentations know only that there was reasoning.
  if (value === '' && kind === 'reasoning') return undefined;
  return { kind, text: asContent(value) };
}

/** OpenAI's Responses API has a list of texts. */
const summary = (value: Json | undefined): Json | undefined =>
  isList(value)
    ? value
        .flatMap((each) => (isJsonObject(each) && typeof each['text'] === 'string' ? each['text'] : []))
        .join('\n') || undefined
    : value;

function toolCall(part: JsonObject): ToolCall {
  const id = textOf(part['id']);
  const callId = textOf(part['call_id']);
  return {
    kind: 'tool_call',
    id: callId ?? id,
    itemId: callId === undefined || callId === id ? textOf(part['item_id']) : id,
    type: textOf(part['tool_type']),
    name: textOf(part['name']) ?? 'unknown',
    arguments: argumentsOf(part['arguments'] ?? part['input'] ?? part['args']),
  };
}

/** A call as a chat message has it: `{id, type, function: {name, arguments}}`, flat `{id, name, arguments}`, or custom. */
export function chatToolCall(call: JsonObject): ToolCall {
  const type = textOf(call['type']);
  const made = call['function'] ?? (type === undefined ? undefined : call[type]);
  if (!isJsonObject(made))
    return toolCall(type === undefined || type === 'function' ? call : { ...call, tool_type: type });
  return toolCall({
    ...made,
    id: call['id'],
    ...(type === 'function' || type === undefined ? {} : { tool_type: type }),
  });
}

function argumentsOf(value: Json | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : stringify(value);
}

function toolAnswer(part: JsonObject): ToolAnswer {
  // `result` stood in the conventions' own example for years; `output` and `content` are OpenAI's and Anthropic's names.
  const content = part['response'] ?? part['result'] ?? part['output'] ?? part['content'];
  const id = textOf(part['call_id']) ?? textOf(part['tool_use_id']) ?? textOf(part['id']);
  return {
    kind: 'tool_answer',
    id: id?.trim(),
    content: answerContent(content),
    block: isBlock(part) ? part : { type: 'text', text: stringify(part) },
  };
}

function answerContent(value: Json | undefined): ToolAnswer['content'] {
  if (value === undefined || value === null) return null;
  if (!isList(value) || value.length === 0 || !value.every(isPart)) return asContent(value);
  const parts = partsFrom(value);
  const texts = parts.flatMap((part) => (part.kind === 'text' ? part.text : []));
  if (texts.length === parts.length) return texts.join('\n');
  return parts.flatMap((part): JsonObject | readonly JsonObject[] => {
    if (part.kind === 'text') return { type: 'text', text: part.text };
    return part.kind === 'block' ? part.block : [];
  });
}

/** A list of anything else is what the tool said, and not a list of parts. */
const isPart = (value: Json): boolean => isJsonObject(value) && (isEmpty(value) || isContentPart(value));

const contentTypes: ReadonlySet<unknown> = new Set([
  'text',
  'input_text',
  'output_text',
  'image',
  'image_url',
  'input_image',
  'document',
  'file',
]);
const isContentPart = ({ type, ...others }: JsonObject): boolean =>
  contentTypes.has(type) || (type === undefined ? isLoneText(others) : typeof type === 'string' && isEmpty(others));

const isLoneText = ({ text, ...others }: JsonObject): boolean => typeof text === 'string' && isEmpty(others);

const isEmpty = (value: JsonObject): boolean => Object.keys(value).length === 0;

/** A value as a message's content. */
const asContent = (value: Json): string => (typeof value === 'string' ? value : stringify(value));

/** What is no block is shown as the JSON that it is. */
const blockPart = (block: JsonObject): Part =>
  isBlock(block) ? { kind: 'block', block } : { kind: 'text', text: stringify(block) };

/** Every block has a type, and its text, if it has one, is a text. */
const isBlock = ({ type, text }: JsonObject): boolean =>
  typeof type === 'string' && type !== '' && (text === undefined || typeof text === 'string');

const textOf = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
