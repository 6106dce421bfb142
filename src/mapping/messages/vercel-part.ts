import type { Json, JsonObject } from '../../json/json';
import { isJsonObject, isList, nonEmptyText, objectOf } from '../../json/json';

/**
 * A part of the Vercel AI SDK's messages, of any of its generations, in the form of the conventions; `undefined` for any other
 * part. Version 4 has `args`, `result` and `mimeType` where the newer ones have `input`, `output` and `mediaType`.
 */
export const vercelPart = (part: JsonObject): JsonObject | undefined => readers.get(part['type'])?.(part);

type Read = (part: JsonObject) => JsonObject | undefined;

const readers: ReadonlyMap<unknown, Read> = new Map<unknown, Read>([
  ['tool-call', vercelCall],
  [
    'tool-result',
    // The tool's name is that of the call, too.
    ({ toolCallId, toolName: _, output, result, ...others }) => ({
      ...others,
      ...besideAnswer(output),
      type: 'tool_call_response',
      id: toolCallId,
      response: result ?? answer(output) ?? null,
      is_error: isError(output) || null,
    }),
  ],
  ['image', ({ image, ...part }) => media('image', image, part)],
  ['file', ({ data, ...part }) => media(undefined, data, part)],
  ['media', ({ data, ...part }) => media(undefined, data, part)],
  // In the answers of tools, since version 6.
  ['image-data', ({ data, ...part }) => media('image', data, part)],
  ['file-data', ({ data, ...part }) => media(undefined, data, part)],
  ['image-url', ({ url, ...part }) => media('image', url, part)],
  ['file-url', ({ url, ...part }) => media(undefined, url, part)],
]);

export function vercelCall({ toolCallId, toolName, toolCallType: _, input, args, ...others }: JsonObject): JsonObject {
  return { ...others, type: 'tool_call', id: toolCallId, name: toolName, arguments: input ?? args };
}

function besideAnswer(output: Json | undefined): JsonObject {
  const { type: _, value, reason, ...beside } = objectOf(output);
  return value === undefined && reason === undefined ? {} : beside;
}

const isError = (output: Json | undefined): boolean =>
  nonEmptyText(objectOf(output)['type'])?.startsWith('error-') === true;

function answer(output: Json | undefined): Json | undefined {
  if (!isJsonObject(output)) return output;
  const { type, value, reason } = output;
  if (type === 'content' && isList(value)) return value.map((part) => (isJsonObject(part) ? contentPart(part) : part));
  return value ?? reason ?? output;
}

/** The content of a tool's answer has names of its own for the same media. */
const contentPart = (part: JsonObject): JsonObject => (part['type'] === 'text' ? part : (vercelPart(part) ?? part));

function media(
  modality: string | undefined,
  given: Json | undefined,
  { mediaType, mimeType, type: _, ...others }: JsonObject,
): JsonObject | undefined {
  // Version 7 says what the data are: `{type: 'data', data}`, `{type: 'url', url}`.
  const data = isJsonObject(given) ? given[nonEmptyText(given['type']) ?? ''] : given;
  if (typeof data !== 'string') return undefined;
  const mime = mediaType ?? mimeType;
  const kind = modality ?? (typeof mime === 'string' ? mime.split('/')[0] : undefined);
  const about = { modality: kind, mime_type: mime, ...others };
  return /^https?:/.test(data) ? { type: 'uri', uri: data, ...about } : { type: 'blob', content: data, ...about };
}
