import type { Json } from '../../json/json';
import { isList } from '../../json/json';
import { toolDefinitions } from '../messages/tool-definitions';
import { readContent } from '../read/content';
import type { Unparsed } from '../read/facts';
import { WrittenJson } from './written-json';

/** An app sends the same tools with every call, so what is written of them is remembered: of so many texts, up to so long. */
const maxRemembered = 32;
const maxChars = 32_768;
const remembered = new Map<string, WrittenJson | null>();

/** Tool definitions in the record's form, from a list of them as JSON; `undefined` if it is none, or cut. */
export const writtenTools = (list: string): Unparsed | undefined => writtenToolsBy(list, () => toolsIn(list));

/** The same for tools that an instrumentation writes otherwise. @param key a text that is the same for the same tools only */
export function writtenToolsBy(key: string, read: () => readonly Json[] | undefined): Unparsed | undefined {
  if (key.length > maxChars) return undefined;
  let written = remembered.get(key);
  if (written === undefined) {
    const tools = read();
    written = tools === undefined ? null : new WrittenJson([JSON.stringify(toolDefinitions(tools))]);
    if (remembered.size >= maxRemembered) remembered.clear();
    remembered.set(key, written);
  }
  return written ?? undefined;
}

function toolsIn(list: string): readonly Json[] | undefined {
  const content = readContent(list);
  if (content === undefined || content.isCut || !isList(content.value) || content.value.length === 0) return undefined;
  // Some instrumentations write each tool as JSON in a text; their dialects parse it.
  return content.value.some((tool) => typeof tool === 'string') ? undefined : content.value;
}
