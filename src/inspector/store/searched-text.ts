import { base64Run } from '../../json/base64-run';
import type { Json } from '../../json/json';

/** Longer stretches of base64 are images and the like, in which there is nothing to find. */
const minBase64 = 1024;
/** Of a record: its beginning and its end, half of it each. An index of more would hold up what arrives next. */
const maxChars = 2 ** 19;

/**
 * What is searched of a record: the texts and the numbers in it, each in a line of its own. Names are none of it: as records have the
 * same ones, words such as "model" or "error" would be found in all.
 */
export function searchedText(record: Json): string {
  const lines = [...leavesOf(record)];
  const text = lines.join('\n');
  const half = maxChars / 2;
  return folded(text.length <= maxChars ? text : `${text.slice(0, half)}\n${text.slice(-half)}`);
}

/** With a list of its own, since records may be nested deeper than functions can call themselves. */
function* leavesOf(record: Json): Generator<string> {
  const open: (Json | undefined)[] = [record];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next === 'string') yield withoutBase64(next);
    else if (typeof next === 'number') yield String(next);
    else if (typeof next === 'object' && next !== null) {
      const inner: readonly (Json | undefined)[] = Array.isArray(next) ? next : Object.values(next);
      for (let index = inner.length - 1; index >= 0; index -= 1) open.push(inner[index]);
    }
  }
}

function withoutBase64(text: string): string {
  if (text.length < minBase64) return text;
  const kept: string[] = [];
  let at = 0;
  for (let run = base64Run(text, 0, minBase64); run !== undefined; run = base64Run(text, at, minBase64)) {
    kept.push(text.slice(at, run.start));
    at = run.end;
  }
  return [...kept, text.slice(at)].join('\n');
}

/** Without regard to case, nor to the two small sigmas, of which the place in a word decides. */
export const folded = (text: string): string => storable(text.toLowerCase().replaceAll('ς', 'σ'));

const unstorable = /[\0\p{Cs}]/gu;

/** Without what SQLite cannot keep in a text: zeros and halves of characters. */
export const storable = (text: string): string => text.replace(unstorable, '\ufffd');

/** The words and the quoted phrases of a search, to be found in {@link searchedText}. */
export const wordsOf = (search: string): readonly string[] => {
  const found = Array.from(search.matchAll(/"([^"]*)"?|[^\s"]+/g), ([word, phrase]) => folded(phrase ?? word));
  return [...new Set(found)].filter((word) => word.trim() !== '');
};
