import { readContent } from './content';
import { isList } from './json';
import { toolDefinitions } from './tools';
import { WrittenJson } from './written-json';

/** An app sends the same tools with every call. So many texts are remembered, of so many characters. */
const maxKnown = 32;
const maxChars = 32_768;
const known = new Map<string, WrittenJson | null>();

/** Tool definitions as the record has them, of a list of them in JSON; `undefined` if it is none, or cut. */
export function writtenTools(list: string): WrittenJson | undefined {
  if (list.length > maxChars) return undefined;
  let tools = known.get(list);
  if (tools === undefined) {
    tools = write(list);
    if (known.size >= maxKnown) known.clear();
    known.set(list, tools);
  }
  return tools ?? undefined;
}

function write(list: string): WrittenJson | null {
  const content = readContent(list);
  // A list of texts, each of them JSON, is read by those who know it.
  if (content === undefined || content.isCut || !isList(content.value) || content.value.length === 0) return null;
  if (content.value.some((tool) => typeof tool === 'string')) return null;
  return new WrittenJson([JSON.stringify(toolDefinitions(content.value))]);
}
