import { put, type Writable } from './json';
import type { Message, Part, ToolAnswer, ToolCall } from './message';
import type { JsonObject } from './model-event';

/** Messages as OpenAI's chat API has them. A tool's answer is a message of its own; a message that says nothing is none. */
export function chatMessages(messages: readonly Message[]): readonly JsonObject[] {
  const written: JsonObject[] = [];
  for (const message of messages) {
    let parts: Part[] = [];
    let isRest = false;
    for (const part of message.parts) {
      if (part.kind !== 'tool_answer') {
        parts.push(part);
        continue;
      }
      if (parts.length > 0) pushTurn(written, { ...message, parts });
      written.push(answerMessage(part, message));
      parts = [];
      isRest = true;
    }
    if (!isRest) pushTurn(written, message);
    else if (parts.length > 0) pushTurn(written, { ...message, parts });
  }
  return written;
}

function pushTurn(written: JsonObject[], message: Message): void {
  const turn = chatMessage(message);
  if (turn !== undefined) written.push(turn);
}

function answerMessage({ id, content }: ToolAnswer, { name, others }: Message): JsonObject {
  const answer: Writable = { role: 'tool', content };
  if (id !== undefined) answer['tool_call_id'] = id;
  if (name !== undefined) answer['name'] = name;
  return withOthers(answer, others);
}

/** One message, its tool answers among the content; `undefined` if it says nothing. */
export function chatMessage({ role, parts, name, others }: Message): JsonObject | undefined {
  const texts: string[] = [];
  const content: JsonObject[] = [];
  const calls: JsonObject[] = [];
  let reasoning: string | undefined;
  let refusal: string | undefined;
  for (const part of parts) {
    switch (part.kind) {
      case 'text':
        texts.push(part.text);
        content.push({ type: 'text', text: part.text });
        break;
      case 'reasoning':
        reasoning = reasoning === undefined ? part.text : `${reasoning}\n${part.text}`;
        break;
      case 'refusal':
        refusal = refusal === undefined ? part.text : `${refusal}\n${part.text}`;
        break;
      case 'tool_call':
        calls.push(chatCall(part));
        break;
      case 'tool_answer':
        content.push({ ...part.raw, type: 'tool_call_response' });
        break;
      case 'block':
        content.push(part.block);
    }
  }
  const saysNothing = content.length + calls.length === 0 && reasoning === undefined && refusal === undefined;
  if (saysNothing && others === undefined) return undefined;
  const isText = content.length === texts.length;
  const message: Writable = { role, content: !isText ? content : texts.length === 0 ? null : texts.join('\n') };
  if (name !== undefined) message['name'] = name;
  if (reasoning !== undefined) message['reasoning_content'] = reasoning;
  if (refusal !== undefined) message['refusal'] = refusal;
  if (calls.length > 0) message['tool_calls'] = calls;
  return withOthers(message, others);
}

function withOthers(message: Writable, others: JsonObject | undefined): JsonObject {
  for (const key in others) {
    const value = others[key];
    if (value !== undefined && !Object.hasOwn(message, key)) put(message, key, value);
  }
  return message;
}

function chatCall({ id, itemId, type = 'function', name, arguments: given }: ToolCall): JsonObject {
  const call: Writable = id === undefined ? {} : { id };
  call['type'] = type;
  // A custom tool takes free text, and has a form of its own.
  if (type === 'custom') call['custom'] = given === undefined ? { name } : { name, input: given };
  else call['function'] = given === undefined ? { name } : { name, arguments: given };
  if (itemId !== undefined) call['item_id'] = itemId;
  return call;
}

/** What was instructed, before the conversation; instrumentations that write it to both places do not double it. */
export function withInstructions(
  instructions: JsonObject | undefined,
  messages: readonly JsonObject[],
): readonly JsonObject[] {
  if (instructions === undefined) return messages;
  const [first] = messages;
  const isSaid = first !== undefined && first['content'] === instructions['content'] && isInstruction(first['role']);
  return isSaid ? messages : [instructions, ...messages];
}

const isInstruction = (role: unknown): boolean => role === 'system' || role === 'developer';

/**
 * The first choice with its finish reason, and all of them in `choices` if there are more. The span's finish reasons go by
 * position and beat the messages' own, as the conventions say.
 */
export function responseOf(choices: readonly Message[], finishReasons: readonly string[] = []): JsonObject {
  if (choices.length <= 1) return choiceOf(choices[0], finishReasons[0]);
  const written = choices.map((choice, index) => choiceOf(choice, finishReasons[index]));
  return {
    ...written[0],
    choices: written.map(({ finish_reason: reason, ...message }, index) =>
      reason === undefined ? { index, message } : { index, message, finish_reason: reason },
    ),
  };
}

function choiceOf(choice: Message | undefined, finishReason: string | undefined): JsonObject {
  const message = choice === undefined ? undefined : chatMessage(choice);
  const reason = finishReason ?? choice?.finishReason;
  return reason === undefined ? { ...message } : { ...message, finish_reason: spelled(reason) };
}

/**
 * A finish reason stays the provider's own word (`end_turn`, `MAX_TOKENS`). Only what frameworks make of OpenAI's words is
 * undone: the conventions' `tool_call` and the Vercel AI SDK's `tool-calls`. `metadata.finish_reasons` keeps what was said.
 */
const spelled = (reason: string): string => spellings.get(reason) ?? reason;

const spellings: ReadonlyMap<string, string> = new Map([
  ['tool_call', 'tool_calls'],
  ['tool-calls', 'tool_calls'],
  ['content-filter', 'content_filter'],
]);
