import type { Json, JsonObject } from '../../json/json';
import { isJsonObject, isList, objectOf, stringify } from '../../json/json';
import { mimeTypeOfFormat } from '../../json/media-places';
import { base64Of } from '../media/media-bytes';

/**
 * A part of APIs whose parts have no type, but a member named after it: Bedrock's Converse (`{toolUse: {…}}`), Gemini
 * (`{functionCall: {…}}`) and Genkit (`{toolRequest: {…}}`). In the form of the conventions; `undefined` for any other part.
 */
export function typedPart(part: JsonObject): JsonObject | undefined {
  const { reasoning, ...beside } = part;
  if (typeof reasoning === 'string') return { ...beside, type: 'reasoning', content: reasoning };
  for (const name in part) {
    const value = part[name];
    const read = readers.get(name);
    if (read === undefined || !isJsonObject(value)) continue;
    const { [name]: _, ...others } = part;
    return { ...others, ...read(value) };
  }
  return undefined;
}

type Read = (value: JsonObject) => JsonObject;

const call: Read = ({ toolUseId, id, name, input, args, ...others }) => ({
  ...others,
  type: 'tool_call',
  id: toolUseId ?? id,
  name,
  arguments: input ?? args,
});

const answer = (id: Json | undefined, response: Json | undefined, others: JsonObject): JsonObject => ({
  ...others,
  type: 'tool_call_response',
  id,
  response,
});

const readers: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['toolUse', call],
  ['functionCall', call],
  ['toolRequest', ({ ref, ...others }) => call({ ...others, id: ref })],
  ['toolResult', ({ toolUseId, content, ...others }) => answer(toolUseId, bedrockAnswer(content), others)],
  ['functionResponse', ({ id, name, response, ...others }) => answer(id ?? name, response, others)],
  ['toolResponse', ({ ref, name, output, ...others }) => answer(ref ?? name, output, others)],
  [
    'reasoningContent',
    ({ reasoningText: text, ...others }) =>
      isJsonObject(text)
        ? { ...others, ...text, type: 'reasoning' }
        : { ...others, type: 'reasoning', content: text ?? null },
  ],
  ['image', (image) => media('image', image)],
  ['audio', (audio) => media('audio', audio)],
  ['video', (video) => media('video', video)],
  ['document', (document) => media('document', document)],
  ['inlineData', ({ mimeType, data, ...others }) => inline(mimeType, data, others)],
  ['inline_data', ({ mime_type, data, ...others }) => inline(mime_type, data, others)],
  ['fileData', ({ mimeType, fileUri, ...others }) => ({ ...others, type: 'uri', mime_type: mimeType, uri: fileUri })],
  ['file_data', ({ mime_type, file_uri, ...others }) => ({ ...others, type: 'uri', mime_type, uri: file_uri })],
  ['media', ({ url, contentType }) => ({ type: 'uri', mime_type: contentType ?? typeOf(url), uri: url })],
]);

const inline = (mimeType: Json | undefined, data: Json | undefined, others: JsonObject): JsonObject => ({
  ...others,
  type: 'blob',
  mime_type: mimeType,
  content: base64Of(data) ?? data,
});

/** A data URL begins with its type. */
const typeOf = (url: Json | undefined): string | undefined =>
  typeof url === 'string' ? /^data:([^;,]+)/.exec(url)?.[1] : undefined;

function bedrockAnswer(content: Json | undefined): Json {
  if (!isList(content)) return content ?? null;
  return content.map((part) => {
    if (!isJsonObject(part)) return part;
    const { json, ...beside } = part;
    if (json !== undefined) return { ...beside, type: 'text', text: stringify(json) };
    return typeof part['text'] === 'string' ? { ...part, type: 'text' } : part;
  });
}

function media(modality: string, { format, source, ...others }: JsonObject): JsonObject {
  const { bytes, text, url } = objectOf(source);
  const type = typeof format === 'string' ? mimeTypeOfFormat(modality, format) : undefined;
  const about = { modality, ...(type === undefined ? {} : { mime_type: type }) };
  if (typeof url === 'string') return { type: 'uri', ...about, uri: url, ...others };
  const data = typeof text === 'string' ? text : base64Of(bytes);
  return data === undefined
    ? { type: modality, format, source, ...others }
    : { type: 'blob', ...about, content: data, ...others };
}
