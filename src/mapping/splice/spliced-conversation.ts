import type { Json, JsonObject } from '../../json/json';
import { isDeeper, isJsonObject, parseJson } from '../../json/json';
import { mimeTypeOfBase64 } from '../../json/media-places';
import { mayHoldMedia, withoutLargeMedia } from '../media/large-media';
import { messagesFrom } from '../messages/read-message';
import { chatFinishReason, chatMessages, isInstructing } from '../messages/write-chat';
import type { Unparsed } from '../read/facts';
import type { SpliceLimits } from '../span/span-view';
import { JsonScan } from './json-scan';
import { WrittenJson } from './written-json';

/** A conversation in the record's form, as JSON that was copied from the span without parsing the texts in it. */
interface SplicedConversation extends Unparsed {
  /** What lies between the brackets of the list, texts apart from what is around them. */
  readonly pieces: readonly string[];
  readonly first: SplicedMessage;
  readonly last: SplicedMessage;
  /** The length of the list that it was copied from. */
  readonly sourceChars: number;
}

interface SplicedMessage {
  readonly role: string;
  /** JSON of its content, and the JSON around it; all of the message is in `before` if its content is no text. */
  readonly before: string;
  readonly content: string | undefined;
  readonly after: string;
  /** JSON of its content where that is a text; one message of a span may become several. */
  readonly firstText: string | undefined;
  readonly lastText: string | undefined;
  readonly finishReason: string | undefined;
  /** Where the message ends in the list. */
  readonly end: number;
}

/** Only this module makes conversations that are not parsed. */
const opened = (conversation: Unparsed): SplicedConversation => conversation as SplicedConversation;

/** The `messages` of the record. @param instructions are put before the conversation unless it begins with them */
export function splicedMessages(conversation: Unparsed, instructions: JsonObject | undefined): WrittenJson {
  const { pieces, first, last, sourceChars } = opened(conversation);
  const isRepeated = isInstructing(first.role) && first.firstText === JSON.stringify(instructions?.['content']);
  const start = instructions === undefined || isRepeated ? '[' : `[${JSON.stringify(instructions)},`;
  return new WrittenJson([start, ...pieces, ']'], last.lastText, sourceChars);
}

/** The `response` of the record. @param finishReason which the span gives apart from the choice, and which wins */
export function splicedResponse(conversation: Unparsed, finishReason: string | undefined): WrittenJson {
  const { before, content = '', after, finishReason: own } = opened(conversation).first;
  const reason = finishReason || own;
  return new WrittenJson([before, content, reason === undefined ? after : withReason(after, chatFinishReason(reason))]);
}

const withReason = (after: string, reason: string): string =>
  `${after.slice(0, -1)},"finish_reason":${JSON.stringify(reason)}}`;

/**
 * Rewrites a list of the conventions' messages as chat messages, for the `messages` of a record, without parsing the texts in it:
 * nine tenths of a record are texts, which are the same in both forms letter by letter. A message that is more than texts and
 * tool calls is parsed. Byte for byte what parsing everything gives, or `undefined`.
 */
export function spliceConversation(list: string, limits: SpliceLimits): Unparsed | undefined {
  if (!isSpliceable(list, limits)) return undefined;
  const pieces: string[] = [];
  let first: SplicedMessage | undefined;
  let last: SplicedMessage | undefined;
  for (let at = 1; ; at = last.end + 1) {
    last = sentMessage(list, at, limits) ?? parsedMessage(list, at, limits);
    if (last === undefined) return undefined;
    first ??= last;
    const { before, content = '', after } = last;
    pieces.push(pieces.length === 0 ? before : `,${before}`, content, after);
    if (list.charAt(last.end) !== ',') break;
  }
  if (list.slice(last.end) !== ']') return undefined;
  const spliced: SplicedConversation = { pieces, first, last, sourceChars: list.length };
  return spliced;
}

/** The same of an answer that is one choice, for the `response` of a record. */
export function spliceChoice(list: string, limits: SpliceLimits): Unparsed | undefined {
  if (!isSpliceable(list, limits)) return undefined;
  const choice = plainMessage(list, 1, limits);
  if (choice === undefined || choice.role === 'tool' || list.slice(choice.end) !== ']') return undefined;
  const { before, content = '', after } = choice;
  const pieces = [before, content, after];
  const spliced: SplicedConversation = { pieces, first: choice, last: choice, sourceChars: list.length };
  return spliced;
}

/** JSON escapes half a surrogate pair, which copied text would not. */
const isSpliceable = (list: string & { readonly isWellFormed?: () => boolean }, { maxChars }: SpliceLimits): boolean =>
  list.length <= maxChars && list.startsWith('[{') && list.isWellFormed?.() === true;

/** Roles that are written as they are. */
const roles: ReadonlySet<string> = new Set(['system', 'developer', 'user', 'assistant', 'tool']);

/** A plain message of the conversation that was sent: an earlier answer in it keeps its finish reason. */
function sentMessage(list: string, start: number, limits: SpliceLimits): SplicedMessage | undefined {
  const message = plainMessage(list, start, limits);
  if (message?.finishReason === undefined || message.after.startsWith(answerEnd)) return message;
  return { ...message, after: withReason(message.after, message.finishReason) };
}

const answerEnd = ',"tool_call_id":';

/** A message of texts and tool calls, or of one tool's answer, in the spelling that every instrumentation writes. */
function plainMessage(list: string, start: number, { maxMediaBytes }: SpliceLimits): SplicedMessage | undefined {
  const scan = new JsonScan(list, start);
  const role = scan.skip('{"role":') ? scan.plainName()?.slice(1, -1) : undefined;
  if (role === undefined || !roles.has(role) || !scan.skip(',"parts":[')) return undefined;

  const texts: string[] = [];
  let calls = '';
  let answeredCall: string | undefined;
  do {
    const part = plainPart(scan);
    if (part === undefined || answeredCall !== undefined) return undefined;
    const { text, call } = part;
    answeredCall = part.answeredCall;
    if (answeredCall !== undefined && (role !== 'tool' || texts.length > 0 || calls !== '')) return undefined;
    if (text !== undefined && mayHoldMedia(text, maxMediaBytes)) return undefined;
    if (text !== undefined) texts.push(text);
    if (call !== undefined) calls += calls === '' ? call : `,${call}`;
  } while (scan.skip(','));
  if (!scan.skip(']')) return undefined;

  const finishReason = scan.skip(',"finish_reason":') ? (scan.plainName()?.slice(1, -1) ?? '') : undefined;
  if (finishReason === '' || !scan.skip('}')) return undefined;
  const content = joinedTexts(texts);
  const before = `{"role":"${role}","content":${content === undefined ? 'null' : ''}`;
  const after =
    answeredCall !== undefined ? `${answerEnd}${answeredCall}}` : calls === '' ? '}' : `,"tool_calls":[${calls}]}`;
  return { role, before, content, after, firstText: content, lastText: content, finishReason, end: scan.at };
}

/** Texts as one, each in a line of its own; all as JSON. Joined once: adding one to another would copy what is there each time. */
const joinedTexts = (texts: readonly string[]): string | undefined =>
  texts.length < 2 ? texts[0] : `"${texts.map((text) => text.slice(1, -1)).join('\\n')}"`;

/** Each member is JSON. */
interface PlainPart {
  readonly text?: string | undefined;
  readonly call?: string;
  /** The id of the tool call that the text answers. */
  readonly answeredCall?: string;
}

function plainPart(scan: JsonScan): PlainPart | undefined {
  if (!scan.skip('{"type":')) return undefined;
  const part = scan.skip('"text"')
    ? plainText(scan)
    : scan.skip('"tool_call"')
      ? plainCall(scan)
      : scan.skip('"tool_call_response"')
        ? plainAnswer(scan)
        : undefined;
  return part !== undefined && scan.skip('}') ? part : undefined;
}

function plainText(scan: JsonScan): PlainPart | undefined {
  const text = scan.skip(',"content":') ? scan.plainText() : undefined;
  return text === undefined ? undefined : { text };
}

function plainAnswer(scan: JsonScan): PlainPart | undefined {
  const answeredCall = scan.skip(',"id":') ? scan.plainName() : undefined;
  const text = scan.skip(',"response":') ? scan.plainText() : undefined;
  if (answeredCall === undefined || text === undefined || mayBeBareMedia(text)) return undefined;
  return { text, answeredCall };
}

/** A tool's answer that is media, of any size, becomes a part. */
const mayBeBareMedia = (text: string): boolean =>
  text.startsWith('"data:') || mimeTypeOfBase64(text.slice(1, 65)) !== undefined;

/** The arguments are an object in the span, and its JSON as a text in the record. */
function plainCall(scan: JsonScan): PlainPart | undefined {
  const id = scan.skip(',"id":') ? scan.plainName() : undefined;
  const name = scan.skip(',"name":') ? scan.plainName() : undefined;
  if (id === undefined || name === undefined || !scan.skip(',"arguments":')) return undefined;
  const given = scan.plainText() ?? jsonAsText(scan.bracketed());
  if (given === undefined) return undefined;
  return { call: `{"id":${id},"type":"function","function":{"name":${name},"arguments":${given}}}` };
}

/** Parsing cuts off what is nested deeper, counted from the list. */
const maxDepth = 32;

function jsonAsText(json: string | undefined): string | undefined {
  const value = json === undefined ? undefined : parseJson(json);
  return value === undefined || isDeeper(value, maxDepth) ? undefined : JSON.stringify(JSON.stringify(value));
}

function parsedMessage(list: string, start: number, { maxMediaBytes }: SpliceLimits): SplicedMessage | undefined {
  const scan = new JsonScan(list, start);
  const message = scan.bracketed();
  // As an item of a list, so that it may be nested as deep as in the whole one.
  const parsed = message === undefined ? undefined : parseJson(`[${message}]`);
  if (!Array.isArray(parsed) || !isJsonObject(parsed[0])) return undefined;
  const messages = messagesFrom(parsed, 'user');
  const written: readonly JsonObject[] = withoutLargeMedia(chatMessages(messages), maxMediaBytes);
  const [first] = written;
  if (first === undefined) return undefined;
  return {
    role: String(first['role']),
    before: written.map((each) => JSON.stringify(each)).join(),
    content: undefined,
    after: '',
    firstText: jsonOfText(first['content']),
    lastText: jsonOfText(written.at(-1)?.['content']),
    finishReason: messages[0]?.finishReason,
    end: scan.at,
  };
}

const jsonOfText = (content: Json | undefined): string | undefined =>
  typeof content === 'string' ? JSON.stringify(content) : undefined;
