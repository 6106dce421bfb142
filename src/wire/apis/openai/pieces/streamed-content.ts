import { asNumber, asRecord, asText, type JsonRecord, without } from '../../../../json/json-record';
import type { Growth } from '../../fields/growth';
import { append, assign, type Writable } from '../../fields/stream';
import { StreamedText } from './streamed-text';

/** The content and the reasoning of a message, each under its name, while their pieces arrive. */
export class StreamedContent {
  readonly #message: Writable;
  readonly #growth: Growth;
  readonly #texts = new Map<string, StreamedText>();

  constructor(message: Writable, growth: Growth) {
    this.#message = message;
    this.#growth = growth;
  }

  /**
   * Adds what a chunk has. Where one of them is not text but a part or a list of them, all of it is a list: Mistral streams its
   * thoughts as parts, and what follows them as text.
   */
  push(field: string, content: unknown): void {
    if (content === undefined) return;
    const before = this.#message[field];
    if (typeof content === 'string' && isText(before)) {
      const text = this.#texts.get(field) ?? new StreamedText(this.#growth);
      this.#texts.set(field, text);
      this.#message[field] = text.joined(asText(before) ?? '', content);
    } else if (isText(before) ? isText(content) || (!before && areNumbered(content)) : areNumbered(content)) {
      append(this.#message, { [field]: content }, this.#growth);
    } else {
      const parts = partsIn(before);
      addParts(parts, partsIn(content), this.#growth);
      this.#message[field] = parts;
    }
  }

  /** Nothing more comes. */
  end(): void {
    for (const [field, text] of this.#texts) {
      const before = this.#message[field];
      if (typeof before === 'string') this.#message[field] = text.whole(before);
    }
  }
}

const isText = (content: unknown): boolean => (content ?? '') === '' || typeof content === 'string';

/** By their index, pieces are joined wherever they stand. */
const areNumbered = (content: unknown): boolean =>
  Array.isArray(content) && content.every((part) => asNumber(asRecord(part)?.['index']) !== undefined);

/** A text in a list, or before it, is a part. */
const partsIn = (content: unknown): unknown[] => {
  if (Array.isArray(content)) return content.some(isText) ? content.flatMap(partsIn) : content;
  if (isText(content)) return content ? [{ type: 'text', text: content }] : [];
  return [content];
};

function addParts(parts: unknown[], pieces: readonly unknown[], growth: Growth): void {
  for (const piece of pieces) {
    const isAdded = isContinued(asRecord(parts.at(-1)), asRecord(piece), growth);
    if (!isAdded && growth.takes(piece)) parts.push(piece);
  }
}

/** Where a part has its text: as a text, a list of parts, or a part. */
const textFields = ['text', 'thinking', 'summary', 'reasoning', 'reasoningText'];

/** A text continues the text before it, thoughts continue thoughts; everything else is a part of its own. */
function isContinued(last: Writable | undefined, piece: JsonRecord | undefined, growth: Growth): boolean {
  if (last === undefined || piece === undefined || kindOf(last) !== kindOf(piece)) return false;
  const field = textFields.find((name) => last[name] !== undefined);
  const others = textFields.filter((name) => name !== field && (piece[name] ?? '') !== '');
  // A signature ends what it signs.
  const isSigned = (piece[field ?? ''] ?? '') !== '' && asText(last['signature']);
  if (field === undefined || others.length > 0 || isSigned) return false;
  if (!isTextContinued(last, field, piece[field], growth)) return false;
  assign(last, without(piece, field), growth);
  return true;
}

const kindOf = (part: JsonRecord): string => `${asText(part['type']) ?? 'text'} ${asNumber(part['index']) ?? ''}`;

function isTextContinued(last: Writable, field: string, piece: unknown, growth: Growth): boolean {
  const before = last[field];
  if ((piece ?? '') === '') return true;
  if (typeof before === 'string' && typeof piece === 'string') last[field] = growth.joined(before, piece);
  else if (Array.isArray(before) && Array.isArray(piece)) addParts(before, piece, growth);
  else return isContinued(asRecord(before), asRecord(piece), growth);
  return true;
}
