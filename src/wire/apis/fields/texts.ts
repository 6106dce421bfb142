import { asList, asRecord } from '../../../json/json-record';

/** The names under which objects have their text, or a list of texts. */
const names = ['text', 'thinking', 'reasoning', 'reasoningText', 'summary', 'content', 'value'] as const;

/** Deeper than any server nests a text. */
const maxDepth = 4;

/** The texts in a value that should be a text: it may be a list or an object, or both in each other. None of them is empty. */
export function textsIn(value: unknown, depth = maxDepth): readonly string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (depth === 0) return [];
  const list = asList(value);
  if (list !== undefined) return list.flatMap((each) => textsIn(each, depth - 1));
  const record = asRecord(value);
  return record === undefined ? [] : names.flatMap((name) => textsIn(record[name], depth - 1));
}

/** The names of the fields that {@link textsIn} reads. */
export const textNames: readonly string[] = names;
