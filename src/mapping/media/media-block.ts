import type { Json, JsonObject } from '../../json/json';
import { isJsonObject, withoutNullish } from '../../json/json';
import { dataUriMarker, readMediaMarker } from '../../json/media-marker';

/**
 * A `blob`, `uri` or `file` part of the conventions as content of OpenAI's chat API, with its other members. Media that the chat
 * API has no form for, such as a video's address, stay as they were.
 */
export function mediaBlock(part: JsonObject): JsonObject {
  if (isJsonObject(part['file'])) return part;
  const { type, modality, mime_type: mimeType, content, uri, file_id, file_data, ...others } = part;
  const family = textOf(mimeType)?.split('/')[0];
  const kind = textOf(modality) ?? family ?? '';
  if (type === 'uri') {
    if (kind !== 'image' || typeof uri !== 'string') return part;
    return image(uri, uri.startsWith('data:') ? others : { ...withoutNullish({ mime_type: mimeType }), ...others });
  }
  if (type === 'file' || type === 'input_file') {
    const about = { file_id, file_data, mime_type: mimeType, modality: kind === 'document' ? null : modality };
    return { type: 'file', file: { ...withoutNullish(about), ...others } };
  }
  if (typeof content !== 'string') return part;
  if (kind === 'image') return image(dataUrl(content, mimeType ?? 'image/*'), others);
  if (kind === 'audio') {
    const audio = { data: content, ...withoutNullish({ format: audioFormat(mimeType) }), ...others };
    return { type: 'input_audio', input_audio: audio };
  }
  return { type: 'file', file: { file_data: dataUrl(content, mimeType ?? 'application/octet-stream'), ...others } };
}

/** An image of OpenAI's Responses API (`image_url` a string) or of Anthropic's (`source`). */
export function imageBlock(part: JsonObject): JsonObject {
  const { type: _, image_url: url, source, ...others } = part;
  if (typeof url === 'string') return image(url, others);
  if (!isJsonObject(source)) return part;
  const { type: _form, url: address, data, media_type: mimeType, ...about } = source;
  if (typeof address === 'string') {
    return image(address, { ...withoutNullish({ mime_type: mimeType }), ...about, ...others });
  }
  if (typeof data !== 'string') return part;
  return image(dataUrl(data, mimeType ?? 'image/*'), { ...about, ...others });
}

const image = (url: string, others: JsonObject): JsonObject => ({ type: 'image_url', image_url: { url, ...others } });

function dataUrl(content: string, mimeType: Json): string {
  if (content.startsWith('data:')) return content;
  const head = `data:${String(mimeType)}`;
  const digest = readMediaMarker(content);
  return digest === undefined ? `${head};base64,${content}` : dataUriMarker(head, digest);
}

/** OpenAI names the format where others name the MIME type. */
function audioFormat(mimeType: Json | undefined): string | undefined {
  const format = textOf(mimeType)?.split('/')[1];
  return format === 'mpeg' ? 'mp3' : format;
}

const textOf = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);
