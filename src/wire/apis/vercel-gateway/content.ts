import { asRecord, asText, compact, fieldsOf, type JsonRecord, recordsOf, without } from '../../../json/json-record';
import type { Message, Part } from '../../exchange';
import { blob, mediaAt, modalityOf } from '../fields/media';

/*
 * The AI SDK's own messages and parts, in which its models are called whatever their provider. Version 2 is that of AI SDK 5, 3
 * that of 6, and 4 that of 7.
 */

/** A message: instructions have a text, all others parts. Each answer of a tool is a message of its own. */
export function readMessages({ role: sent, content, ...others }: JsonRecord): readonly Message[] {
  const role = asText(sent) ?? 'user';
  const beside = compact(others);
  if (typeof content === 'string') return [{ ...beside, role, parts: [{ type: 'text', content }] }];
  const parts = recordsOf(content).map(readPart);
  if (role !== 'tool') return [{ ...beside, role, parts }];
  return parts.map((part) => ({ ...beside, role, parts: [part] }));
}

/** A piece of a message or of an answer; one of unknown type stays as it was. */
export function readPart(raw: JsonRecord): Part {
  const part = compact(raw);
  const { type: named, text, toolCallId, toolName, data, mediaType, ...others } = part;
  const type = asText(named) ?? 'unknown';
  switch (type) {
    case 'text':
    case 'reasoning':
      return { ...others, type, content: text };
    case 'tool-call':
      return {
        ...without(others, 'input'),
        type: 'tool_call',
        ...compact({ id: toolCallId }),
        name: asText(toolName) ?? '',
        arguments: others['input'],
      };
    case 'tool-result':
      return toolAnswer(part);
    case 'file':
    case 'reasoning-file':
      return { ...others, ...media(data, mediaType), ...(type === 'file' ? {} : { isReasoning: true }) };
    default:
      return { ...part, type };
  }
}

/** The model's provider can have run the tool, whose result is a value; the app's has a type. */
function toolAnswer({ toolCallId, toolName, output, result, isError, ...others }: JsonRecord): Part {
  const { type, value, reason, ...rest } = fieldsOf(output);
  const failed = isError === true || String(type).startsWith('error-');
  return {
    ...without(others, 'type'),
    ...rest,
    type: 'tool_call_response',
    ...compact({ id: toolCallId, name: asText(toolName) }),
    response: result ?? (type === 'content' ? recordsOf(value).map(answerPart) : (value ?? reason ?? null)),
    ...(failed ? { is_error: true } : {}),
  };
}

/** Texts as other APIs have them. Version 3 has names of its own for media: `image-data`, `file-url`. */
function answerPart(raw: JsonRecord): JsonRecord {
  const { type, data, url, mediaType, ...others } = compact(raw);
  const known = /^(image|file)-(?:data|url)$/.exec(String(type));
  if (known !== null)
    return { ...others, ...media(data ?? url, mediaType ?? (known[1] === 'image' ? 'image' : undefined)) };
  return type === 'file' ? { ...others, ...media(data, mediaType) } : raw;
}

/** Data are base64, a data URL or an address; version 4 says which, and has texts and files that are stored, too. */
function media(data: unknown, mediaType: unknown): Part {
  const modality = modalityOf(asText(mediaType));
  const { type, ...tagged } = asRecord(data) ?? { type: undefined, data };
  const content = tagged[asText(type) ?? 'data'];
  if (typeof content !== 'string') return { type: 'file', modality, ...compact({ mime_type: mediaType }), ...tagged };
  if (/^(?:https?|data|gs):/.test(content))
    return { ...compact({ mime_type: mediaType }), ...mediaAt(modality, content) };
  return type === 'text' ? { type: 'text', content } : blob(modality, content, mediaType);
}
