import { createHash } from 'node:crypto';
import type { Json, JsonObject } from '../../json/json';
import { isJsonObject } from '../../json/json';
import { type MediaDigest, readMediaMarker } from '../../json/media-marker';
import { mimeTypeOfBase64 } from '../../json/media-places';
import { base64Of, bytesOf, isCutBase64 } from './media-bytes';

export interface Limit {
  readonly maxBytes: number;
  /** Base64 of fewer characters is within the limit. */
  readonly minChars: number;
}

export const limitOf = (maxBytes: number): Limit => ({ maxBytes, minChars: minCharsFor(maxBytes) });
export const minCharsFor = (maxBytes: number): number => Math.ceil(((maxBytes + 1) * 4) / 3);

/** What is known of media that are left out: nothing of those that are not whole. */
export type Known = MediaDigest | 'cut';

/** A value that may be media of more bytes, or a marker in place of them. */
export interface MediaContent {
  /** It says so itself. */
  readonly isMedia: boolean;
  readonly mimeType?: string | undefined;
  /** The MIME type by its first bytes. */
  readonly shownType?: string | undefined;
  /** `undefined` if it is within the limit, or no bytes. */
  readonly known: () => Known | undefined;
}

export function contentOf(value: Json | undefined, limit: Limit): MediaContent | undefined {
  if (typeof value === 'string') return textContent(value, limit);
  if (typeof value !== 'object' || value === null) return undefined;
  const base64 = base64Of(value);
  if (base64 === undefined) return undefined;
  const content = textContent(base64, limit);
  return content && { ...content, isMedia: content.isMedia || (isJsonObject(value) && value['type'] === 'Buffer') };
}

function textContent(text: string, limit: Limit): MediaContent | undefined {
  const marker = readMediaMarker(text);
  if (marker !== undefined) {
    const { isUri: isMedia, mimeType } = marker;
    return { isMedia, mimeType, shownType: mimeTypeOfBase64(text), known: () => marker };
  }
  if (text.length < limit.minChars) return undefined;
  const uri = dataUri.exec(text.slice(0, 200));
  const base64 = uri === null ? text : text.slice(uri[0].length);
  const shownType = mimeTypeOfBase64(base64);
  return { isMedia: uri !== null, mimeType: uri?.[1], shownType, known: () => knownOf(base64, limit) };
}

const dataUri = /^data:([\w.+-]+\/[\w.+*-]+)?(?:;[\w.+*-]+=[^;,]*)*;base64,/;

export function knownOf(base64: string, { maxBytes }: Limit): Known | undefined {
  const bytes = bytesOf(base64);
  if (bytes === undefined) return isCutBase64(base64) ? 'cut' : undefined;
  return bytes.length > maxBytes ? digestOf(bytes) : undefined;
}

const digestOf = (bytes: Buffer): MediaDigest => ({
  bytes: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
});

/** @param hints words that may name the kind of media where the MIME type is unknown */
export const describe = (known: Known, mimeType: string | undefined, hints = ''): JsonObject => ({
  type: /image|audio|video/.exec(mimeType ?? hints)?.[0] ?? 'file',
  ...(mimeType === undefined ? {} : { mime_type: mimeType }),
  ...(known === 'cut' ? { truncated: true } : { bytes: known.bytes, sha256: known.sha256 }),
});

export const isDescription = ({ sha256, bytes, truncated }: JsonObject): boolean =>
  (typeof sha256 === 'string' && typeof bytes === 'number') || truncated === true;
