import { asList, asRecord, asText, type JsonRecord } from '../../../json/json-record';
import type { Growth } from '../fields/growth';
import { append, type Writable } from '../fields/stream';

/**
 * Adds what a chunk has of a message's content. Where one of them is a list of parts, all of it is: Mistral streams its thoughts as
 * parts, and what follows them as text.
 */
export function addContent(message: Writable, content: unknown, growth: Growth): void {
  if (content === undefined) return;
  if (!Array.isArray(content) && !Array.isArray(message['content'])) {
    append(message, { content }, growth);
    return;
  }
  const parts = partsIn(message['content']);
  addParts(parts, partsIn(content), growth);
  message['content'] = parts;
}

const partsIn = (content: unknown): unknown[] => {
  if (Array.isArray(content)) return content;
  return typeof content === 'string' && content !== '' ? [{ type: 'text', text: content }] : [];
};

function addParts(parts: unknown[], pieces: readonly unknown[], growth: Growth): void {
  for (const piece of pieces) {
    const isAdded = isContinued(asRecord(parts.at(-1)), asRecord(piece), growth);
    if (!isAdded && growth.takes(piece)) parts.push(piece);
  }
}

/** A text continues the text before it, thoughts continue thoughts; everything else is a part of its own. */
function isContinued(last: Writable | undefined, piece: JsonRecord | undefined, growth: Growth): boolean {
  if (last === undefined || piece === undefined || last['type'] !== piece['type']) return false;
  const [text, added] = [asText(last['text']), asText(piece['text'])];
  if (piece['type'] === 'text' && text !== undefined && added !== undefined) {
    Object.assign(last, piece, { text: growth.joined(text, added) });
    return true;
  }
  const [thoughts, more] = [last['thinking'], asList(piece['thinking'])];
  if (piece['type'] !== 'thinking' || !Array.isArray(thoughts) || more === undefined) return false;
  addParts(thoughts, more, growth);
  Object.assign(last, piece, { thinking: thoughts });
  return true;
}
