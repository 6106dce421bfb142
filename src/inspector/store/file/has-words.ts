import { objectOf } from '../../../json/json';
import { eventOf, parsed } from '../lines';
import { folded, searchedText } from '../searched-text';

/** Whether JSON writes it otherwise than it is, or it stands for what JSON writes otherwise. */
const isEscaped = (word: string): boolean => JSON.stringify(word) !== `"${word}"` || word.includes('\ufffd');

/** Whether an event's line has all words. One that has a word nowhere is not parsed. */
export function hasWords(line: string, words: readonly string[]): boolean {
  const lower = folded(line);
  if (words.some((word) => !isEscaped(word) && !lower.includes(word))) return false;
  const record = eventOf(objectOf(parsed(line)))?.record ?? {};
  const searched = searchedText(record);
  return words.every((word) => searched.includes(word));
}
