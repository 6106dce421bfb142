import { asList, type JsonRecord, recordsOf } from '../../../json/json-record';
import type { Message, Part } from '../../exchange';

/** Each text is a message of its own; a text may be given as its tokens. */
export function readTexts(input: unknown): readonly Message[] {
  const list = asList(input) ?? [input];
  const texts = typeof list[0] === 'number' ? [list] : list;
  return texts.map((text) => ({ role: 'user', parts: [textPart(text)] }));
}

function textPart(text: unknown): Part {
  if (typeof text === 'string') return { type: 'text', content: text };
  if (asList(text) !== undefined) return { type: 'tokens', tokens: text };
  // Some servers embed more than text, as objects with or without a type.
  return { type: 'input', input: text };
}

/** The messages of a request, and its other fields. Some clients send a `prompt` beside no messages. */
export function askedIn(
  { messages, ...rest }: JsonRecord,
  read: (turns: readonly JsonRecord[]) => readonly Message[],
): { readonly messages: readonly Message[]; readonly rest: JsonRecord } {
  const { prompt, ...others } = rest;
  const turns = recordsOf(messages);
  return turns.length > 0 || prompt === undefined
    ? { messages: read(turns), rest }
    : { messages: readTexts(prompt), rest: others };
}
