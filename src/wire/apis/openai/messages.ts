import {
  asList,
  asRecord,
  asText,
  type JsonRecord,
  recordsOf,
  without,
  withoutNullish,
} from '../../../json/json-record';
import type { Message, Part } from '../../exchange';
import { located } from '../fields/located';

/** A chat message of OpenAI's form as a message of the conventions. */
export function readMessage(message: JsonRecord): Message {
  const role = asText(message['role']) ?? 'user';
  const name = asText(message['name']);
  const parts = role === 'tool' || role === 'function' ? [toolAnswer(message)] : partsOf(message);
  return { ...otherFields(message), role, parts, ...(name === undefined ? {} : { name }) };
}

const read = [
  'role',
  'name',
  'content',
  'tool_calls',
  'tool_call_id',
  'function_call',
  'refusal',
  'reasoning_content',
  'reasoning',
  'audio',
] as const;

/** What only this provider's messages have; empty lists, which OpenAI sends with every answer, say nothing. */
function otherFields(message: JsonRecord): JsonRecord {
  const others = Object.entries(withoutNullish(without(message, ...read)));
  return Object.fromEntries(others.filter(([, value]) => !Array.isArray(value) || value.length > 0));
}

const toolAnswer = (message: JsonRecord): Part => ({
  type: 'tool_call_response',
  ...withoutNullish({ id: message['tool_call_id'] }),
  response: message['content'],
});

function partsOf(message: JsonRecord): readonly Part[] {
  const parts = [
    ...textual('reasoning', message['reasoning_content'] ?? message['reasoning']),
    ...contentParts(message['content']),
    ...textual('refusal', message['refusal']),
    ...audioOf(message['audio']),
    ...recordsOf(message['tool_calls']).map(toolCall),
    ...legacyCall(message['function_call']),
  ];
  // Servers write the missing text beside a tool call as null or as ''; alone, '' is what was said.
  return parts.length > 1 ? parts.filter((part) => part.type !== 'text' || part['content'] !== '') : parts;
}

const textual = (type: string, value: unknown): readonly Part[] =>
  typeof value === 'string' && (value !== '' || type === 'text') ? [{ type, content: value }] : [];

function contentParts(content: unknown): readonly Part[] {
  if (typeof content === 'string') return textual('text', content);
  return (asList(content) ?? []).map((item) => {
    const part = asRecord(item);
    return part === undefined ? { type: 'text', content: String(item) } : readPart(part);
  });
}

/** A piece of content; one of unknown type stays as it was. */
function readPart(part: JsonRecord): Part {
  const type = asText(part['type']) ?? 'unknown';
  const others = without(part, 'type', type);
  switch (type) {
    case 'text':
    case 'refusal':
      return { ...others, type, content: part[type] };
    case 'thinking':
      return thoughts(part) ?? { ...part, type };
    case 'image_url': {
      const image = asRecord(part['image_url']) ?? { url: part['image_url'] };
      return { ...others, ...without(image, 'url'), ...located('image', image['url']) };
    }
    case 'input_audio': {
      const audio = part['input_audio'];
      if (typeof audio === 'string') return { ...others, ...inlineAudio(audio) };
      const { data, format } = asRecord(audio) ?? {};
      return { ...others, type: 'blob', modality: 'audio', ...mimeType('audio', format), content: data };
    }
    case 'file': {
      const file = asRecord(part['file']) ?? others; // Mistral has its id in the part itself
      const rest = { ...others, ...without(file, 'file_id', 'file_data') };
      return file['file_id'] === undefined
        ? { ...rest, ...located('document', file['file_data']) }
        : { ...rest, type: 'file', modality: 'document', file_id: file['file_id'] };
    }
    default:
      return { ...part, type };
  }
}

/** Mistral has an address or bare base64, which has no colon. */
const inlineAudio = (audio: string): Part =>
  audio.includes(':') ? located('audio', audio) : { type: 'blob', modality: 'audio', content: audio };

/** A text at Cohere; at Mistral a list, which is thoughts where it has nothing but texts. */
function thoughts({ thinking, ...others }: JsonRecord): Part | undefined {
  const list = asList(thinking) ?? [{ type: 'text', text: thinking }];
  const texts = list.flatMap((each) => asText(asRecord(each)?.['text']) ?? []);
  return texts.length === list.length ? { ...others, type: 'reasoning', content: texts.join('') } : undefined;
}

const mimeType = (kind: string, format: unknown): JsonRecord =>
  typeof format === 'string' ? { mime_type: `${kind}/${format}` } : {};

/** Spoken words of an answer come with their bytes; in a later request only their id is sent back. */
function audioOf(value: unknown): readonly Part[] {
  const audio = asRecord(value);
  if (audio === undefined) return [];
  const { data, id, ...rest } = audio;
  return data === undefined
    ? [{ ...rest, type: 'file', modality: 'audio', file_id: id }]
    : [{ ...rest, ...withoutNullish({ id }), type: 'blob', modality: 'audio', content: data }];
}

/** Arguments stay the text that the model wrote. A custom tool's input is its argument. */
function toolCall(call: JsonRecord): Part {
  const type = asText(call['type']) ?? 'function';
  const made = asRecord(call[type]) ?? {};
  return {
    ...without(call, 'type', 'index', type),
    ...(type === 'function' ? {} : { tool_type: type }),
    type: 'tool_call',
    name: asText(made['name']) ?? '',
    arguments: made['arguments'] ?? made['input'],
  };
}

function legacyCall(value: unknown): readonly Part[] {
  const call = asRecord(value);
  return call === undefined ? [] : [{ type: 'tool_call', name: call['name'], arguments: call['arguments'] }];
}
