import type { Json, JsonObject } from '../../json/json';
import { isJsonObject, isList } from '../../json/json';
import { mimeTypeOfBase64 } from '../../json/media-places';
import { isBase64, isCutBase64 } from '../media/media-bytes';
import { mediaPart } from './media-part';

/** The lists of images that models of images answer, by any API's name. */
const listNames = ['images', 'artifacts', 'data', 'predictions', 'generatedImages'] as const;

interface Images {
  readonly parts: readonly JsonObject[];
  /** The members beside the list. */
  readonly beside: JsonObject;
}

/** The images in a list of them, as parts; `undefined` if there is none, or if it holds anything else. */
export function imagesIn(value: JsonObject): Images | undefined {
  for (const name of listNames) {
    const list = value[name];
    if (!isList(list) || list.length === 0) continue;
    const parts = list.map(imageIn).filter((part) => part !== undefined);
    if (parts.length < list.length) continue;
    const { [name]: _, ...beside } = value;
    return { parts, beside };
  }
  return undefined;
}

function imageIn(item: Json): JsonObject | undefined {
  if (typeof item === 'string') return imageOf(item);
  if (!isJsonObject(item)) return undefined;
  if (item['type'] !== undefined) return item['type'] === 'image_url' ? item : undefined;
  const { image, ...others } = item;
  const part = mediaPart(isJsonObject(image) ? { ...others, ...image } : item);
  return part?.['type'] === 'blob' ? part : undefined;
}

/** Base64 without a MIME type. A shorter one may be a name. */
export function imageOf(text: string): JsonObject | undefined {
  const base64 = text.startsWith('data:') ? text.slice(text.indexOf(',') + 1) : text;
  if (base64.length < 32 || !(isBase64(base64) || isCutBase64(base64))) return undefined;
  return { type: 'blob', modality: 'image', mime_type: mimeTypeOfBase64(base64), content: text };
}
