import { compact } from '../../../json/json-record';
import type { Part } from '../../exchange';

export type Modality = 'image' | 'audio' | 'video' | 'document';

/** A text in a file is a document. */
export function modalityOf(mimeType: string | undefined): Modality {
  const kind = mimeType?.split('/')[0];
  return kind === 'image' || kind === 'audio' || kind === 'video' ? kind : 'document';
}

const dataUrl = /^data:([^;,]*)(?:;[^,]*)?,/;

/** Media at an address: a data URL is the content itself. */
export function mediaAt(modality: Modality, url: unknown): Part {
  const text = typeof url === 'string' ? url : '';
  const match = dataUrl.exec(text);
  if (match === null) return { type: 'uri', modality, uri: text };
  return blob(modality, text.slice(match[0].length), match[1] || undefined);
}

/** Media in base64. */
export const blob = (modality: Modality, content: unknown, mimeType?: unknown): Part => ({
  type: 'blob',
  modality,
  ...compact({ mime_type: mimeType }),
  content,
});

/** Media as a data URL, or as bare base64, which has no colon. */
export const mediaIn = (modality: Modality, data: unknown): Part =>
  String(data).includes(':') ? mediaAt(modality, data) : blob(modality, data);

/** Media that the provider has stored. */
export const storedFile = (modality: Modality, id: unknown): Part => ({ type: 'file', modality, file_id: id });
