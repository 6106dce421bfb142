import type { Json, JsonObject } from '../../json/json';
import { isJsonObject, isList, parseJson, toJson } from '../../json/json';
import { recoverCut } from '../../json/truncated-json';
import type { Message, Part } from '../messages/message';
import { messagesFrom } from '../messages/read-message';
import { partsFrom } from '../messages/read-part';
import type { SpanView } from '../span/span-view';

/** A value that may be nested (SDK 3.x), JSON as text (SDK 1.x and 2.x), JSON that a limit cut, or plain text. */
export interface Content {
  readonly value: Json;
  readonly isCut: boolean;
}

export function readContent(raw: unknown): Content | undefined {
  if (typeof raw !== 'string') {
    const value = toJson(raw);
    return value === undefined || value === null ? undefined : { value, isCut: false };
  }
  const start = raw.trimStart().charAt(0);
  if (start !== '[' && start !== '{' && start !== '"') return { value: raw, isCut: false };
  const parsed = parseJson(raw);
  if (parsed !== undefined) return { value: parsed, isCut: false };
  const recovered = start === '"' ? undefined : recoverCut(raw);
  return recovered === undefined ? { value: raw, isCut: false } : { value: recovered, isCut: true };
}

/** The value, with a note on the span if it is cut. */
export function readValue(raw: unknown, span: SpanView): Json | undefined {
  const content = readContent(raw);
  if (content?.isCut) span.truncated = true;
  return content?.value;
}

/** Messages, and whether they are cut. If nothing can be read of cut JSON, its text is the message. */
export function readMessages(
  raw: unknown,
  role: string,
): { readonly messages: readonly Message[]; readonly isCut: boolean } | undefined {
  const content = raw === undefined || raw === null ? undefined : readContent(raw);
  if (content === undefined) return undefined;
  const { value, isCut } = content;
  const messages = messagesFrom(value, role);
  if (isCut && typeof raw === 'string' && messages.every(({ parts }) => parts.length === 0)) {
    return { messages: [{ role, parts: [{ kind: 'text', text: raw }] }], isCut };
  }
  return { messages, isCut };
}

/** Messages, with a note on the span if they are cut. @param role of messages without one */
export function readConversation(raw: unknown, span: SpanView, role = 'user'): readonly Message[] | undefined {
  const read = readMessages(raw, role);
  if (read?.isCut) span.truncated = true;
  return read?.messages;
}

/** The messages of a prompt template. */
export const readTemplate = (raw: unknown): readonly Message[] | undefined => readMessages(raw, 'user')?.messages;

/** A request or an answer that an instrumentation keeps whole, as JSON. */
export function readObject(raw: unknown, span: SpanView): JsonObject | undefined {
  const value = readValue(raw, span);
  return isJsonObject(value) ? value : undefined;
}

export function readParts(raw: unknown, span: SpanView): readonly Part[] | undefined {
  const content = readContent(raw);
  if (content === undefined) return undefined;
  const parts = partsFrom(content.value);
  if (content.isCut) span.truncated = true;
  return content.isCut && parts.length === 0 && typeof raw === 'string' ? [{ kind: 'text', text: raw }] : parts;
}

/** The items of a list, or one. Each may be JSON, since the attributes of older SDKs take no nested values. */
export function readList(raw: unknown, span: SpanView): readonly Json[] | undefined {
  const value = readValue(raw, span);
  if (isList(value)) return value.map((item) => (typeof item === 'string' ? (parseJson(item) ?? item) : item));
  return isJsonObject(value) ? [value] : undefined;
}
