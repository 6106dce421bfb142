import type { Json, JsonObject } from '../../json/json';
import { isEmpty, isJsonObject, isList, stringify } from '../../json/json';
import { mimeTypeOfBase64 } from '../../json/media-places';
import { isBase64 } from '../media/media-bytes';
import { mediaPart } from './media-part';
import { typedPart } from './untyped-part';

/** What a tool answered, where that is a list of parts, or media. */
interface AnswerParts {
  readonly parts: readonly Json[];
  /** Members beside the list, as an answer by the Model Context Protocol has them. */
  readonly beside?: JsonObject;
}

/**
 * The parts of a tool's answer: a list of them, also under `value` or `content`, or media without a list; `undefined` for any other
 * output, which is data.
 */
export function answerParts(value: Json): AnswerParts | undefined {
  if (isList(value)) return isListOfParts(value) ? { parts: value.map(withMedia) } : undefined;
  if (isMedia(value)) return { parts: [withMedia(value)] };
  if (!isJsonObject(value)) return undefined;
  const { type, value: list, ...besideList } = value;
  if (type === 'content' && isList(list)) return { parts: list.map(withMedia), beside: besideList };
  const { content, ...besideContent } = value;
  if (isList(content) && content.some(isMedia)) return { parts: content.map(withMedia), beside: besideContent };
  const { images, ...besideImages } = value;
  if (!isList(images) || images.length === 0 || !images.every(isMedia)) return undefined;
  const parts = images.map(withMedia);
  return { parts: isEmpty(besideImages) ? parts : [...parts, stringify(besideImages)] };
}

const withMedia = (value: Json): Json => (typeof value === 'string' ? (bareMedia(value) ?? value) : value);

/** A list of anything else is the tool's output, and not a list of parts. */
const isListOfParts = (list: readonly Json[]): boolean => list.length > 0 && (list.every(isPart) || list.some(isMedia));

const isPart = (value: Json): boolean => isJsonObject(value) && (isEmpty(value) || isContentPart(value));

const contentTypes: ReadonlySet<unknown> = new Set([
  ...['text', 'input_text', 'output_text'],
  ...['image', 'image_url', 'input_image', 'input_audio', 'document', 'file', 'input_file', 'blob', 'uri'],
]);
const isContentPart = ({ type, ...others }: JsonObject): boolean =>
  contentTypes.has(type) || (type === undefined ? isLoneText(others) : typeof type === 'string' && isEmpty(others));

const isLoneText = ({ text, ...others }: JsonObject): boolean => typeof text === 'string' && isEmpty(others);

/** Media themselves, not their address or name. */
const isMedia = (value: Json): boolean => {
  if (typeof value === 'string') return bareMedia(value) !== undefined;
  if (!isJsonObject(value)) return false;
  const part = value['type'] === undefined ? (typedPart(value) ?? mediaPart(value)) : mediaPart(value);
  return part?.['type'] === 'blob' || chatTypes.has(value['type']);
};

const chatTypes: ReadonlySet<unknown> = new Set(['image_url', 'input_image', 'input_audio', 'blob']);

/** Base64 that begins as a file does, or a data URI, as a part; `undefined` for other text. A shorter one may be a word. */
export function bareMedia(text: string): JsonObject | undefined {
  if (text.length < 64) return undefined;
  const mimeType = mimeTypeOfBase64(text);
  if (mimeType !== undefined) return isBase64(text) ? { type: 'blob', mime_type: mimeType, content: text } : undefined;
  const [head, ofUri] = /^data:([\w.+-]+\/[\w.+-]+);(?:base64,)?/.exec(text.slice(0, 200)) ?? [];
  if (head === undefined || ofUri === undefined) return undefined;
  const isWhole = isBase64(head.endsWith(',') ? text.slice(head.length) : text);
  return isWhole ? { type: 'blob', mime_type: ofUri, content: text } : undefined;
}
