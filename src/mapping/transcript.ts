import { chatMessages } from './chat';
import { isDeeper, isJsonObject, parseJson } from './json';
import { mayHoldMedia, withoutLargeMedia } from './large-media';
import type { Json, JsonObject } from './model-event';
import { messagesFrom } from './read-message';

/** Messages as the record has them, in JSON that was copied from the span's where that needs no other words. */
export interface Transcript {
  /** What stands between the brackets of the list, texts apart from what is around them. */
  readonly pieces: readonly string[];
  readonly first: Transcribed;
  readonly last: Transcribed;
}

/** Whether a conversation was transcribed. */
export const isTranscript = (value: readonly unknown[] | Transcript): value is Transcript => 'pieces' in value;

export interface TranscriptLimits {
  /** A longer list is not worth the time: its record will be shortened. */
  readonly maxChars: number;
  readonly maxMediaBytes: number;
}

/**
 * Rewrites a list of the conventions' messages that were sent as chat messages without parsing the texts in them: nine tenths of a record are
 * texts, which stand in both lists letter by letter. A message that is more than texts and tool calls is parsed. Byte for byte
 * what parsing all of them gives, or `undefined`.
 */
export function transcribe(list: string, limits: TranscriptLimits): Transcript | undefined {
  if (list.length > limits.maxChars || !list.startsWith('[{') || !isWellFormed(list)) return undefined;
  const pieces: string[] = [];
  let first: Transcribed | undefined;
  let last: Transcribed | undefined;
  for (let at = 1; ; at = last.end + 1) {
    last = earlierMessage(list, at, limits) ?? parsedMessage(list, at, limits);
    if (last === undefined) return undefined;
    first ??= last;
    const { before, content = '', after } = last;
    pieces.push(pieces.length === 0 ? before : `,${before}`, content, after);
    if (list.charAt(last.end) !== ',') break;
  }
  if (!list.endsWith(']') || last.end !== list.length - 1) return undefined;
  return { pieces, first, last };
}

/** The same for an answer that is one choice. */
export function transcribeChoice(list: string, limits: TranscriptLimits): Transcript | undefined {
  if (list.length > limits.maxChars || !list.startsWith('[{') || !isWellFormed(list)) return undefined;
  const choice = plainMessage(list, 1, limits);
  if (choice === undefined || choice.role === 'tool' || list.slice(choice.end) !== ']') return undefined;
  const { before, content = '', after } = choice;
  return { pieces: [before, content, after], first: choice, last: choice };
}

/** JSON escapes half a surrogate pair, which the copied text would not. */
const isWellFormed = (text: string & { readonly isWellFormed?: () => boolean }): boolean =>
  text.isWellFormed?.() ?? false;

interface Transcribed {
  readonly role: string;
  /** JSON of its content, and what stands around it; all of the message stands before it if it has no text. */
  readonly before: string;
  readonly content: string | undefined;
  readonly after: string;
  /** JSON of the content of its last message, where that is a text. */
  readonly said: string | undefined;
  /** The same of its first one. */
  readonly opened: string | undefined;
  readonly finishReason: string | undefined;
  /** Where the message ends. */
  readonly end: number;
}

/** The JSON of the content of a message that instructs the model. */
export const instructionOf = ({ first }: Transcript): string | undefined =>
  instructing.has(first.role) ? first.opened : undefined;

const instructing: ReadonlySet<string> = new Set(['system', 'developer']);
/** Those that need no other word. */
const roles: ReadonlySet<string> = new Set([...instructing, 'user', 'assistant', 'tool']);

const opening = '{"role":"';
const partsOpening = '","parts":[';
const textOpening = '{"type":"text","content":';
const callOpening = '{"type":"tool_call","id":';
const answerOpening = '{"type":"tool_call_response","id":';

/** A plain message of the conversation that was sent: one that is an earlier answer keeps why it ended. */
function earlierMessage(list: string, start: number, limits: TranscriptLimits): Transcribed | undefined {
  const message = plainMessage(list, start, limits);
  if (message?.finishReason === undefined || message.after.startsWith(answerEnd)) return message;
  return { ...message, after: `${message.after.slice(0, -1)},"finish_reason":"${message.finishReason}"}` };
}

const answerEnd = ',"tool_call_id":';

/** A message of texts and tool calls, or of one tool's answer, written as every instrumentation writes it. */
function plainMessage(list: string, start: number, limits: TranscriptLimits): Transcribed | undefined {
  if (!list.startsWith(opening, start)) return undefined;
  const roleEnd = list.indexOf('"', start + opening.length);
  const role = list.slice(start + opening.length, roleEnd);
  if (!roles.has(role) || !list.startsWith(partsOpening, roleEnd)) return undefined;

  let content: string | undefined;
  let calls = '';
  let answered: string | undefined;
  let at = roleEnd + partsOpening.length;
  for (;;) {
    if (list.startsWith(textOpening, at)) {
      const end = textEnd(list, at + textOpening.length);
      if (end < 0) return undefined;
      const text = list.slice(at + textOpening.length, end);
      if (mayHoldMedia(text, limits.maxMediaBytes)) return undefined;
      content = content === undefined ? text : `${content.slice(0, -1)}\\n${text.slice(1)}`;
      at = end;
    } else if (list.startsWith(callOpening, at)) {
      const call = plainCall(list, at + callOpening.length);
      if (call === undefined) return undefined;
      calls += calls === '' ? call.json : `,${call.json}`;
      at = call.end;
    } else if (list.startsWith(answerOpening, at) && role === 'tool' && content === undefined) {
      const idEnd = wordEnd(list, at + answerOpening.length);
      if (idEnd < 0 || !list.startsWith(',"response":', idEnd)) return undefined;
      const textStart = idEnd + ',"response":'.length;
      const end = textEnd(list, textStart);
      if (end < 0) return undefined;
      content = list.slice(textStart, end);
      if (mayHoldMedia(content, limits.maxMediaBytes)) return undefined;
      answered = list.slice(at + answerOpening.length, idEnd);
      at = end;
    } else return undefined;
    if (list.charAt(at) !== '}') return undefined;
    at += 1;
    if (list.charAt(at) === ']') break;
    if (list.charAt(at) !== ',' || answered !== undefined) return undefined;
    at += 1;
  }

  at += 1;
  let finishReason: string | undefined;
  if (list.startsWith(',"finish_reason":', at)) {
    const reasonStart = at + ',"finish_reason":'.length;
    at = wordEnd(list, reasonStart);
    if (at < 0) return undefined;
    finishReason = list.slice(reasonStart + 1, at - 1);
  }
  if (list.charAt(at) !== '}') return undefined;
  const before = `{"role":"${role}","content":${content === undefined ? 'null' : ''}`;
  const after = answered !== undefined ? `${answerEnd}${answered}}` : calls === '' ? '}' : `,"tool_calls":[${calls}]}`;
  return { role, before, content, after, said: content, opened: content, finishReason, end: at + 1 };
}

/** What lies deeper is cut off, by its depth in the whole list. */
const plainDepth = 32;

/** From its id on. Arguments are objects in one list, and their JSON as a text in the other. */
function plainCall(list: string, start: number): { readonly json: string; readonly end: number } | undefined {
  const idEnd = wordEnd(list, start);
  if (idEnd < 0 || !list.startsWith(',"name":', idEnd)) return undefined;
  const nameStart = idEnd + ',"name":'.length;
  const nameEnd = wordEnd(list, nameStart);
  if (nameEnd < 0 || !list.startsWith(',"arguments":', nameEnd)) return undefined;
  const givenStart = nameEnd + ',"arguments":'.length;
  const end = list.charAt(givenStart) === '{' ? valueEnd(list, givenStart) : textEnd(list, givenStart);
  if (end < 0) return undefined;
  const given = list.slice(givenStart, end);
  const text = given.startsWith('"') ? given : asText(given);
  if (text === undefined) return undefined;
  const id = list.slice(start, idEnd);
  const name = list.slice(nameStart, nameEnd);
  return { json: `{"id":${id},"type":"function","function":{"name":${name},"arguments":${text}}}`, end };
}

function asText(given: string): string | undefined {
  const value = parseJson(given);
  return value === undefined || isDeeper(value, plainDepth) ? undefined : JSON.stringify(JSON.stringify(value));
}

function parsedMessage(list: string, start: number, { maxMediaBytes }: TranscriptLimits): Transcribed | undefined {
  const end = valueEnd(list, start);
  // As an item of a list, so that it may be nested as deep as in the whole one.
  const parsed = end < 0 ? undefined : parseJson(`[${list.slice(start, end)}]`);
  if (!Array.isArray(parsed) || !isJsonObject(parsed[0])) return undefined;
  const messages = messagesFrom(parsed, 'user');
  const written: readonly JsonObject[] = withoutLargeMedia(chatMessages(messages), maxMediaBytes);
  const [opened, said] = [written[0], written.at(-1)].map((message) => textOf(message?.['content']));
  if (written.length === 0) return undefined;
  return {
    role: String(written[0]?.['role']),
    before: written.map((message) => JSON.stringify(message)).join(),
    content: undefined,
    after: '',
    said,
    opened,
    finishReason: messages[0]?.finishReason,
    end,
  };
}

const textOf = (content: Json | undefined): string | undefined =>
  typeof content === 'string' ? JSON.stringify(content) : undefined;

// Each finds where something ends that starts at an index, behind its last character; -1 if it is nothing of the kind.

/** A text whose JSON stays the same when it is parsed and written again. Without alternatives, so that no text is read twice. */
const plainText = /"[ !#-[\]-\uffff]*(?:\\["\\bfnrt][ !#-[\]-\uffff]*)*"/y;
/** An id, a name or a reason: nothing to trim, nothing to escape. */
const plainWord = /"[\w.:-]+"/y;
const bracketOrQuote = /["{}[\]]/g;
const anyText = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"/y;

const textEnd = (list: string, start: number): number => endOf(plainText, list, start);
const wordEnd = (list: string, start: number): number => endOf(plainWord, list, start);

function endOf(pattern: RegExp, list: string, start: number): number {
  pattern.lastIndex = start;
  return pattern.test(list) ? pattern.lastIndex : -1;
}

/** An object or a list, whatever is in it. */
function valueEnd(list: string, start: number): number {
  let depth = 0;
  for (let at = start; ; ) {
    bracketOrQuote.lastIndex = at;
    if (!bracketOrQuote.test(list)) return -1;
    at = bracketOrQuote.lastIndex;
    const found = list.charAt(at - 1);
    if (found === '"') {
      at = endOf(anyText, list, at - 1);
      if (at < 0) return -1;
    } else depth += found === '{' || found === '[' ? 1 : -1;
    if (depth <= 0) return found === '"' ? -1 : at;
  }
}
