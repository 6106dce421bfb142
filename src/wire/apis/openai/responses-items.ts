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

/*
 * The Responses API has a flat list of items where others have messages. What the model brings forth in one go (reasoning,
 * a message, calls) becomes one message of the assistant, as chat has it. What a reader of a message looks for (annotations)
 * stands beside its parts; what only the API wants back (ids of items, encrypted reasoning) stays on the part.
 */

/** The messages of an input, in order. */
export function readInput(input: unknown): readonly Message[] {
  if (typeof input === 'string') return [{ role: 'user', parts: [{ type: 'text', content: input }] }];
  return turnsOf(recordsOf(input)).map(messageOf);
}

/** All that came back, as the one message that it is. */
export function readOutput(items: readonly JsonRecord[]): Message | undefined {
  const turns = items.map(turnOf);
  if (turns.length === 0) return undefined;
  return messageOf({
    role: 'assistant',
    speaks: true,
    parts: turns.flatMap(({ parts }) => parts),
    annotations: turns.flatMap(({ annotations }) => annotations),
  });
}

interface Turn {
  readonly role: string;
  /** It has a message, and not only reasoning and calls. */
  readonly speaks: boolean;
  readonly parts: readonly Part[];
  readonly annotations: readonly unknown[];
}

const messageOf = ({ role, parts, annotations }: Turn): Message => ({
  role,
  parts,
  ...(annotations.length === 0 ? {} : { annotations }),
});

function turnsOf(items: readonly JsonRecord[]): readonly Turn[] {
  const turns: Turn[] = [];
  for (const turn of items.map(turnOf)) {
    const before = turns.at(-1);
    if (before?.role !== 'assistant' || turn.role !== 'assistant' || (before.speaks && turn.speaks)) turns.push(turn);
    else {
      turns[turns.length - 1] = {
        role: 'assistant',
        speaks: before.speaks || turn.speaks,
        parts: [...before.parts, ...turn.parts],
        annotations: [...before.annotations, ...turn.annotations],
      };
    }
  }
  return turns;
}

function turnOf(raw: JsonRecord): Turn {
  const item = withoutNullish(raw['status'] === 'completed' ? without(raw, 'status') : raw);
  const type = asText(item['type']) ?? 'message';
  if (type === 'message') return spokenTurn(item);
  const silent = { speaks: false, annotations: [] };
  if (type.endsWith('_output')) return { ...silent, role: 'tool', parts: [answerPart(item, type)] };
  if (type === 'mcp_approval_response') return { ...silent, role: 'user', parts: [{ ...item, type }] };
  return { ...silent, role: 'assistant', parts: partsOf(item, type) };
}

function spokenTurn(item: JsonRecord): Turn {
  const content = item['content'];
  const blocks = typeof content === 'string' ? [{ type: 'input_text', text: content }] : recordsOf(content);
  const { id, ...others } = without(item, 'type', 'role', 'content');
  return {
    role: asText(item['role']) ?? 'user',
    speaks: true,
    parts: blocks.map((block) => ({ ...withoutNullish({ item_id: id }), ...others, ...contentPart(block) })),
    annotations: blocks.flatMap((block) => asList(block['annotations']) ?? []),
  };
}

/** A piece of content; one of unknown type stays as it was. */
function contentPart(block: JsonRecord): Part {
  const type = asText(block['type']) ?? 'unknown';
  const others = withoutNullish(without(block, 'type'));
  switch (type) {
    case 'input_text':
    case 'output_text':
    case 'text':
      // Log probabilities stand beside the message, as chat has them.
      return { ...without(others, 'text', 'annotations', 'logprobs'), type: 'text', content: others['text'] };
    case 'refusal':
      return { ...without(others, 'refusal'), type, content: others['refusal'] };
    case 'input_image': {
      const { image_url: url, file_id: fileId, ...rest } = others;
      return { ...rest, ...(url === undefined ? stored('image', fileId) : located('image', url)) };
    }
    case 'input_file': {
      const { file_url: url, file_data: data, file_id: fileId, ...rest } = others;
      if (url !== undefined) return { ...rest, ...located('document', url) };
      return { ...rest, ...(data === undefined ? stored('document', fileId) : inline('document', data)) };
    }
    case 'input_audio': {
      const { data, format } = asRecord(others['input_audio']) ?? {};
      return { type: 'blob', modality: 'audio', mime_type: `audio/${String(format)}`, content: data };
    }
    default:
      return { ...others, type };
  }
}

const stored = (modality: string, fileId: unknown): Part => ({ type: 'file', modality, file_id: fileId });

/** As a data URL or as bare base64, which has no colon. */
const inline = (modality: string, data: unknown): Part =>
  String(data).includes(':') ? located(modality, data) : { type: 'blob', modality, content: data };

/** Of tools that OpenAI defines, all that it says may be the answer. */
function answerPart(item: JsonRecord, type: string): Part {
  const { call_id: callId, id, output, status, ...rest } = without(item, 'type');
  const isOwn = type === 'function_call_output' || type === 'custom_tool_call_output';
  const shared = {
    type: 'tool_call_response',
    ...(isOwn ? {} : { tool_type: type.replace(/(_call)?_output$/, '') }),
    ...withoutNullish({ id: callId ?? id, item_id: callId === undefined ? undefined : id, status }),
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
  if (type.endsWith('_call')) return [item['call_id'] === undefined ? serverCall(item, type) : call(item, type)].flat();
  return [{ ...item, type }];
}

/** One part a text: a summary has several, open models give what they thought itself. */
function reasoningParts(item: JsonRecord): readonly Part[] {
  const { id, summary, content, ...rest } = without(item, 'type');
  const texts = [...recordsOf(summary), ...recordsOf(content)].flatMap((part) => asText(part['text']) ?? []);
  const [first, ...others] = texts;
  return [
    {
      type: 'reasoning',
      ...(first === undefined ? {} : { content: first }),
      ...withoutNullish({ item_id: id }),
      ...rest,
    },
    ...others.map((text) => ({ type: 'reasoning', content: text })),
  ];
}

/** A call that the app answers. Of tools that OpenAI defines (a computer, a shell), all that it says is its arguments. */
function call(item: JsonRecord, type: string): Part {
  const { id, call_id: callId, name, arguments: args, input, status, ...rest } = without(item, 'type');
  const shared = { type: 'tool_call', id: callId, ...withoutNullish({ item_id: id, status }) };
  if (type === 'function_call') return { ...rest, ...shared, name, arguments: args };
  if (type === 'custom_tool_call') return { ...rest, ...shared, tool_type: 'custom', name, arguments: input };
  return { ...shared, name: name ?? type.replace(/_call$/, ''), arguments: args ?? input ?? rest };
}

/** A call that OpenAI's servers made and answered: with its outcome, but for an image, which is content. */
function serverCall(item: JsonRecord, type: string): readonly Part[] {
  const { id, name, result, ...rest } = item;
  const isImage = type === 'image_generation_call' && typeof result === 'string';
  const made: Part = {
    type: 'server_tool_call',
    ...withoutNullish({ id }),
    name: asText(name) ?? type.replace(/_call$/, ''),
    server_tool_call: isImage ? rest : { ...rest, ...withoutNullish({ result }) },
  };
  if (!isImage) return [made];
  const mimeType = `image/${asText(item['output_format']) ?? 'png'}`;
  return [made, { type: 'blob', modality: 'image', mime_type: mimeType, content: result }];
}
