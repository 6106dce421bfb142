import { asList, asRecord, asText, type JsonRecord } from '../../../json/json-record';

/**
 * A message's content and what a chunk adds to it, where one of them is a list of parts: Mistral streams its thoughts as parts,
 * and what follows them as text.
 */
export const joined = (before: unknown, piece: unknown): readonly unknown[] =>
  joinedParts(partsIn(before), partsIn(piece));

const partsIn = (content: unknown): readonly unknown[] =>
  asList(content) ?? (typeof content === 'string' && content !== '' ? [{ type: 'text', text: content }] : []);

function joinedParts(before: readonly unknown[], pieces: readonly unknown[]): readonly unknown[] {
  const parts = [...before];
  for (const piece of pieces) {
    const continued = continuation(asRecord(parts.at(-1)), asRecord(piece));
    if (continued === undefined) parts.push(piece);
    else parts[parts.length - 1] = continued;
  }
  return parts;
}

/** A text continues the text before it, thoughts continue thoughts; everything else is a part of its own. */
function continuation(last: JsonRecord | undefined, piece: JsonRecord | undefined): JsonRecord | undefined {
  if (last === undefined || piece === undefined || last['type'] !== piece['type']) return undefined;
  const [text, added] = [asText(last['text']), asText(piece['text'])];
  if (piece['type'] === 'text' && text !== undefined && added !== undefined)
    return { ...last, ...piece, text: text + added };
  const [thoughts, more] = [asList(last['thinking']), asList(piece['thinking'])];
  if (piece['type'] !== 'thinking' || thoughts === undefined || more === undefined) return undefined;
  return { ...last, ...piece, thinking: joinedParts(thoughts, more) };
}
