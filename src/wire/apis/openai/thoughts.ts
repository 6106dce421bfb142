import { asRecord, compact, fieldsOf, type JsonRecord, nonEmpty, without } from '../../../json/json-record';
import type { Part } from '../../exchange';
import { textNames, textsIn } from '../fields/texts';

/** Where servers put the reasoning of a message, the likeliest first; GitHub Copilot has the third. */
const fields = ['reasoning_content', 'reasoning', 'reasoning_text', 'reasoning_details', 'thinking_blocks'] as const;

export const reasoningFields: ReadonlySet<string> = new Set<string>(fields);

/** The reasoning in a message, and the message without it. What a second field has beside it stays. */
export function readReasoning(message: JsonRecord): readonly [parts: readonly Part[], others: JsonRecord] {
  const found = fields.map((name) => [name, thoughtsIn(message[name])] as const);
  const [name, parts] = found.find(([, each]) => each.some(({ content }) => content !== '')) ?? [];
  const unread = fields.filter((each) => each === name || isRepeated(message[each], message[name ?? '']));
  return [parts ?? [], without(message, ...unread)];
}

const isRepeated = (value: unknown, read: unknown): boolean => value === read || value === '';

/** A text, an object with it, or a list of those, as parts. What is beside a text stays on its part: a signature, encrypted thoughts. */
export function thoughtsIn(value: unknown): readonly Part[] {
  if (Array.isArray(value)) return value.flatMap(thoughtsIn);
  const thought = asRecord(value);
  const texts = textsIn(value);
  if (thought === undefined) return texts.map((content) => ({ type: 'reasoning', content }));
  const beside = { ...without(thought, 'type', ...textNames), ...without(fieldsOf(thought['reasoningText']), 'text') };
  const [first, ...others] = texts;
  if (first === undefined && nonEmpty(compact(beside)) === undefined) return [];
  return [
    { ...compact(beside), type: 'reasoning', content: first ?? '' },
    ...others.map((content) => ({ type: 'reasoning', content })),
  ];
}
