import {
  asList,
  asRecord,
  asText,
  compact,
  fieldsOf,
  type JsonRecord,
  nonEmpty,
  without,
} from '../../../json/json-record';
import type { Message, Part } from '../../exchange';
import { blob, mediaAt, storedFile } from '../fields/media';

/**
 * A message as the conventions' messages: each result of a tool is one of its own, by the role `tool`, with `is_error` beside it
 * if the tool failed. What is between the results keeps its role and its place.
 */
export function readMessages(message: JsonRecord): readonly Message[] {
  const role = asText(message['role']) ?? 'user';
  const content = asList(message['content']);
  if (content === undefined) return [{ role, ...readContent(message['content']) }];
  const messages: Message[] = [];
  let turn: unknown[] = [];
  const close = (): void => {
    if (turn.length > 0) messages.push({ role, ...readContent(turn) });
    turn = [];
  };
  for (const each of content) {
    const block = asRecord(each);
    if (block?.['type'] === 'tool_result') {
      close();
      messages.push(toolMessage(block));
    } else turn.push(each);
  }
  close();
  return messages;
}

function toolMessage({ type: _, tool_use_id: id, content, is_error: failed, ...rest }: JsonRecord): Message {
  return {
    role: 'tool',
    parts: [{ ...rest, type: 'tool_call_response', ...compact({ id }), response: content ?? null }],
    ...(failed === true ? { is_error: true } : {}),
  };
}

/** The parts of a message, and beside them what its texts cite. */
export function readContent(content: unknown): { readonly parts: readonly Part[]; readonly citations?: unknown } {
  if (typeof content === 'string') return { parts: [{ type: 'text', content }] };
  const blocks = (asList(content) ?? [content]).flatMap(blockIn);
  const citations = blocks.flatMap((block) => asList(block['citations']) ?? []);
  return { parts: blocks.map(readBlock), ...compact({ citations: nonEmpty(citations) }) };
}

const blockIn = (block: unknown): JsonRecord | readonly JsonRecord[] =>
  typeof block === 'string' ? { type: 'text', text: block } : (asRecord(block) ?? []);

/** A block as a part; one of unknown type stays as it was. */
function readBlock(raw: JsonRecord): Part {
  const block = compact(raw);
  const type = asText(block['type']) ?? 'unknown';
  const { [type]: value, ...others } = without(block, 'type');
  switch (type) {
    case 'text':
      return { ...without(others, 'citations'), type, content: value };
    case 'thinking':
      return { ...others, type: 'reasoning', content: value };
    case 'image':
    case 'document':
      return { ...without(others, 'source'), ...media(type, block['source']) };
    case 'tool_use': {
      const { input, ...rest } = others;
      return { ...rest, type: 'tool_call', arguments: input };
    }
    case 'server_tool_use':
    case 'mcp_tool_use': {
      const { id, name, ...rest } = others;
      return { type: 'server_tool_call', ...compact({ id }), name, server_tool_call: { type, ...rest } };
    }
    default: {
      if (!type.endsWith('_tool_result')) return { ...block, type };
      // What a tool of Anthropic's servers found.
      const { tool_use_id: id, ...rest } = others;
      return { type: 'server_tool_call_response', ...compact({ id }), server_tool_call_response: { type, ...rest } };
    }
  }
}

/** Media by its bytes, its address or its id; a document that is given as text or as blocks stays as it was. */
function media(modality: 'image' | 'document', source: unknown): Part {
  const { type, data, media_type: mimeType, url, file_id: id } = fieldsOf(source);
  switch (type) {
    case 'base64':
      return blob(modality, data, mimeType);
    case 'url':
      return mediaAt(modality, url);
    case 'file':
      return storedFile(modality, id);
    default:
      return { type: modality, source };
  }
}
