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

/**
 * A message as the conventions' messages: each result of a tool is one of its own, by the role `tool`, whether it failed beside
 * it; what stands between them keeps its role and its place.
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

function toolMessage(block: JsonRecord): Message {
  const { tool_use_id: id, content, is_error: failed, ...rest } = without(block, 'type');
  return {
    role: 'tool',
    parts: [{ ...rest, type: 'tool_call_response', ...withoutNullish({ id }), response: content ?? null }],
    ...(failed === true ? { is_error: true } : {}),
  };
}

/** What a message says: its parts, and beside them what its texts cite. */
export function readContent(content: unknown): { readonly parts: readonly Part[]; readonly citations?: unknown } {
  if (typeof content === 'string') return { parts: [{ type: 'text', content }] };
  const blocks = recordsOf(content);
  const citations = blocks.flatMap((block) => asList(block['citations']) ?? []);
  return { parts: blocks.map(readBlock), ...(citations.length === 0 ? {} : { citations }) };
}

/** A block as a part; one of unknown type stays as it was. */
function readBlock(raw: JsonRecord): Part {
  const block = withoutNullish(raw);
  const type = asText(block['type']) ?? 'unknown';
  const { [type]: value, ...others } = without(block, 'type');
  switch (type) {
    case 'text':
      return { ...without(others, 'citations'), type, content: value };
    case 'thinking':
      return { ...others, type: 'reasoning', content: value };
    case 'image':
      return { ...without(others, 'source'), ...sourcePart('image', block) };
    case 'document':
      return { ...without(others, 'source'), ...sourcePart('document', block) };
    case 'tool_use': {
      const { input, ...rest } = others;
      return { ...rest, type: 'tool_call', arguments: input };
    }
    case 'server_tool_use':
    case 'mcp_tool_use': {
      const { id, name, ...rest } = others;
      return { type: 'server_tool_call', ...withoutNullish({ id }), name, server_tool_call: { type, ...rest } };
    }
    default:
      return type.endsWith('_tool_result') ? serverAnswer(type, others) : { ...block, type };
  }
}

/** What Anthropic's servers found with a tool of theirs. */
function serverAnswer(type: string, { tool_use_id: id, ...rest }: JsonRecord): Part {
  return { type: 'server_tool_call_response', ...withoutNullish({ id }), server_tool_call_response: { type, ...rest } };
}

/** Media by its bytes, its address or its id; a document that is given as text or as blocks stays as it was. */
function sourcePart(modality: string, block: JsonRecord): Part {
  const source = asRecord(block['source']) ?? {};
  switch (source['type']) {
    case 'base64':
      return {
        type: 'blob',
        modality,
        ...withoutNullish({ mime_type: source['media_type'] }),
        content: source['data'],
      };
    case 'url':
      return located(modality, source['url']);
    case 'file':
      return { type: 'file', modality, file_id: source['file_id'] };
    default:
      return { type: modality, source: block['source'] };
  }
}
