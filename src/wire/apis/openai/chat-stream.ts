import { asRecord, fieldsOf, type JsonRecord, recordsIn, recordsOf, without } from '../../../json/json-record';
import type { Folder } from '../api';
import { reasonIn } from '../fields/choices';
import type { Growth } from '../fields/growth';
import { append, assign, Indexed, isDone, type Writable } from '../fields/stream';
import { addUsage } from '../fields/usage';
import { chatCall } from './chat-call';
import { StreamedCalls } from './pieces/streamed-calls';
import { StreamedContent } from './pieces/streamed-content';
import { reasoningFields } from './thoughts';

/** A choice while its pieces arrive. */
interface Choice {
  readonly index: number;
  readonly fields: Writable;
  readonly message: Writable;
  readonly content: StreamedContent;
  readonly calls: StreamedCalls;
}

/** Folds the chunks of a streamed completion, of a chat or not, into the chat completion that it would have been without streaming. */
export function foldChat(growth: Growth): Folder {
  const body: Writable = {};
  const choices = new Indexed<Choice>((index) => {
    const message: Writable = {};
    const content = new StreamedContent(message, growth);
    return { index, fields: {}, message, content, calls: new StreamedCalls(growth) };
  }, growth);
  let isAtEnd = false;
  return {
    push(event, { choices: pieces, usage, ...fields }) {
      isAtEnd ||= isDone(event);
      replace(body, fields, growth);
      addUsage(body, usage, growth);
      for (const piece of recordsOf(pieces)) addPiece(choices.at(piece['index']), piece, growth);
    },
    result() {
      const all = choices.inOrder() ?? [];
      const ended = all.length > 0 && all.every(({ fields }) => reasonIn(fields['finish_reason']) !== undefined);
      return { body: { ...body, choices: all.map(whole) }, complete: isAtEnd || ended };
    },
  };
}

const whole = ({ index, fields, message, content, calls }: Choice): JsonRecord => {
  content.end();
  const all = calls.all();
  return { ...fields, index, message: all === undefined ? message : { ...message, tool_calls: all } };
};

function addPiece({ fields, message, content, calls }: Choice, piece: JsonRecord, growth: Growth): void {
  const { index: _, text, delta, message: wholeMessage, logprobs, usage, ...others } = piece;
  addUsage(fields, usage, growth);
  replace(fields, others, growth);
  if (logprobs !== undefined) append(fields, { logprobs }, growth);
  const { tool_calls: pieces, ...rest } = withText(fieldsOf(delta), text);
  for (const name of Object.keys(rest)) {
    if (name === 'content' || reasoningFields.has(name)) content.push(name, rest[name]);
    else if (name === 'images') append(message, { images: wholeOnes(rest[name]) }, growth);
    else append(message, { [name]: rest[name] }, growth);
  }
  for (const call of recordsIn(pieces)) calls.push(chatCall(call));
  if (asRecord(delta) === undefined) replace(message, fieldsOf(wholeMessage), growth); // where a server does not stream
}

/** Images come whole, and some servers give each the index 0. */
const wholeOnes = (images: unknown): readonly unknown[] => recordsIn(images).map((image) => without(image, 'index'));

/** The older completions have a text in place of a delta; Together has both, with the same text. */
const withText = (delta: JsonRecord, text: unknown): JsonRecord =>
  typeof text === 'string' && (delta['content'] ?? '') === '' ? { ...delta, content: delta['content'] ?? text } : delta;

/** Takes over the fields of a later chunk; objects are merged, and what says nothing replaces nothing. */
function replace(into: Writable, fields: JsonRecord, growth: Growth): void {
  for (const key of Object.keys(fields)) {
    const value = fields[key];
    if (key === '__proto__') continue;
    const isKnown = Object.hasOwn(into, key);
    const nested = asRecord(value);
    if (nested !== undefined) {
      const merged: Writable = (isKnown && asRecord(into[key])) || {};
      assign(merged, nested, growth);
      into[key] = merged;
    } else if (isKnown ? value !== null && value !== '' && into[key] !== value : growth.takes(value)) into[key] = value;
  }
}
