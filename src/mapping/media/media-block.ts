import type { Json, JsonObject } from '../../json/json';
import { isJsonObject } from '../../json/json';

/**
 * A `blob`, `uri` or `file` part of the conventions as content of OpenAI's chat API, with what else it says kept. Media that
 * the chat API has no form for, such as a video's address, stay as they were.
 */
export function mediaBlock(part: JsonObject): JsonObject {
  if (isJsonObject(part['file'])) return part;
  const { type, modality, mime_type: mimeType, content, uri, file_id: fileId, file_data: fileData, ...others } = part;
  const family = textOf(mimeType)?.split('/')[0];
  const kind = textOf(modality) ?? family ?? '';
  if (type === 'uri') {
    const isImage = kind === 'image' && typeof uri === 'string';
    return isImage
      ? image(uri, uri.startsWith('data:') ? others : { ...kept({ mime_type: mimeType }), ...others })
      : part;
  }
  if (type === 'file' || type === 'input_file') {
    return {
      type: 'file',
      file: {
        ...kept({
          file_id: fileId,
          file_data: fileData,
          mime_type: mimeType,
          ...(kind === 'document' ? {} : { modality }),
        }),
        ...others,
      },
    };
  }
  if (typeof content !== 'string') return part;
  if (kind === 'image') return image(dataUrl(content, mimeType ?? 'image/*'), others);
  if (kind === 'audio') {
    return {
      type: 'input_audio',
      input_audio: { data: content, ...kept({ format: audioFormat(mimeType) }), ...others },
    };
  }
  return { type: 'file', file: { file_data: dataUrl(content, mimeType ?? 'application/octet-stream'), ...others } };
}

/** An image of OpenAI's Responses API (`image_url` a string) or of Anthropic's (`source`). */
export function imageBlock(part: JsonObject): JsonObject {
  const { type: _, image_url: url, source, ...others } = part;
  if (typeof url === 'string') return image(url, others);
  if (!isJsonObject(source)) return part;
  const { type: _form, url: address, data, media_type: mimeType, ...about } = source;
  if (typeof address === 'string') return image(address, { ...kept({ mime_type: mimeType }), ...about, ...others });
  if (typeof data !== 'string') return part;
  return image(dataUrl(data, mimeType ?? 'image/*'), { ...about, ...others });
}

const image = (url: string, others: JsonObject): JsonObject => ({ type: 'image_url', image_url: { url, ...others } });

const dataUrl = (content: string, mimeType: Json): string =>
  content.startsWith('data:') ? content : `data:${String(mimeType)};base64,${content}`;

/** OpenAI names the format where others name the MIME type. */
function audioFormat(mimeType: Json | undefined): string | undefined {
  const format = textOf(mimeType)?.split('/')[1];
  return format === 'mpeg' ? 'mp3' : format;
}

const kept = (fields: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));

const textOf = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);
