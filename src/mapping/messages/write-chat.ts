import type { JsonObject } from '../../json/json';
import { put, type Writable } from '../../json/json';
import type { Message, Part, ToolAnswer, ToolCall } from './message';
import { textBlock } from './read-part';

/** Messages as OpenAI's chat API has them. A tool's answer becomes a message of its own; empty messages are left out. */
export function chatMessages(messages: readonly Message[]): readonly JsonObject[] {
  const written: JsonObject[] = [];
  for (const message of messages) {
    if (message.parts.some((part) => part.kind === 'tool_answer')) pushWithAnswers(written, message);
    else pushTurn(written, message);
  }
  return written;
}

function pushWithAnswers(written: JsonObject[], message: Message): void {
  let parts: Part[] = [];
  for (const part of message.parts) {
    if (part.kind !== 'tool_answer') {
      parts.push(part);
      continue;
    }
    if (parts.length > 0) pushTurn(written, { ...message, parts });
    written.push(answerMessage(part, message));
    parts = [];
  }
  if (parts.length > 0) pushTurn(written, { ...message, parts });
}

function pushTurn(written: JsonObject[], message: Message): void {
  const turn = chatMessage(message);
  if (turn === undefined) return;
  // An earlier answer in the conversation.
  if (message.finishReason !== undefined) turn['finish_reason'] = message.finishReason;
  written.push(turn);
}

function answerMessage(
  { id, content, name: tool, others: own }: ToolAnswer,
  { name = tool, others }: Message,
): JsonObject {
  const answer: Writable = { role: 'tool', content };
  if (id !== undefined) answer['tool_call_id'] = id;
  if (name !== undefined) answer['name'] = name;
  if (own !== undefined) withOthers(answer, besideContent(own));
  return others === undefined ? answer : withOthers(answer, others);
}

/** One message, its tool answers among the content; `undefined` if it is empty. */
export function chatMessage({ role, parts, name, others }: Message): Writable | undefined {
  let text: string | undefined;
  let reasoning: string | undefined;
  let refusal: string | undefined;
  let calls: JsonObject[] | undefined;
  let details: JsonObject[] | undefined;
  let beside = others;
  let texts = 0;
  let besideText: JsonObject | undefined;
  let isText = true;
  for (const part of parts) {
    switch (part.kind) {
      case 'text':
        text = joined(text, part.text);
        texts += 1;
        besideText ??= part.others;
        break;
      case 'reasoning':
        if (part.text !== '') reasoning = joined(reasoning, part.text);
        if (part.others === undefined) break;
        details ??= [];
        details.push(part.others);
        break;
      case 'refusal':
        refusal = joined(refusal, part.text);
        if (part.others !== undefined) beside = { ...besideContent(part.others), ...beside };
        break;
      case 'tool_call':
        calls ??= [];
        calls.push(chatCall(part));
        break;
      case 'tool_answer':
      case 'block':
        isText = false;
    }
  }
  if (besideText !== undefined && isText) {
    isText = texts === 1 && fitsBeside(besideText, beside);
    if (isText) beside = { ...besideText, ...beside };
  }
  const content = isText ? text : parts.flatMap(contentBlock);
  if ((content ?? reasoning ?? details ?? refusal ?? calls ?? beside) === undefined) return undefined;
  const message: Writable = { role, content: content ?? null };
  if (name !== undefined) message['name'] = name;
  if (reasoning !== undefined) message['reasoning_content'] = reasoning;
  if (details !== undefined) message['reasoning_details'] = details;
  if (refusal !== undefined) message['refusal'] = refusal;
  if (calls !== undefined) message['tool_calls'] = calls;
  return beside === undefined ? message : withOthers(message, beside);
}

/**
 * A message of one text has that text as its content, and the text's other members (OpenAI's annotations, for example) become
 * members of the message, unless their names are taken.
 */
const fitsBeside = (besideText: JsonObject, others: JsonObject = {}): boolean =>
  Object.keys(besideText).every((name) => !ownFields.has(name) && !Object.hasOwn(others, name));

/** The members of a part as members of a message; in one member `part` where their names are taken. */
const besideContent = (others: JsonObject): JsonObject => (fitsBeside(others) ? others : { part: others });

const ownFields: ReadonlySet<string> = new Set([
  ...['role', 'content', 'name', 'tool_calls', 'tool_call_id', 'reasoning_content', 'reasoning_details', 'refusal'],
  ...['finish_reason', 'choices'],
]);

const joined = (before: string | undefined, text: string): string =>
  before === undefined ? text : `${before}\n${text}`;

/** Reasoning, refusals and tool calls have fields of their own beside the content. */
function contentBlock(part: Part): JsonObject | readonly JsonObject[] {
  if (part.kind === 'text') return textBlock(part);
  return part.kind === 'block' || part.kind === 'tool_answer' ? part.block : [];
}

function withOthers(message: Writable, others: JsonObject): Writable {
  for (const key in others) {
    const value = others[key];
    if (value !== undefined && !Object.hasOwn(message, key)) put(message, key, value);
  }
  return message;
}

function chatCall({ id, itemId, type = 'function', name, arguments: given, others }: ToolCall): JsonObject {
  const call: Writable = id === undefined ? {} : { id };
  call['type'] = type;
  // A custom tool takes free text, and has a form of its own.
  if (type === 'custom') call['custom'] = given === undefined ? { name } : { name, input: given };
  else call['function'] = given === undefined ? { name } : { name, arguments: given };
  if (itemId !== undefined) call['item_id'] = itemId;
  return others === undefined ? call : withOthers(call, others);
}

/** Puts the instructions before the conversation, unless it begins with them: some instrumentations write them to both places. */
export function withInstructions(
  instructions: JsonObject | undefined,
  messages: readonly JsonObject[],
): readonly JsonObject[] {
  if (instructions === undefined) return messages;
  const [first] = messages;
  const { content } = instructions;
  const isRepeated = typeof content === 'string' && first?.['content'] === content && isInstructing(first['role']);
  return isRepeated ? messages : [instructions, ...messages];
}

/** Whether a message of this role instructs the model. */
export const isInstructing = (role: unknown): boolean => role === 'system' || role === 'developer';

/**
 * The first choice with its finish reason, and all of them in `choices` if there are more. The span's finish reasons go by
 * position and win over the messages' own, as the conventions say.
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
  const message = (choice && chatMessage(choice)) ?? {};
  const reason = finishReason || choice?.finishReason;
  if (reason !== undefined) message['finish_reason'] = chatFinishReason(reason);
  return message;
}

/**
 * A finish reason keeps the provider's spelling (`end_turn`, `MAX_TOKENS`). Only what frameworks make of OpenAI's reasons is
 * undone: the conventions' `tool_call` and the Vercel AI SDK's `tool-calls`. `metadata.finish_reasons` has the span's spelling.
 */
export const chatFinishReason = (reason: string): string => openaiReasons.get(reason) ?? reason;

const openaiReasons: ReadonlyMap<string, string> = new Map([
  ['tool_call', 'tool_calls'],
  ['tool-calls', 'tool_calls'],
  ['content-filter', 'content_filter'],
]);
