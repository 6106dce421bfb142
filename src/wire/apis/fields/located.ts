import { withoutNullish } from '../../../json/json-record';
import type { Part } from '../../exchange';

const dataUrl = /^data:([^;,]*)(?:;[^,]*)?,/;

/** Media at an address, as a part of the conventions: a data URL is content, any other one says where content is. */
export function located(modality: string, url: unknown): Part {
  const text = typeof url === 'string' ? url : '';
  const match = dataUrl.exec(text);
  if (match === null) return { type: 'uri', modality, uri: text };
  return {
    type: 'blob',
    modality,
    ...withoutNullish({ mime_type: match[1] || undefined }),
    content: text.slice(match[0].length),
  };
}
