import { isEqual } from '../../../json/json';
import {
  asList,
  asRecord,
  asText,
  compact,
  fieldsOf,
  type JsonRecord,
  nonEmpty,
  recordsOf,
  without,
} from '../../../json/json-record';
import type { Message, Part } from '../../exchange';
import { blob, mediaAt, mediaIn, storedFile } from '../fields/media';
import { textsIn } from '../fields/texts';

/*
 * The Responses API has a flat list of items where others have messages. What the model produces in one go (reasoning, a message,
 * calls) becomes one message of the assistant, as in chat. What a reader of a message looks for (annotations) is kept beside its
 * parts; what only the API wants back (ids of items, encrypted reasoning) stays on the part.
 */

/** The messages of an input, in order. */
export function readInput(input: unknown): readonly Message[] {
  if (typeof input === 'string') return [{ role: 'user', parts: [{ type: 'text', content: input }] }];
  const turns: Turn[] = [];
  for (const turn of recordsOf(input).map(turnOf)) {
    const before = turns.at(-1);
    const isSameTurn =
      before?.role === 'assistant' && turn.role === 'assistant' && !(before.hasMessage && turn.hasMessage);
    if (isSameTurn) turns[turns.length - 1] = joined([before, turn]);
    else turns.push(turn);
  }
  return turns.map(messageOf);
}

/** Whether the model has made an item: a conversation that is compacted has the messages of the user in its output, too. */
export const isMade = ({ type, role }: JsonRecord): boolean =>
  (asText(type) ?? 'message') !== 'message' || (asText(role) ?? 'assistant') === 'assistant';

/** Whether an item is one of these messages. */
export const isAmong = (messages: readonly Message[], item: JsonRecord): boolean =>
  readInput([without(item, 'id', 'status')]).every((one) => messages.some((other) => isEqual(one, other)));

/** All items of a response as one message. */
export const readOutput = (items: readonly JsonRecord[]): Message | undefined =>
  items.length === 0 ? undefined : messageOf(joined(items.map(turnOf)));

interface Turn {
  readonly role: string;
  /** Not only reasoning and calls. */
  readonly hasMessage: boolean;
  readonly parts: readonly Part[];
  readonly annotations: readonly unknown[];
}

const joined = (turns: readonly Turn[]): Turn => ({
  role: 'assistant',
  hasMessage: turns.some(({ hasMessage }) => hasMessage),
  parts: turns.flatMap(({ parts }) => parts),
  annotations: turns.flatMap(({ annotations }) => annotations),
});

const messageOf = ({ role, parts, annotations }: Turn): Message => ({
  role,
  parts,
  ...compact({ annotations: nonEmpty(annotations) }),
});

function turnOf(raw: JsonRecord): Turn {
  const item = compact(raw['status'] === 'completed' ? without(raw, 'status') : raw);
  const type = asText(item['type']) ?? 'message';
  if (type === 'message') return messageTurn(item);
  const others = { hasMessage: false, annotations: [] };
  if (type.endsWith('_output')) return { ...others, role: 'tool', parts: [answerPart(item, type)] };
  if (type === 'mcp_approval_response') return { ...others, role: 'user', parts: [{ ...item, type }] };
  return { ...others, role: 'assistant', parts: partsOf(item, type) };
}

function messageTurn({ type: _, role, content, id, ...others }: JsonRecord): Turn {
  const blocks = (asList(content) ?? [content]).flatMap(blockIn);
  return {
    role: asText(role) ?? 'user',
    hasMessage: true,
    parts: blocks.map((block) => ({ ...compact({ item_id: id }), ...others, ...contentPart(block) })),
    annotations: blocks.flatMap((block) => asList(block['annotations']) ?? []),
  };
}

const blockIn = (block: unknown): JsonRecord | readonly JsonRecord[] =>
  typeof block === 'string' ? { type: 'input_text', text: block } : (asRecord(block) ?? []);

/** A piece of content; one of unknown type stays as it was. */
function contentPart(block: JsonRecord): Part {
  const { type: named, file_id: fileId, ...others } = compact(block);
  const type = asText(named) ?? 'unknown';
  switch (type) {
    case 'input_text':
    case 'output_text':
    case 'text': {
      // Log probabilities are kept beside the message, as in chat.
      const { text, annotations: _, logprobs: __, ...rest } = others;
      return { ...rest, type: 'text', content: asRecord(text) === undefined ? text : textsIn(text).join('') };
    }
    case 'refusal':
      return { ...without(others, 'refusal'), type, content: others['refusal'] };
    case 'input_image': {
      const { image_url: url, ...rest } = others;
      return { ...rest, ...(url === undefined ? storedFile('image', fileId) : mediaAt('image', url)) };
    }
    case 'input_file': {
      const { file_url: url, file_data: data, ...rest } = others;
      if (url !== undefined) return { ...rest, ...mediaAt('document', url) };
      return { ...rest, ...(data === undefined ? storedFile('document', fileId) : mediaIn('document', data)) };
    }
    case 'input_audio': {
      const { data, format } = fieldsOf(others['input_audio']);
      return blob('audio', data, `audio/${String(format)}`);
    }
    default:
      return { ...others, ...compact({ file_id: fileId }), type };
  }
}

/** Of tools that OpenAI defines, all other fields may be the result. */
function answerPart(item: JsonRecord, type: string): Part {
  const { type: _, call_id: callId, id, output, status, ...rest } = item;
  const isOwn = type === 'function_call_output' || type === 'custom_tool_call_output';
  const shared = {
    type: 'tool_call_response',
    ...(isOwn ? {} : { tool_type: type.replace(/(_call)?_output$/, '') }),
    ...compact({ id: callId ?? id, item_id: callId === undefined ? undefined : id, status }),
  };
  if (output === undefined) return { ...shared, response: rest };
  return { ...rest, ...shared, response: asList(output)?.map(answerBlock) ?? output };
}

/** Texts as other APIs have them; images and files keep their form. */
const answerBlock = (block: unknown): unknown => {
  const record = asRecord(block);
  return record?.['type'] === 'input_text' ? { type: 'text', text: record['text'] } : block;
};

function partsOf(item: JsonRecord, type: string): readonly Part[] {
  if (type === 'reasoning') return reasoningParts(item);
  if (!type.endsWith('_call')) return [{ ...item, type }];
  // The app executes functions and custom tools, whose calls have a second id.
  const isClients = item['call_id'] !== undefined || type === 'function_call' || type === 'custom_tool_call';
  return isClients ? [clientCall(item, type)] : serverCall(item, type);
}

/** One part per text: a summary has several, and open models give their reasoning itself. */
function reasoningParts({ type: _, id, summary, content, ...rest }: JsonRecord): readonly Part[] {
  const texts = [...textsIn(summary), ...textsIn(content)];
  const [first, ...others] = texts;
  return [
    { type: 'reasoning', ...compact({ content: first, item_id: id }), ...rest },
    ...others.map((text) => ({ type: 'reasoning', content: text })),
  ];
}

/** A call that the app executes. Of tools that OpenAI defines (a computer, a shell), all other fields are its arguments. */
function clientCall(item: JsonRecord, type: string): Part {
  const { type: _, id, call_id: callId, name, arguments: args, input, status, ...rest } = item;
  const shared = {
    type: 'tool_call',
    id: callId ?? id,
    ...compact({ item_id: callId === undefined ? undefined : id, status }),
  };
  if (type === 'function_call') return { ...rest, ...shared, name, arguments: args };
  if (type === 'custom_tool_call') return { ...rest, ...shared, tool_type: 'custom', name, arguments: input };
  return { ...shared, name: name ?? type.replace(/_call$/, ''), arguments: args ?? input ?? rest };
}

/** A call that OpenAI's servers have executed: with its result, except for an image, which is content. */
function serverCall({ id, name, result, ...rest }: JsonRecord, type: string): readonly Part[] {
  const isImage = type === 'image_generation_call' && typeof result === 'string';
  const made: Part = {
    type: 'server_tool_call',
    ...compact({ id }),
    name: asText(name) ?? type.replace(/_call$/, ''),
    server_tool_call: isImage ? rest : { ...rest, ...compact({ result }) },
  };
  return isImage ? [made, blob('image', result, `image/${asText(rest['output_format']) ?? 'png'}`)] : [made];
}
