import type { Json, JsonObject } from '../../../json/json';
import { isJsonObject, isList, objectOf, stringify, type Writable } from '../../../json/json';
import type { Message, Part } from '../../messages/message';
import { messageFrom } from '../../messages/read-message';
import { flattenedItems } from '../../read/flattened-attributes';
import type { SpanView } from '../../span/span-view';

/** What OpenInference writes in the place of what an app hides. */
export const redacted = '__REDACTED__';

/** Messages that are written as one attribute a leaf. @param prefix of their numbers */
export const flatMessages = (span: SpanView, prefix: string): readonly Message[] =>
  flattenedItems(span, prefix).map(({ message }) =>
    messageFrom(chatForm(objectOf(message)), prefix === outputs ? 'assistant' : 'user'),
  );

export const inputs = 'llm.input_messages.';
export const outputs = 'llm.output_messages.';

function chatForm(flat: JsonObject): JsonObject {
  const { role, content, contents, tool_calls: calls, tool_call_id: answeredCall, name } = flat;
  const { function_call_name: called, function_call_arguments_json: given } = flat;
  // An object is a text of JSON that the SDK's third major took apart.
  const text = isJsonObject(content) ? stringify(content) : content;
  const message: Writable = { content: text ?? (isList(contents) ? contents.filter(isJsonObject).map(part) : null) };
  // Answers of Anthropic's and Bedrock's tools are in messages of the user.
  if (role !== undefined) message['role'] = answeredCall === undefined ? role : 'tool';
  if (answeredCall !== undefined) message['tool_call_id'] = answeredCall;
  if (name !== undefined) message['name'] = name;
  const made = isList(calls) ? calls : isList(contents) ? contents : [];
  const toolCalls = made.flatMap((each) => objectOf(each)['tool_call'] ?? []);
  if (toolCalls.length > 0) message['tool_calls'] = toolCalls;
  // In a message of the role `function` it is the name of the function that answers.
  if (called !== undefined && role === 'function') message['name'] = called;
  else if (called !== undefined) message['function_call'] = { name: called, arguments: given };
  return message;
}

/** Calls among the contents are in `tool_calls` as well. */
function part({ message_content: content, tool_call: call }: JsonObject): Json {
  const { type, text, image, ...others } = objectOf(content);
  if (call !== undefined || type === 'tool-call') return null;
  if (type === 'refusal') return { type, refusal: text };
  const { image: address, ...about } = objectOf(image);
  const { url } = objectOf(address);
  if (url !== undefined) return { type: 'image_url', image_url: { url, ...about } };
  return text === undefined ? { ...about, ...others, type } : { type, text, ...others };
}

/** Whether a text or an image's address was hidden. */
export const isRedacted = (messages: readonly Message[]): boolean =>
  messages.some(({ parts }) => parts.some(isRedactedPart));

function isRedactedPart(each: Part): boolean {
  switch (each.kind) {
    case 'text':
    case 'reasoning':
    case 'refusal':
      return each.text === redacted;
    case 'block':
      return objectOf(each.block['image_url'])['url'] === redacted;
    case 'tool_call':
      return each.arguments === redacted;
    case 'tool_answer':
      return each.content === redacted;
  }
}

/** Whether there is an image without an address: where images are hidden, that is what stays. */
export const hasBareImage = (messages: readonly Message[]): boolean =>
  messages.some(({ parts }) => parts.some((each) => each.kind === 'block' && isBareImage(each.block)));

const isBareImage = (block: JsonObject): boolean =>
  (block['type'] === 'image' || block['type'] === 'input_image') && Object.keys(block).length === 1;
