import type { Json, JsonObject } from '../../json/json';
import { isEmpty, isJsonObject, isList, objectOf, parseJson, put, stringify, type Writable } from '../../json/json';
import { mediaNames, mimeTypeOfBase64, onlyMediaNames } from '../../json/media-places';
import { base64Of, isBase64 } from '../media/media-bytes';
import { imagesIn } from './image-list';
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
  if (typeof value === 'string' && jsonStart.test(value) && mediaText.test(value)) return partsOfText(value);
  if (isList(value)) return isListOfParts(value) ? { parts: value.map(withMedia) } : undefined;
  if (isMedia(value)) return { parts: [withMedia(value)] };
  if (!isJsonObject(value)) return undefined;
  const { type, value: list, ...besideList } = value;
  if (type === 'content' && isList(list)) return { parts: list.map(withMedia), beside: besideList };
  const { content, ...besideContent } = value;
  if (isList(content) && content.some(isMedia)) return { parts: content.map(withMedia), beside: besideContent };
  const images = imagesIn(value);
  if (images !== undefined) {
    const { parts, beside } = images;
    return { parts: isEmpty(beside) ? parts : [...parts, stringify(beside)] };
  }
  return membersOf(value);
}

/** Media by themselves, or by a name for them beside other members. */
function membersOf(value: JsonObject): AnswerParts | undefined {
  const names = Object.keys(value);
  const parts: Json[] = [];
  const others: Writable = {};
  for (const name of names) {
    const member = value[name] ?? null;
    const media = names.length === 1 || namesOfMedia.has(name) ? bareMedia(member) : undefined;
    if (media === undefined) put(others, name, member);
    else parts.push(media);
  }
  if (parts.length === 0) return undefined;
  return { parts: isEmpty(others) ? parts : [...parts, stringify(others)] };
}

const namesOfMedia: ReadonlySet<string> = new Set([...mediaNames, ...onlyMediaNames, 'screenshot']);

/** JSON as text, if it has media; any other is the tool's output, and stays as it is written. */
function partsOfText(text: string): AnswerParts | undefined {
  const value = parseJson(text) ?? null;
  const found = typeof value === 'object' && value !== null ? answerParts(value) : undefined;
  return found?.parts.some(isMedia) ? found : undefined;
}

const jsonStart = /^\s*[[{]/;
/** Of media in JSON, or of a note in their place. */
const mediaText = /"(?:data:[a-z]|[\w+/-]{64})|SHA-256 /;

const withMedia = (value: Json): Json => bareMedia(value) ?? value;

/** A list of anything else is the tool's output, and not a list of parts. */
const isListOfParts = (list: readonly Json[]): boolean => list.length > 0 && (list.every(isPart) || list.some(isMedia));

const isPart = (value: Json): boolean => isJsonObject(value) && (isEmpty(value) || isContentPart(value));

const contentTypes: ReadonlySet<unknown> = new Set([
  ...['text', 'input_text', 'output_text'],
  ...['image', 'image_url', 'input_image', 'input_audio', 'document', 'file', 'input_file', 'blob', 'uri'],
  ...['image-data', 'image-url', 'image-file-id', 'image-file-reference'],
  ...['file-data', 'file-url', 'file-id', 'file-reference', 'resource', 'resource_link'],
]);
const isContentPart = ({ type, ...others }: JsonObject): boolean =>
  contentTypes.has(type) || (type === undefined ? isLoneText(others) : typeof type === 'string' && isEmpty(others));

const isLoneText = ({ text, ...others }: JsonObject): boolean => typeof text === 'string' && isEmpty(others);

/** Media themselves, not their address or name. */
const isMedia = (value: Json): boolean => {
  if (bareMedia(value) !== undefined) return true;
  if (!isJsonObject(value)) return false;
  const { type, file } = value;
  if (type === undefined) return isInline(typedPart(value) ?? mediaPart(value)) || imagesIn(value) !== undefined;
  return chatTypes.has(type) || isInline(mediaPart(value)) || (type === 'file' && isJsonObject(file));
};

const isInline = (part: JsonObject | undefined): boolean =>
  part?.['type'] === 'blob' || (typeof part?.['uri'] === 'string' && part['uri'].startsWith('data:'));

const chatTypes: ReadonlySet<unknown> = new Set(['image_url', 'input_image', 'input_audio', 'blob']);

/** Bytes that begin as a file does, a Buffer or a data URI, as a part; `undefined` for anything else. A shorter text may be a word. */
function bareMedia(value: Json): JsonObject | undefined {
  const content = typeof value === 'string' ? value : bytesText(value);
  if (content === undefined || content.length < 64) return undefined;
  const mimeType = mimeTypeOfBase64(content);
  if (mimeType !== undefined) return isBase64(content) ? { type: 'blob', mime_type: mimeType, content } : undefined;
  if (typeof value !== 'string') return isBuffer(value) ? { type: 'blob', content } : undefined;
  const [head, ofUri] = /^data:([\w.+-]+\/[\w.+-]+);(?:base64,)?/.exec(content.slice(0, 200)) ?? [];
  if (head === undefined || ofUri === undefined) return undefined;
  const isWhole = isBase64(head.endsWith(',') ? content.slice(head.length) : content);
  return isWhole ? { type: 'blob', mime_type: ofUri, content } : undefined;
}

const bytesText = (value: Json): string | undefined =>
  isBuffer(value) || typeof objectOf(value)['0'] === 'number' ? base64Of(value) : undefined;
const isBuffer = (value: Json): boolean => objectOf(value)['type'] === 'Buffer';
