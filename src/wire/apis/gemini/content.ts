import { asRecord, asText, type JsonRecord, recordsOf, without, withoutNullish } from '../../../json/json-record';
import type { Message, Part } from '../../exchange';
import { modalityOf } from '../fields/media';

/** Field names in camel case; what the fields hold stays, since it can be the app's own. */
export const camelCased = (record: JsonRecord): JsonRecord =>
  Object.fromEntries(
    Object.entries(record).map(([name, value]) => [
      name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );

/**
 * A content as messages. Each answer of a function is a message with the function's name, which is all that tells them apart
 * where there are no ids.
 */
export function readContent(content: JsonRecord): readonly Message[] {
  const messages: Message[] = [];
  const others = withoutNullish(without(content, 'role', 'parts'));
  let parts: Part[] = [];
  const flush = (): void => {
    if (parts.length > 0) messages.push({ ...others, role: roleOf(content['role']), parts });
    parts = [];
  };
  for (const part of partsOf(content)) {
    const answer = asRecord(part['functionResponse']);
    if (answer === undefined) parts.push(readPart(part));
    else {
      flush();
      messages.push({ ...others, ...functionAnswer(answer, part) });
    }
  }
  flush();
  return messages.length > 0 ? messages : [{ ...others, role: roleOf(content['role']), parts }];
}

export const readParts = (content: JsonRecord): readonly Part[] => partsOf(content).map(readPart);

const partsOf = (content: JsonRecord): readonly JsonRecord[] => {
  const { parts } = content;
  if (typeof content['text'] === 'string') return [{ text: content['text'] }];
  if (typeof parts === 'string') return [{ text: parts }];
  return (asRecord(parts) === undefined ? recordsOf(parts) : [asRecord(parts) ?? {}]).map(camelCased);
};

function roleOf(role: unknown): string {
  return role === 'model' ? 'assistant' : (asText(role) ?? 'user');
}

function functionAnswer(answer: JsonRecord, part: JsonRecord): Message {
  const { id, name, response, ...others } = answer;
  return {
    role: 'tool',
    ...withoutNullish({ name: asText(name) }),
    parts: [
      {
        ...withoutNullish(without(part, 'functionResponse')),
        ...withoutNullish(others),
        type: 'tool_call_response',
        ...withoutNullish({ id }),
        response,
      },
    ],
  };
}

/** A piece of content. Its kind is the name of the one field that holds it; signatures and marks stay beside. */
function readPart(part: JsonRecord): Part {
  const { text, thought, functionCall, inlineData, fileData, ...others } = part;
  const beside = withoutNullish(others);
  if (text !== undefined) return { ...beside, type: thought === true ? 'reasoning' : 'text', content: text };
  const call = asRecord(functionCall);
  if (call !== undefined) {
    const { id, name, args, ...rest } = camelCased(call);
    return {
      ...beside,
      ...withoutNullish(rest),
      type: 'tool_call',
      ...withoutNullish({ id }),
      name: asText(name) ?? '',
      arguments: args,
    };
  }
  const data = asRecord(inlineData);
  if (data !== undefined) {
    const { mimeType, data: content, ...rest } = camelCased(data);
    return { ...beside, ...rest, type: 'blob', ...mediaType(mimeType), content };
  }
  const file = asRecord(fileData);
  if (file !== undefined) {
    const { mimeType, fileUri, ...rest } = camelCased(file);
    return { ...beside, ...rest, type: 'uri', ...mediaType(mimeType), uri: fileUri };
  }
  const kind = Object.keys(beside).find((name) => asRecord(beside[name]) !== undefined);
  return { ...beside, type: kind ?? 'unknown' };
}

const mediaType = (mimeType: unknown): JsonRecord => ({
  modality: modalityOf(asText(mimeType)),
  ...withoutNullish({ mime_type: mimeType }),
});
