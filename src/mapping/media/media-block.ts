import type { Json, JsonObject } from '../../json/json';
import { isJsonObject, withoutNullish } from '../../json/json';
import { dataUriMarker, mediaMarker, readMediaMarker } from '../../json/media-marker';
import { mimeTypeOfBase64 } from '../../json/media-places';
import { isBase64 } from './media-bytes';

/**
 * A `blob`, `uri` or `file` part of the conventions as content of OpenAI's chat API, with its other members. The address of a file
 * is named as in OpenAI's responses. Media that neither has a form for, such as a video's address, stay as they were.
 */
export function mediaBlock(part: JsonObject): JsonObject {
  if (isJsonObject(part['file'])) return part;
  const { type, modality, mime_type: mimeType, ...others } = part;
  const kind = kindOf(modality, mimeType);
  if (type === 'file' || type === 'input_file') {
    const about = { ...others, mime_type: mimeType, modality: modality === 'document' ? null : modality };
    return { type: 'file', file: withoutNullish(about) };
  }
  if (type === 'uri') return addressBlock(part, kind);
  const { content, ...beside } = others;
  return typeof content === 'string' ? contentBlock(content, kind, mimeType, beside) : part;
}

/** Some instrumentations call everything an image whose MIME type they do not know. */
function kindOf(modality: Json | undefined, mimeType: Json | undefined): string {
  const [family = '', subtype] = textOf(mimeType)?.split('/') ?? [];
  if (family === 'image' || family === 'audio' || family === 'video') return family;
  return subtype === undefined ? (textOf(modality) ?? family) : 'file';
}

function addressBlock(part: JsonObject, kind: string): JsonObject {
  const { type: _, modality: _modality, mime_type: mimeType, uri, ...others } = part;
  if (typeof uri !== 'string') return part;
  if (kind === 'image') {
    return image(uri, uri.startsWith('data:') ? others : { ...withoutNullish({ mime_type: mimeType }), ...others });
  }
  const payload = payloadOf(uri);
  if (payload !== undefined) return contentBlock(payload, kind, mimeType ?? mimeTypeOf(uri), others);
  if (kind === 'audio' || kind === 'video') return part;
  return { type: 'file', file: { ...others, file_url: uri, ...withoutNullish({ mime_type: mimeType }) } };
}

function contentBlock(content: string, kind: string, mimeType: Json | undefined, others: JsonObject): JsonObject {
  if (kind === 'audio') {
    const audio = { data: payloadOf(content) ?? content, format: audioFormat(mimeType, content) };
    return { type: 'input_audio', input_audio: { ...withoutNullish(audio), ...others } };
  }
  const isWhole = content.startsWith('data:') || isBase64(content);
  const about = isWhole ? others : { ...withoutNullish({ mime_type: mimeType }), ...others };
  if (kind === 'image') return image(isWhole ? dataUrl(content, mimeType, 'image/*') : content, about);
  const data = isWhole ? dataUrl(content, mimeType, 'application/octet-stream') : content;
  return { type: 'file', file: { file_data: data, ...about } };
}

/** An image of OpenAI's Responses API (`image_url` a string) or of Anthropic's (`source`). */
export function imageBlock(part: JsonObject): JsonObject {
  const { type: _, image_url: url, ...others } = part;
  return typeof url === 'string' ? image(url, others) : part;
}

const image = (url: string, others: JsonObject): JsonObject => ({ type: 'image_url', image_url: { url, ...others } });

/** @param unknown the MIME type where neither the producer nor the first bytes say it */
function dataUrl(content: string, mimeType: Json | undefined, unknown: string): string {
  if (content.startsWith('data:')) return content;
  const head = `data:${exactType(mimeType, content) ?? unknown}`;
  const digest = readMediaMarker(content);
  return digest === undefined ? `${head};base64,${content}` : dataUriMarker(head, digest);
}

/** The first bytes show what `image/*`, or `image` alone, leaves open. */
function exactType(mimeType: Json | undefined, content: string): string | undefined {
  const given = textOf(mimeType);
  const isType = given?.includes('/') === true;
  return isType && !given.includes('*') ? given : (mimeTypeOfBase64(content) ?? (isType ? given : undefined));
}

/** The base64 of a data URI, or what stands for it. */
function payloadOf(uri: string): string | undefined {
  if (!uri.startsWith('data:')) return undefined;
  const marked = readMediaMarker(uri);
  if (marked !== undefined) return mediaMarker(marked);
  const head = /^data:[^,]{0,200};base64,/.exec(uri.slice(0, 220))?.[0];
  return head && uri.slice(head.length);
}

const mimeTypeOf = (uri: string): string | undefined => /^data:([^;,]+)/.exec(uri.slice(0, 220))?.[1];

/** OpenAI names the format where others name the MIME type. */
function audioFormat(mimeType: Json | undefined, content: string): string | undefined {
  const format = exactType(mimeType, content)?.split('/')[1];
  return format === 'mpeg' ? 'mp3' : format;
}

const textOf = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);
