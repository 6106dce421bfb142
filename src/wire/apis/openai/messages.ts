import {
  asList,
  asRecord,
  asText,
  compact,
  fieldsOf,
  type JsonRecord,
  recordsIn,
  without,
} from '../../../json/json-record';
import type { Message, Part } from '../../exchange';
import { blob, mediaAt, mediaIn, storedFile } from '../fields/media';
import { textsIn } from '../fields/texts';
import { chatCall } from './chat-call';
import { readReasoning, thoughtsIn } from './thoughts';

/** A chat message of OpenAI's form as a message of the conventions. */
export function readMessage(message: JsonRecord): Message {
  const [reasoning, unread] = readReasoning(message);
  const { role: sentRole, name, content, tool_call_id: id, ...rest } = unread;
  const { tool_calls, function_call, refusal, audio, images, ...others } = rest;
  const role = asText(sentRole) || 'user';
  const isToolResult = role === 'tool' || role === 'function';
  return {
    // Empty lists, which OpenAI sends with every response, are no information.
    ...without(compact(others), ...Object.keys(others).filter((field) => asList(others[field])?.length === 0)),
    role,
    parts: isToolResult
      ? [{ type: 'tool_call_response', ...compact({ id }), response: content }]
      : partsOf(message, reasoning),
    ...compact({ name: asText(name) || undefined }),
  };
}

function partsOf(message: JsonRecord, reasoning: readonly Part[]): readonly Part[] {
  const call = asRecord(message['function_call']);
  const parts = [
    ...reasoning,
    ...contentParts(message['content']),
    ...textsIn(message['refusal']).map((text): Part => ({ type: 'refusal', content: text })),
    ...audioOf(message['audio']),
    ...imagesOf(message['images']),
    ...recordsIn(message['tool_calls']).map((each) => toolCall(chatCall(each))),
    ...(call === undefined ? [] : [{ type: 'tool_call', name: call['name'], arguments: call['arguments'] }]),
  ];
  // Beside a tool call, servers write a missing text as null or ''. An empty text that is alone is the message.
  return parts.length > 1 ? parts.filter((part) => part.type !== 'text' || part['content'] !== '') : parts;
}

const contentParts = (content: unknown): readonly Part[] =>
  (asList(content) ?? [content ?? undefined]).flatMap((item): Part | readonly Part[] => {
    if (item === undefined) return [];
    const part = asRecord(item);
    return part === undefined ? { type: 'text', content: String(item) } : readPart(part);
  });

/** A piece of content; one of unknown type stays as it was. */
function readPart(part: JsonRecord): Part | readonly Part[] {
  const type = asText(part['type']) ?? (part['text'] === undefined ? 'unknown' : 'text');
  const { type: _, [type]: value, ...others } = part;
  switch (type) {
    case 'text':
    case 'refusal':
      return { ...others, type, content: asRecord(value) === undefined ? value : textsIn(value).join('') };
    case 'reasoning':
      return thoughtsIn(part);
    case 'thinking':
      return thoughts(part) ?? { ...part, type };
    case 'image_url': {
      const { url, ...rest } = asRecord(value) ?? { url: value };
      return { ...others, ...rest, ...mediaAt('image', url) };
    }
    case 'input_audio': {
      if (typeof value === 'string') return { ...others, ...mediaIn('audio', value) };
      const { data, format } = fieldsOf(value);
      return { ...others, ...blob('audio', data, typeof format === 'string' ? `audio/${format}` : undefined) };
    }
    case 'file': {
      const { file_id: id, file_data: data, ...rest } = asRecord(value) ?? others; // Mistral has the id in the part itself
      const { file_id: _id, file_data: _data, ...beside } = others;
      return { ...beside, ...rest, ...(id === undefined ? mediaAt('document', data) : storedFile('document', id)) };
    }
    default:
      return { ...part, type };
  }
}

/** A text at Cohere; at Mistral a list, which is reasoning if it has nothing but texts. */
function thoughts({ thinking, ...others }: JsonRecord): Part | undefined {
  const list = asList(thinking) ?? [{ type: 'text', text: thinking }];
  const texts = list.flatMap((each) => asText(asRecord(each)?.['text']) ?? []);
  return texts.length === list.length ? { ...others, type: 'reasoning', content: texts.join('') } : undefined;
}

/** The speech of a response comes with its bytes; a later request has only its id. */
function audioOf(value: unknown): readonly Part[] {
  const audio = asRecord(value);
  if (audio === undefined) return [];
  const { data, id, ...rest } = audio;
  if (data === undefined) return [{ ...rest, ...storedFile('audio', id) }];
  return [{ ...rest, ...compact({ id }), ...blob('audio', data) }];
}

/** The images of a response, beside its text at OpenRouter. Their order says what their index does. */
const imagesOf = (images: unknown): readonly Part[] =>
  contentParts(images).map((part) => ({ ...without(part, 'index'), type: part.type }));

/** Arguments stay the text that the model wrote. A custom tool's input is its argument. */
function toolCall(call: JsonRecord): Part {
  const type = asText(call['type']) ?? 'function';
  const { name, arguments: args, input } = fieldsOf(call[type]);
  return {
    ...without(call, 'type', 'index', type),
    ...(type === 'function' ? {} : { tool_type: type }),
    type: 'tool_call',
    name: asText(name) ?? '',
    arguments: args ?? input,
  };
}
