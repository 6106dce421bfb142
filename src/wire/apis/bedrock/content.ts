import { asRecord, asText, compact, fieldsOf, type JsonRecord, recordsOf } from '../../../json/json-record';
import { mimeTypeOfFormat } from '../../../json/media-places';
import type { Message, Part } from '../../exchange';

/** A message of the Converse API as a message of the conventions. */
export function readMessage(message: JsonRecord): Message {
  const { role, content, ...others } = compact(message);
  return { ...others, role: asText(role) ?? 'user', parts: readBlocks(content) };
}

export const readBlocks = (content: unknown): readonly Part[] =>
  typeof content === 'string' ? [{ type: 'text', content }] : recordsOf(content).flatMap(readBlock);

/** A block's kind is the name of its one field; one of unknown kind stays as it was. */
function readBlock(block: JsonRecord): Part | readonly Part[] {
  const [kind, value] = Object.entries(compact(block))[0] ?? ['unknown', undefined];
  const fields = compact(fieldsOf(value));
  switch (kind) {
    case 'text':
      return { type: 'text', content: value };
    case 'toolUse': {
      const { toolUseId: id, name, input, ...others } = fields;
      return { ...others, type: 'tool_call', ...compact({ id }), name: asText(name) ?? '', arguments: input };
    }
    case 'toolResult': {
      const { toolUseId: id, content, ...others } = fields;
      return { ...others, type: 'tool_call_response', ...compact({ id }), response: toolResult(content) };
    }
    case 'reasoningContent': {
      const { reasoningText, ...others } = fields;
      const { text, ...beside } = fieldsOf(reasoningText);
      return { ...others, ...beside, type: 'reasoning', ...compact({ content: text }) };
    }
    case 'citationsContent': {
      const { content, ...others } = fields;
      return { ...others, type: 'text', content: textOf(content) };
    }
    case 'image':
    case 'video':
    case 'audio':
    case 'document':
      return media(kind, fields);
    default:
      return { ...block, type: kind };
  }
}

const textOf = (content: unknown): string =>
  recordsOf(content)
    .map(({ text }) => asText(text) ?? '')
    .join('');

/** The text or value of the only piece; several pieces stay pieces. */
function toolResult(content: unknown): unknown {
  const pieces = recordsOf(content);
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined && ('json' in only || 'text' in only))
    return only['json'] ?? only['text'];
  return pieces.flatMap((piece) => ('json' in piece ? [piece as Part] : readBlock(piece)));
}

/** Media by their bytes or by their place; a document can also be text. */
function media(modality: string, { format, source, ...others }: JsonRecord): Part {
  const { bytes, s3Location, text, content, ...place } = fieldsOf(source);
  const name = asText(format);
  const mimeType = name && mimeTypeOfFormat(modality, name);
  const about = { ...others, ...place, modality, ...compact({ mime_type: mimeType }) };
  if (bytes !== undefined) return { ...about, type: 'blob', content: bytes };
  const { uri, ...location } = asRecord(s3Location) ?? {};
  if (uri !== undefined) return { ...about, ...location, type: 'uri', uri };
  return { ...about, type: 'document', text: asText(text) ?? textOf(content) };
}
