import type { Json, JsonObject } from '../../json/json';
import { isJsonObject, isList, isObject, toJson } from '../../json/json';
import { all, restOf } from '../../json/leftovers';
import type { Message } from '../messages/message';
import { messageFrom } from '../messages/read-message';
import { typedPart } from '../messages/untyped-part';
import { perSpan } from '../span/memo-per-span';
import { detailsEvent, type LogEvent, type SpanEvent, type SpanView } from '../span/span-view';
import { readContent, readConversation } from './content';
import { asText } from './reader';

/** The message events of v1.28 to v1.36 with the role that each has unless its body says another. */
const roleOfEvent: ReadonlyMap<string, string> = new Map([
  ['gen_ai.system.message', 'system'],
  ['gen_ai.user.message', 'user'],
  ['gen_ai.assistant.message', 'assistant'],
  ['gen_ai.tool.message', 'tool'],
]);
export const choiceEvent = 'gen_ai.choice';

/** The events of v1.26 and v1.27, on the span. */
const promptEvent = 'gen_ai.content.prompt';
const completionEvent = 'gen_ai.content.completion';

export const inputEvents: readonly string[] = [...roleOfEvent.keys(), detailsEvent, promptEvent];
export const outputEvents: readonly string[] = [choiceEvent, detailsEvent, completionEvent];

/** What the events on the span say, else what log events of it say: whoever writes to both says the same. */
export const fromEvents = <T>(
  span: SpanView,
  read: (events: readonly LogEvent[], span: SpanView) => T | undefined,
): T | undefined => read(ownEvents(span), span) ?? read(span.logs, span);

const ownEvents = perSpan((span) => span.events.flatMap((event) => likeLog(event, span)));

/** The conversation that was sent: partial details events and message events in their order. */
export function inputOf(events: readonly LogEvent[], span: SpanView): readonly Message[] | undefined {
  const messages: Message[] = [];
  for (const event of events) {
    const role = roleOfEvent.get(event.name);
    if (role !== undefined) messages.push(eventMessage(bodyOf(event), role));
    else if (event.name === detailsEvent) messages.push(...said(event, 'gen_ai.input.messages', 'user', span));
    else if (event.name === promptEvent) messages.push(...said(event, 'gen_ai.prompt', 'user', span));
  }
  return messages.length === 0 ? undefined : messages;
}

/**
 * The choices. A choice event is one of them, or a piece of one that has the same index. Several details events with output are
 * parts of the same turn, since instrumentations write one for each item as it streams: they continue the choices at their
 * positions.
 */
export function outputOf(events: readonly LogEvent[], span: SpanView): readonly Message[] | undefined {
  const choices = new Map<number, Message>();
  let turns: readonly Message[] = [];
  for (const event of events) {
    if (event.name === choiceEvent) {
      const { index, message } = choiceOf(bodyOf(event), choices.size);
      choices.set(index, joined(choices.get(index), message));
    } else if (event.name === completionEvent) {
      for (const message of said(event, 'gen_ai.completion', 'assistant', span)) choices.set(choices.size, message);
    } else if (event.name === detailsEvent) {
      turns = continued(turns, said(event, 'gen_ai.output.messages', 'assistant', span));
    }
  }
  if (choices.size === 0) return turns.length === 0 ? undefined : turns;
  return [...choices].sort(([a], [b]) => a - b).map(([, message]) => message);
}

/** Why each choice ended, by events on the span. */
export function reasonsOfChoices({ events }: SpanView): readonly string[] | undefined {
  const reasons = events.flatMap((event) =>
    event?.name === choiceEvent && isObject(event.attributes) ? (asText(event.attributes['finish_reason']) ?? []) : [],
  );
  return reasons.length === 0 ? undefined : reasons;
}

function said({ attributes }: LogEvent, name: string, role: string, span: SpanView): readonly Message[] {
  return readConversation(attributes[name], role, span) ?? [];
}

const continued = (turns: readonly Message[], pieces: readonly Message[]): readonly Message[] =>
  turns.length === 0
    ? pieces
    : Array.from({ length: Math.max(turns.length, pieces.length) }, (_, index) => joined(turns[index], pieces[index]));

function joined(turn: Message | undefined, piece: Message | undefined): Message {
  if (turn === undefined || piece === undefined) return turn ?? piece ?? { role: 'assistant', parts: [] };
  return {
    ...turn,
    parts: [...turn.parts, ...piece.parts],
    finishReason: piece.finishReason ?? turn.finishReason,
    others: turn.others === undefined ? piece.others : { ...turn.others, ...piece.others },
  };
}

/** A tool's message names the call that it answers `id`. */
function eventMessage({ id, ...body }: JsonObject, role: string): Message {
  return messageFrom(role === 'tool' && typeof id === 'string' ? { tool_call_id: id, ...body } : body, role);
}

function choiceOf(body: JsonObject, position: number): { readonly index: number; readonly message: Message } {
  const { index, finish_reason: finishReason, message, tool_calls: calls, ...beside } = body;
  // The tool calls stand in the message in the conventions' examples, and beside it in their model.
  const own = isJsonObject(message) ? message : message === undefined ? {} : { content: message };
  const raw = {
    ...beside,
    ...(calls === undefined ? {} : { tool_calls: calls }),
    ...own,
    finish_reason: finishReason ?? null,
  };
  return { index: typeof index === 'number' ? index : position, message: messageFrom(raw, 'assistant') };
}

function bodyOf({ body: given }: LogEvent): JsonObject {
  const body = toJson(given);
  if (isObject(body)) return body as JsonObject;
  return typeof body === 'string' ? { content: body } : {};
}

/** An event on a span has no body: its attributes are that, or one of them is it as JSON (Azure's SDKs). */
function likeLog(event: SpanEvent, span: SpanView): LogEvent | readonly [] {
  if (!isObject(event?.attributes)) return [];
  const { name, attributes } = event;
  if (name !== choiceEvent && !roleOfEvent.has(name)) return { name, attributes, body: undefined };
  const whole = attributes['gen_ai.event.content'];
  if (whole !== undefined) return { name, attributes, body: nestedIf(isObject, whole, span) };
  const body = {
    id: asText(attributes['id']),
    role: asText(attributes['role']),
    name: asText(attributes['name']),
    content: nestedIf(isParts, attributes['content'], span),
    tool_calls: nestedIf(isList, attributes['tool_calls'], span),
    message: nestedIf(isMessage, attributes['message'], span),
    index: attributes['index'],
    finish_reason: asText(attributes['finish_reason']),
  };
  return { name, attributes, body };
}

const ofMessages = all(
  ...['id', 'role', 'name', 'content', 'tool_calls', 'message', 'index', 'finish_reason', 'gen_ai.event.content'],
  // What every event repeats of its span.
  ...['gen_ai.system', 'gen_ai.provider.name', 'event.name'],
);

/** What an event on the span that tells a message says of it beside that: other events are read whole. */
export function restOfEvent({ name, attributes }: SpanEvent): Json | undefined {
  if (name !== choiceEvent && !roleOfEvent.has(name)) return undefined;
  return restOf(toJson(attributes), ofMessages);
}

/** JSON where it is what is meant; any other text is what was said. */
function nestedIf(isMeant: (nested: Json) => boolean, value: unknown, span: SpanView): Json | undefined {
  const read = readContent(value);
  if (read === undefined || typeof value !== 'string') return read?.value;
  if (!isMeant(read.value)) return value;
  if (read.isCut) span.truncated = true;
  return read.value;
}

const isParts = (value: Json): boolean => isList(value) && value.length > 0 && value.every(isPart);

const isPart = (value: Json): boolean =>
  isJsonObject(value) &&
  (typeof value['type'] === 'string' || typeof value['text'] === 'string' || typedPart(value) !== undefined);

/** One that says nothing is one, too: content that was not captured. */
const isMessage = (value: Json): boolean =>
  isParts(value) ||
  (isJsonObject(value) && ['content', 'tool_calls', 'parts'].some((name) => name in value)) ||
  isNothing(value);

const isNothing = (value: Json): boolean => isJsonObject(value) && Object.keys(value).length === 0;
