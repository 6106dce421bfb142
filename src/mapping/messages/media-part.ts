import type { Json, JsonObject } from '../../json/json';
import { isJsonObject, nonEmptyText } from '../../json/json';
import { mimeNames, mimeTypeOfBase64, onlyMediaNames } from '../../json/media-places';
import { base64Of, isBase64, isCutBase64 } from '../media/media-bytes';

/** By the types of parts. Those without one hold files of any kind. */
const modalities: ReadonlyMap<unknown, string | undefined> = new Map([
  ...['image', 'input_image', 'image-data', 'image-url', 'image_generation_call', 'image_generation'].map(
    (type) => [type, 'image'] as const,
  ),
  ['audio', 'audio'],
  ['video', 'video'],
  ...['file', 'file-data', 'file-url', 'file-id', 'media', 'document', 'resource'].map(
    (type) => [type, undefined] as const,
  ),
]);

/** Where a part has its media, or where they are. */
const holders = [
  ...['data', ...onlyMediaNames, 'bytes', 'blob', 'image', 'audio', 'video'],
  ...['result', 'image_url', 'url', 'uri'],
];
/** Objects within a part that have them. */
const envelopes = ['source', 'resource'] as const;

/**
 * A part with media, in any producer's form, as a `blob`, `uri` or `file` part of the conventions; `undefined` for any other part.
 * Its type says that it has media, or the name or the MIME type of bytes in it.
 */
export function mediaPart(part: JsonObject): JsonObject | undefined {
  if (part['type'] === undefined) return untypedMedia(part);
  if (!modalities.has(part['type'])) return undefined;
  const { type, ...members } = part;
  const modality = modalities.get(type);
  for (const name of envelopes) {
    const { [name]: envelope, ...others } = members;
    if (isJsonObject(envelope)) return enveloped(envelope, modality, others);
  }
  const id = part['fileId'];
  if (typeof id === 'string' && id !== '') {
    const { fileId: _, ...others } = members;
    return { type: 'file', file_id: id, ...others };
  }
  return mediaOf(members, modality);
}

/** A document's text needs no other form, nor does a resource that has one beside its address. */
function enveloped(envelope: JsonObject, modality: string | undefined, others: JsonObject): JsonObject | undefined {
  const { type, ...members } = envelope;
  if (type === 'text') return undefined;
  const media = mediaOf(members, modality);
  const isReadable = media?.['type'] === 'blob' || modality === 'image' || type === 'url';
  return isReadable && media !== undefined ? { ...media, ...others } : undefined;
}

function mediaOf(members: JsonObject, modality: string | undefined): JsonObject | undefined {
  for (const holder of holders) {
    const value = members[holder];
    if (value === undefined || value === null || value === '') continue;
    const content = contentOf(value);
    if (content === undefined) continue;
    const { [holder]: _, ...beside } = members;
    const { mimeType, others } = withoutType(beside);
    const about = { ...named('modality', modality), ...named('mime_type', mimeType), ...others };
    return isAddress(content) ? { type: 'uri', uri: content, ...about } : { type: 'blob', content, ...about };
  }
  return undefined;
}

/** Version 7 of the Vercel AI SDK says what the data of a file are: `{type: 'url', url}`, `{type: 'text', text}`. */
function contentOf(value: Json): string | undefined {
  if (!isJsonObject(value)) return base64Of(value);
  const tagged = value[nonEmptyText(value['type']) ?? ''];
  return typeof tagged === 'string' ? tagged : base64Of(value);
}

const isAddress = (content: string): boolean => /^[a-z][\w+.-]{0,30}:\/\//.test(content.slice(0, 40));

function untypedMedia(part: JsonObject): JsonObject | undefined {
  const { mimeType } = withoutType(part);
  const isNamed = [...onlyMediaNames].some((name) => typeof part[name] === 'string');
  if (!isNamed && !mediaTypes.test(String(mimeType))) return undefined;
  const media = mediaOf(part, part['b64_json'] === undefined ? undefined : 'image');
  const content = media?.['content'];
  if (typeof content !== 'string' || !(isBase64(content) || isCutBase64(content))) return undefined;
  return { mime_type: mimeTypeOfBase64(content), ...media };
}

/** Not those of text: these may be anything. */
const mediaTypes = /^(?:(?:image|audio|video)\/|application\/(?!json))/;

/** The MIME type, by any producer's name, and the other members. */
function withoutType(members: JsonObject): { readonly mimeType: Json | undefined; readonly others: JsonObject } {
  const name = mimeNames.find((each) => members[each] !== undefined);
  if (name === undefined) return { mimeType: undefined, others: members };
  const { [name]: mimeType, ...others } = members;
  return { mimeType, others };
}

const named = (name: string, value: Json | undefined): JsonObject =>
  value === undefined || value === null ? {} : { [name]: value };
