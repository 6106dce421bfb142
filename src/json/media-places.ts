/** The names that producers have for a MIME type. */
export const mimeNames = ['mime_type', 'mimeType', 'media_type', 'mediaType', 'contentType'] as const;
/** Members that hold media where the object around them shows it, and members that never hold anything else. */
export const mediaNames = new Set([
  ...['data', 'content', 'bytes', 'blob', 'image', 'audio', 'video', 'file', 'url', 'uri', 'image_url', 'result'],
]);
export const onlyMediaNames = new Set([
  ...['b64_json', 'file_data', 'fileData', 'base64', 'base64Data', 'uint8Array', 'imageBytes', 'bytesBase64Encoded'],
]);
/** Members that hold a text, whatever it looks like. */
export const isTextName = (name: string): boolean => name === 'text';
/** Names and types of objects that hold media. */
export const mediaKinds =
  /^(?:base64|blob|(?:input_|output_)?(?:image|audio|video|media|document)|image_generation_call)$/;

const lastKey = /"([^"\\]*)"\s*:\s*$/;
const itemOfImages = /"images"\s*:\s*\[[\s,]*$/;
const bufferData = /"type"\s*:\s*"Buffer"\s*,\s*"data"\s*:\s*$/;
const mimeMember = new RegExp(`"(?:${mimeNames.join('|')})"\\s*:\\s*"[^"]*/`);
const typeMember = /"type"\s*:\s*"([^"\\]*)"/g;

/** When a value is media: always by its own name, if it is a file, also if the object around it says so, or never. */
export type MediaPlace = 'media' | 'in media' | 'file' | 'text';

export function mediaPlaceAfter(json: string): MediaPlace {
  if (bufferData.test(json) || itemOfImages.test(json)) return 'media';
  const key = lastKey.exec(json)?.[1] ?? '';
  if (onlyMediaNames.has(key)) return 'media';
  if (isTextName(key)) return 'text';
  return mediaNames.has(key) ? 'in media' : 'file';
}

/** Whether an object holds media. @param before the text before its opening bracket */
export const isMediaObject = (before: string, members: string): boolean =>
  mimeMember.test(members) ||
  mediaKinds.test(lastKey.exec(before)?.[1] ?? '') ||
  [...members.matchAll(typeMember)].some(([, type = '']) => mediaKinds.test(type));

/** How the base64 of files begins that a person may send to a model or get from it. */
const beginnings: readonly (readonly [beginning: RegExp, mimeType: string])[] = [
  [/^iVBORw0KGg[o-r]/, 'image/png'],
  [/^[/_]9j[/_]/, 'image/jpeg'],
  [/^R0lGODl?/, 'image/gif'],
  [/^UklGR.{6}XRUJQ/, 'image/webp'],
  [/^UklGR.{6}XQVZF/, 'audio/wav'],
  [/^SUQz/, 'audio/mpeg'],
  [/^T2dnUw/, 'audio/ogg'],
  [/^ZkxhQ[w-z]/, 'audio/flac'],
  [/^GkXfo/, 'video/webm'],
  [/^AAAA[\w+/-][GWm2]Z0eXBhdmlm/, 'image/avif'],
  [/^AAAA[\w+/-][GWm2]Z0eXBoZWlj/, 'image/heic'],
  [/^AAAA[\w+/-][GWm2]Z0eX[A-D]/, 'video/mp4'],
  [/^JVBERi0/, 'application/pdf'],
  [/^PHN2Z[wyz]/, 'image/svg+xml'],
];
const anyBeginning = /^(?:iVBORw|[/_]9j|R0lGOD|UklGR|SUQz|T2dnUw|ZkxhQ|GkXfo|AAAA|JVBERi|PHN2Z[wyz])/;

/** The MIME type that the first characters of base64 show. */
export const mimeTypeOfBase64 = (base64: string): string | undefined =>
  anyBeginning.test(base64) ? beginnings.find(([beginning]) => beginning.test(base64))?.[1] : undefined;

const documentTypes: ReadonlyMap<string, string> = new Map([
  ['pdf', 'application/pdf'],
  ['csv', 'text/csv'],
  ['html', 'text/html'],
  ['txt', 'text/plain'],
  ['md', 'text/markdown'],
  ['doc', 'application/msword'],
  ['docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['xls', 'application/vnd.ms-excel'],
  ['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
]);

/** The MIME type of Bedrock's documents, images, sounds and videos of a format such as `txt` or `png`. */
export const mimeTypeOfFormat = (modality: string, format: string): string =>
  modality === 'document' ? (documentTypes.get(format) ?? format) : `${modality}/${format}`;
