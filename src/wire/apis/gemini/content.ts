import { asRecord, asText, compact, fieldsOf, type JsonRecord, recordsOf, without } from '../../../json/json-record';
import type { Message, Part } from '../../exchange';
import { blob, modalityOf } from '../fields/media';

/** The fields of an object by their names in camel case, without nullish ones; what they hold can be the app's own, and stays. */
export const camelCased = (value: unknown): JsonRecord =>
  Object.fromEntries(
    Object.entries(compact(fieldsOf(value))).map(([name, each]) => [
      name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      each,
    ]),
  );

/** A content as messages. Each result of a function is a message with the function's name, as there may be no id. */
export function readContent(content: JsonRecord): readonly Message[] {
  const messages: Message[] = [];
  const beside = { ...compact(without(content, 'role', 'parts')), role: roleOf(content['role']) };
  let parts: Part[] = [];
  const flush = (): void => {
    if (parts.length > 0) messages.push({ ...beside, parts });
    parts = [];
  };
  for (const part of partsOf(content)) {
    const result = asRecord(part['functionResponse']);
    if (result === undefined) parts.push(readPart(part));
    else {
      flush();
      messages.push({ ...beside, ...functionResult(result, part) });
    }
  }
  flush();
  return messages.length > 0 ? messages : [{ ...beside, parts }];
}

export const readParts = (content: JsonRecord): readonly Part[] => partsOf(content).map(readPart);

const partsOf = ({ text, parts }: JsonRecord): readonly JsonRecord[] => {
  if (typeof text === 'string') return [{ text }];
  if (typeof parts === 'string') return [{ text: parts }];
  const one = asRecord(parts);
  return (one === undefined ? recordsOf(parts) : [one]).map(camelCased);
};

const roleOf = (role: unknown): string => (role === 'model' ? 'assistant' : (asText(role) ?? 'user'));

function functionResult({ id, name, response, ...others }: JsonRecord, part: JsonRecord): Message {
  const result = { ...without(part, 'functionResponse'), ...compact(others), type: 'tool_call_response' };
  return {
    role: 'tool',
    ...compact({ name: asText(name) }),
    parts: [{ ...result, ...compact({ id }), response }],
  };
}

/** A piece of content. Its kind is the name of the one field that holds it; signatures and marks are kept beside. */
function readPart({ text, thought, functionCall, inlineData, fileData, ...others }: JsonRecord): Part {
  if (text !== undefined) return { ...others, type: thought === true ? 'reasoning' : 'text', content: text };
  if (asRecord(functionCall) !== undefined) {
    const { id, name, args, ...rest } = camelCased(functionCall);
    return { ...others, ...rest, type: 'tool_call', ...compact({ id }), name: asText(name) ?? '', arguments: args };
  }
  if (asRecord(inlineData) !== undefined) {
    const { mimeType, data, ...rest } = camelCased(inlineData);
    return { ...others, ...rest, ...blob(modalityOf(asText(mimeType)), data, mimeType) };
  }
  if (asRecord(fileData) !== undefined) {
    const { mimeType, fileUri: uri, ...rest } = camelCased(fileData);
    const modality = modalityOf(asText(mimeType));
    return { ...others, ...rest, type: 'uri', modality, ...compact({ mime_type: mimeType }), uri };
  }
  const kind = Object.keys(others).find((name) => asRecord(others[name]) !== undefined);
  return { ...others, type: kind ?? 'unknown' };
}
