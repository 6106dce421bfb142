import type { Json } from '../../json/json';
import { isList } from '../../json/json';
import { toolDefinitions } from '../messages/tool-definitions';
import { readContent } from '../read/content';
import { WrittenJson } from './written-json';

/** An app sends the same tools with every call. So many texts are remembered, of so many characters. */
const maxKnown = 32;
const maxChars = 32_768;
const known = new Map<string, WrittenJson | null>();

/** Tool definitions as the record has them, of a list of them in JSON; `undefined` if it is none, or cut. */
export const writtenTools = (list: string): WrittenJson | undefined => writtenToolsBy(list, () => read(list));

/** The same of tools that an instrumentation writes otherwise. @param text that says all of them */
export function writtenToolsBy(text: string, read: () => readonly Json[] | undefined): WrittenJson | undefined {
  if (text.length > maxChars) return undefined;
  let written = known.get(text);
  if (written === undefined) {
    const tools = read();
    written = tools === undefined ? null : new WrittenJson([JSON.stringify(toolDefinitions(tools))]);
    if (known.size >= maxKnown) known.clear();
    known.set(text, written);
  }
  return written ?? undefined;
}

function read(list: string): readonly Json[] | undefined {
  const content = readContent(list);
  // A list of texts, each of them JSON, is read by those who know it.
  if (content === undefined || content.isCut || !isList(content.value) || content.value.length === 0) return undefined;
  return content.value.some((tool) => typeof tool === 'string') ? undefined : content.value;
}
