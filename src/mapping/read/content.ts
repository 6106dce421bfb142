import type { Json, JsonObject } from '../../json/json';
import { isJsonObject, isList, parseJson, toJson } from '../../json/json';
import { recoverCut } from '../../json/truncated-json';
import type { Message, Part } from '../messages/message';
import { messagesFrom } from '../messages/read-message';
import { partsFrom } from '../messages/read-part';
import type { SpanView } from '../span/span-view';

/** A value that may be nested (SDK 3.x, log events), JSON as text (SDK 1.x and 2.x), JSON that a limit cut off, or plain text. */
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

/** What a span says of its messages in an attribute; of cut JSON from which nothing can be read, the text as it is. */
export function readMessages(
  raw: unknown,
  role: string,
): { readonly messages: readonly Message[]; readonly isCut: boolean } | undefined {
  if (raw === undefined || raw === null) return undefined;
  const content = readContent(raw);
  if (content === undefined) return undefined;
  const messages = messagesFrom(content.value, role);
  if (content.isCut && typeof raw === 'string' && messages.every((message) => message.parts.length === 0)) {
    return { messages: [{ role, parts: [{ kind: 'text', text: raw }] }], isCut: true };
  }
  return { messages, isCut: content.isCut };
}

/** The same for those who take cut messages as they are. */
export function readConversation(raw: unknown, role: string, span: SpanView): readonly Message[] | undefined {
  const read = readMessages(raw, role);
  if (read?.isCut) span.truncated = true;
  return read?.messages;
}

/** A request or an answer that a span keeps whole, as JSON. */
export function readObject(raw: unknown, span: SpanView): JsonObject | undefined {
  const content = readContent(raw);
  if (content?.isCut) span.truncated = true;
  return isJsonObject(content?.value) ? content.value : undefined;
}

export function readParts(raw: unknown, span: SpanView): readonly Part[] | undefined {
  const content = readContent(raw);
  if (content === undefined) return undefined;
  const parts = partsFrom(content.value);
  if (content.isCut) span.truncated = true;
  if (content.isCut && parts.length === 0 && typeof raw === 'string') return [{ kind: 'text', text: raw }];
  return parts;
}

/** The items of a list, each of them JSON, as text where the SDK takes no nested values. */
export function readList(raw: unknown, span: SpanView): readonly Json[] | undefined {
  const content = readContent(raw);
  if (content === undefined) return undefined;
  if (content.isCut) span.truncated = true;
  if (isList(content.value))
    return content.value.map((item) => (typeof item === 'string' ? (parseJson(item) ?? item) : item));
  return isJsonObject(content.value) ? [content.value] : undefined;
}
