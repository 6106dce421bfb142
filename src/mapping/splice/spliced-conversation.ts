import type { Json, JsonObject } from '../../json/json';
import { isDeeper, isJsonObject, parseJson } from '../../json/json';
import { mayHoldMedia, withoutLargeMedia } from '../media/large-media';
import { messagesFrom } from '../messages/read-message';
import { chatMessages } from '../messages/write-chat';
import { JsonScan } from './json-scan';

/** Messages as the record has them, in JSON that was copied from the span's where that needs no other words. */
export interface Transcript {
  /** What stands between the brackets of the list, texts apart from what is around them. */
  readonly pieces: readonly string[];
  readonly first: Transcribed;
  readonly last: Transcribed;
  /** The length of the list that it was copied out of. */
  readonly sourceChars: number;
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
  return { pieces, first, last, sourceChars: list.length };
}

/** The same for an answer that is one choice. */
export function transcribeChoice(list: string, limits: TranscriptLimits): Transcript | undefined {
  if (list.length > limits.maxChars || !list.startsWith('[{') || !isWellFormed(list)) return undefined;
  const choice = plainMessage(list, 1, limits);
  if (choice === undefined || choice.role === 'tool' || list.slice(choice.end) !== ']') return undefined;
  const { before, content = '', after } = choice;
  return { pieces: [before, content, after], first: choice, last: choice, sourceChars: list.length };
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

/** A plain message of the conversation that was sent: one that is an earlier answer keeps why it ended. */
function earlierMessage(list: string, start: number, limits: TranscriptLimits): Transcribed | undefined {
  const message = plainMessage(list, start, limits);
  if (message?.finishReason === undefined || message.after.startsWith(answerEnd)) return message;
  return { ...message, after: `${message.after.slice(0, -1)},"finish_reason":"${message.finishReason}"}` };
}

const answerEnd = ',"tool_call_id":';

/** A message of texts and tool calls, or of one tool's answer, written as every instrumentation writes it. */
function plainMessage(list: string, start: number, { maxMediaBytes }: TranscriptLimits): Transcribed | undefined {
  const scan = new JsonScan(list, start);
  const role = scan.skip('{"role":') ? scan.plainWord()?.slice(1, -1) : undefined;
  if (role === undefined || !roles.has(role) || !scan.skip(',"parts":[')) return undefined;

  let content: string | undefined;
  let calls = '';
  let answeredCall: string | undefined;
  do {
    const part = plainPart(scan);
    if (part === undefined || answeredCall !== undefined) return undefined;
    const { text, call } = part;
    answeredCall = part.answeredCall;
    if (answeredCall !== undefined && (role !== 'tool' || content !== undefined || calls !== '')) return undefined;
    if (text !== undefined && mayHoldMedia(text, maxMediaBytes)) return undefined;
    if (text !== undefined) content = content === undefined ? text : `${content.slice(0, -1)}\\n${text.slice(1)}`;
    if (call !== undefined) calls += calls === '' ? call : `,${call}`;
  } while (scan.skip(','));
  if (!scan.skip(']')) return undefined;

  const finishReason = scan.skip(',"finish_reason":') ? (scan.plainWord()?.slice(1, -1) ?? '') : undefined;
  if (finishReason === '' || !scan.skip('}')) return undefined;
  const before = `{"role":"${role}","content":${content === undefined ? 'null' : ''}`;
  const after =
    answeredCall !== undefined ? `${answerEnd}${answeredCall}}` : calls === '' ? '}' : `,"tool_calls":[${calls}]}`;
  return { role, before, content, after, said: content, opened: content, finishReason, end: scan.at };
}

/** All of it is JSON. */
interface PlainPart {
  readonly text?: string | undefined;
  readonly call?: string;
  /** Its text answers the call of this id. */
  readonly answeredCall?: string;
}

function plainPart(scan: JsonScan): PlainPart | undefined {
  if (!scan.skip('{"type":')) return undefined;
  const part = scan.skip('"text"')
    ? plainTextPart(scan)
    : scan.skip('"tool_call"')
      ? plainCall(scan)
      : scan.skip('"tool_call_response"')
        ? plainAnswer(scan)
        : undefined;
  return part !== undefined && scan.skip('}') ? part : undefined;
}

function plainTextPart(scan: JsonScan): PlainPart | undefined {
  const text = scan.skip(',"content":') ? scan.plainText() : undefined;
  return text === undefined ? undefined : { text };
}

function plainAnswer(scan: JsonScan): PlainPart | undefined {
  const answeredCall = scan.skip(',"id":') ? scan.plainWord() : undefined;
  const text = scan.skip(',"response":') ? scan.plainText() : undefined;
  return answeredCall === undefined || text === undefined ? undefined : { text, answeredCall };
}

/** Arguments are objects in one list, and their JSON as a text in the other. */
function plainCall(scan: JsonScan): PlainPart | undefined {
  const id = scan.skip(',"id":') ? scan.plainWord() : undefined;
  const name = scan.skip(',"name":') ? scan.plainWord() : undefined;
  if (id === undefined || name === undefined || !scan.skip(',"arguments":')) return undefined;
  const given = scan.plainText() ?? asText(scan.bracketed());
  if (given === undefined) return undefined;
  return { call: `{"id":${id},"type":"function","function":{"name":${name},"arguments":${given}}}` };
}

/** What lies deeper is cut off, by its depth in the whole list. */
const plainDepth = 32;

function asText(given: string | undefined): string | undefined {
  const value = given === undefined ? undefined : parseJson(given);
  return value === undefined || isDeeper(value, plainDepth) ? undefined : JSON.stringify(JSON.stringify(value));
}

function parsedMessage(list: string, start: number, { maxMediaBytes }: TranscriptLimits): Transcribed | undefined {
  const scan = new JsonScan(list, start);
  const message = scan.bracketed();
  // As an item of a list, so that it may be nested as deep as in the whole one.
  const parsed = message === undefined ? undefined : parseJson(`[${message}]`);
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
    end: scan.at,
  };
}

const textOf = (content: Json | undefined): string | undefined =>
  typeof content === 'string' ? JSON.stringify(content) : undefined;
