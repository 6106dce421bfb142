import { readMessages } from './content';
import { isObject, toJson } from './json';
import type { Message } from './message';
import type { JsonObject } from './model-event';
import { messageFrom } from './read-message';
import { detailsEvent, type LogEvent } from './span';

/** The message events of v1.28 to v1.36 with the role that each has unless its body says another. */
const roleOfEvent: ReadonlyMap<string, string> = new Map([
  ['gen_ai.system.message', 'system'],
  ['gen_ai.user.message', 'user'],
  ['gen_ai.assistant.message', 'assistant'],
  ['gen_ai.tool.message', 'tool'],
]);
const choiceEvent = 'gen_ai.choice';

export const inputEvents: readonly string[] = [...roleOfEvent.keys(), detailsEvent];
export const outputEvents: readonly string[] = [choiceEvent, detailsEvent];

/** The conversation that was sent: partial details events and message events in their order. */
export function inputFromEvents(logs: readonly LogEvent[]): readonly Message[] | undefined {
  const messages: Message[] = [];
  for (const log of logs) {
    const role = roleOfEvent.get(log.name);
    if (role !== undefined) messages.push(eventMessage(bodyOf(log), role));
    else if (log.name === detailsEvent) {
      messages.push(...(readMessages(log.attributes['gen_ai.input.messages'], 'user')?.messages ?? []));
    }
  }
  return messages.length === 0 ? undefined : messages;
}

/**
 * The choices. A choice event is one of them. Several details events with output are parts of the same turn, since
 * instrumentations write one for each item as it streams: they continue the choices at their positions.
 */
export function outputFromEvents(logs: readonly LogEvent[]): readonly Message[] | undefined {
  const choices: { readonly index: number; readonly message: Message }[] = [];
  let turns: readonly Message[] = [];
  for (const log of logs) {
    if (log.name === choiceEvent) choices.push(choiceOf(bodyOf(log), choices.length));
    else if (log.name === detailsEvent) {
      turns = continued(turns, readMessages(log.attributes['gen_ai.output.messages'], 'assistant')?.messages ?? []);
    }
  }
  if (choices.length === 0) return turns.length === 0 ? undefined : turns;
  return choices.sort((a, b) => a.index - b.index).map(({ message }) => message);
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
  const { index, finish_reason: finishReason, message, tool_calls: calls } = body;
  // The tool calls stand in the message in the conventions' examples, and beside it in their model.
  const said = isObject(message) ? (message as JsonObject) : typeof message === 'string' ? { content: message } : {};
  const raw = { ...(calls === undefined ? {} : { tool_calls: calls }), ...said, finish_reason: finishReason ?? null };
  return { index: typeof index === 'number' ? index : position, message: messageFrom(raw, 'assistant') };
}

function bodyOf(log: LogEvent): JsonObject {
  const body = toJson(log.body);
  if (isObject(body)) return body as JsonObject;
  return typeof body === 'string' ? { content: body } : {};
}
