import { asRecord, compact, fieldsOf, type JsonRecord, nonEmpty, without } from '../../../json/json-record';
import type { Part } from '../../exchange';
import { textNames, textsIn } from '../fields/texts';

/** Where servers put the reasoning of a message, the likeliest first; GitHub Copilot has the third. */
const fields = ['reasoning_content', 'reasoning', 'reasoning_text', 'reasoning_details', 'thinking_blocks'] as const;

export const reasoningFields: ReadonlySet<string> = new Set<string>(fields);

/**
 * The reasoning in a message, and the message without it. Of several fields with the same text, as OpenRouter and LiteLLM have them,
 * the one is read that has a signature beside it. What else a second field says stays.
 */
export function readReasoning(message: JsonRecord): readonly [parts: readonly Part[], others: JsonRecord] {
  const found = fields.map((name) => ({ name, parts: thoughtsIn(message[name]) }));
  const first = found.find(({ parts }) => said(parts) !== '');
  if (first === undefined) return [[], without(message, ...fields.filter((name) => message[name] === ''))];
  const same = found.filter(({ parts }) => said(parts) === said(first.parts));
  const { parts } = same.find((each) => each.parts.some(hasMore)) ?? first;
  const read = same.map(({ name }): string => name);
  const unread = without(message, ...fields.filter((name) => read.includes(name) || message[name] === ''));
  return [parts, withoutRepeated(unread, said(parts))];
}

/** LiteLLM has the fields of the provider in an object of their own once more. */
function withoutRepeated({ provider_specific_fields: own, ...message }: JsonRecord, read: string): JsonRecord {
  const repeated = fields.filter((name) => said(thoughtsIn(fieldsOf(own)[name])) === read);
  const unread = asRecord(own) === undefined ? own : nonEmpty(without(compact(fieldsOf(own)), ...repeated));
  return unread === undefined ? message : { ...message, provider_specific_fields: unread };
}

/** The text of all thoughts; where it is divided, line breaks stand in one field and not in the other. */
const said = (parts: readonly Part[]): string =>
  parts
    .map(({ content }) => content)
    .join('')
    .replace(/\s/g, '');

const hasMore = (part: Part): boolean => Object.keys(part).length > 2;

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
