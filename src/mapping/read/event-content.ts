import type { Json, JsonObject } from '../../json/json';
import { isEmpty, isJsonObject, isList, isObject, objectOf, toJson } from '../../json/json';
import { all, leftoverOf } from '../../json/leftovers';
import { fuller } from '../messages/fuller-conversation';
import type { Message } from '../messages/message';
import { messageFrom } from '../messages/read-message';
import { typedPart } from '../messages/untyped-part';
import { perSpan } from '../span/memo';
import { detailsEvent, type LogEvent, type SpanEvent, type SpanView } from '../span/span-view';
import { readContent, readConversation } from './content';
import { asText } from './reader';

/** The message events of the conventions v1.28 to v1.36, with the role that each has unless its body has another. */
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

/** Read from the events on the span and from its log events: instrumentations that write both mostly repeat themselves. */
export function fromEvents(
  span: SpanView,
  read: (events: readonly LogEvent[], span: SpanView) => readonly Message[] | undefined,
  isOutput: boolean,
): readonly Message[] | undefined {
  // Most spans have none.
  const own = span.events.length === 0 ? undefined : read(ownEvents(span), span);
  const logged = span.logs.length === 0 ? undefined : read(span.logs, span);
  return own === undefined || logged === undefined ? (own ?? logged) : fuller(own, logged, isOutput).messages;
}

const ownEvents = perSpan((span) => span.events.flatMap((event) => asLogEvent(event, span)));

/** The conversation that was sent, from events of single messages, and from events that have several in an attribute. */
export function inputOf(events: readonly LogEvent[], span: SpanView): readonly Message[] | undefined {
  const single: Message[] = [];
  const several: Message[] = [];
  const inOrder: Message[] = [];
  for (const { name, attributes, body } of events) {
    const role = roleOfEvent.get(name);
    const attribute = inputAttributes.get(name);
    const messages: readonly Message[] =
      role === undefined
        ? ((attribute === undefined ? undefined : readConversation(attributes[attribute], span)) ?? [])
        : [eventMessage(asBody(body), role)];
    for (const message of messages) {
      (role === undefined ? several : single).push(message);
      inOrder.push(message);
    }
  }
  if (inOrder.length === 0) return undefined;
  if (single.length === 0 || several.length === 0) return inOrder;
  const { messages, isUnrelated } = fuller(several, single, false);
  return isUnrelated ? inOrder : messages;
}

const inputAttributes: ReadonlyMap<string, string> = new Map([
  [detailsEvent, 'gen_ai.input.messages'],
  [promptEvent, 'gen_ai.prompt'],
]);

/**
 * One message a choice. A choice event is one of them, or a piece of one that has the same index. Several details events with
 * output are parts of the same turn, since instrumentations write one for each item as it streams: they continue the choices at
 * their positions.
 */
export function outputOf(events: readonly LogEvent[], span: SpanView): readonly Message[] | undefined {
  const choices = new Map<number, Message>();
  let turns: readonly Message[] = [];
  for (const { name, attributes, body } of events) {
    if (name === choiceEvent) {
      const { index, message } = choiceOf(asBody(body), choices.size);
      choices.set(index, joined(choices.get(index), message));
    } else if (name === completionEvent) {
      const completion = readConversation(attributes['gen_ai.completion'], span, 'assistant') ?? [];
      for (const message of completion) choices.set(choices.size, message);
    } else if (name === detailsEvent) {
      turns = continued(turns, readConversation(attributes['gen_ai.output.messages'], span, 'assistant') ?? []);
    }
  }
  if (choices.size === 0) return turns.length === 0 ? undefined : turns;
  const messages = [...choices].sort(([a], [b]) => a - b).map(([, message]) => message);
  return turns.length === 0 ? messages : fuller(turns, messages, true).messages;
}

/** Why each choice ended, from events on the span. */
export function reasonsOfChoices({ events }: SpanView): readonly string[] | undefined {
  const reasons = events.flatMap((event) =>
    event?.name === choiceEvent && isObject(event.attributes) ? (asText(event.attributes['finish_reason']) ?? []) : [],
  );
  return reasons.length === 0 ? undefined : reasons;
}

const continued = (turns: readonly Message[], pieces: readonly Message[]): readonly Message[] =>
  Array.from({ length: Math.max(turns.length, pieces.length) }, (_, index) => joined(turns[index], pieces[index]));

function joined(turn: Message | undefined, piece: Message | undefined): Message {
  if (turn === undefined || piece === undefined) return turn ?? piece ?? { role: 'assistant', parts: [] };
  return {
    ...turn,
    parts: [...turn.parts, ...piece.parts],
    finishReason: piece.finishReason ?? turn.finishReason,
    others: turn.others === undefined ? piece.others : { ...turn.others, ...piece.others },
  };
}

/** The `id` in a tool's message is that of the call that it answers. */
function eventMessage({ id, ...body }: JsonObject, role: string): Message {
  return messageFrom(role === 'tool' && typeof id === 'string' ? { tool_call_id: id, ...body } : body, role);
}

function choiceOf(body: JsonObject, position: number): { readonly index: number; readonly message: Message } {
  const { index, finish_reason, message, tool_calls, ...beside } = body;
  const raw = {
    ...beside,
    // In the conventions' examples, tool calls are in the message; in their model, they are beside it.
    ...(tool_calls === undefined ? {} : { tool_calls }),
    ...(isJsonObject(message) ? message : message === undefined ? {} : { content: message }),
    finish_reason: finish_reason ?? null,
  };
  return { index: typeof index === 'number' ? index : position, message: messageFrom(raw, 'assistant') };
}

function asBody(given: unknown): JsonObject {
  const body = toJson(given);
  return typeof body === 'string' ? { content: body } : objectOf(body);
}

/** An event on a span has no body: its attributes are the body, or one of them has it as JSON (Azure's SDKs). */
function asLogEvent(event: SpanEvent, span: SpanView): LogEvent | readonly [] {
  if (!isObject(event?.attributes)) return [];
  const { name, attributes } = event;
  if (!isMessageEvent(name)) return { name, attributes, body: undefined };
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

const isMessageEvent = (name: string): boolean => name === choiceEvent || roleOfEvent.has(name);

const messageMembers = all(
  ...['id', 'role', 'name', 'content', 'tool_calls', 'message', 'index', 'finish_reason', 'gen_ai.event.content'],
  // Every event repeats these of its span.
  ...['gen_ai.system', 'gen_ai.provider.name', 'event.name'],
);

/** The attributes of a message event that are no part of its message: other events that are read have none. */
export const leftoverOfEvent = ({ name, attributes }: SpanEvent): Json | undefined =>
  isMessageEvent(name) ? leftoverOf(toJson(attributes), messageMembers) : undefined;

/** JSON where that is what is expected; any other text as it is. */
function nestedIf(isExpected: (nested: Json) => boolean, value: unknown, span: SpanView): Json | undefined {
  const read = readContent(value);
  if (read === undefined || typeof value !== 'string') return read?.value;
  if (!isExpected(read.value)) return value;
  if (read.isCut) span.truncated = true;
  return read.value;
}

const isParts = (value: Json): boolean => isList(value) && value.length > 0 && value.every(isPart);

const isPart = (value: Json): boolean =>
  isJsonObject(value) &&
  (typeof value['type'] === 'string' || typeof value['text'] === 'string' || typedPart(value) !== undefined);

/** An empty object is a message, too, whose content was not captured. */
const isMessage = (value: Json): boolean =>
  isParts(value) ||
  (isJsonObject(value) && (isEmpty(value) || ['content', 'tool_calls', 'parts'].some((name) => name in value)));
