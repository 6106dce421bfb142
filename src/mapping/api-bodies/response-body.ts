import type { Json, JsonObject } from '../../json/json';
import { isJsonObject, isList } from '../../json/json';
import { answerFacts, isSerialised } from '../messages/langchain-message';
import type { Message } from '../messages/message';
import { messageFrom, messagesFrom } from '../messages/read-message';
import { asText } from '../read/reader';
import type { UsageBody } from './usage-body';

/** The answer of a model API as it came, for dialects that keep it whole. The APIs are those of a request's body. */
export type ResponseBody = JsonObject;

export const responseId = (body: ResponseBody): string | undefined =>
  asText(body['id'] ?? body['response_id'] ?? answerFacts(body).id);

export const responseModel = (body: ResponseBody): string | undefined =>
  asText(body['model'] ?? answerFacts(body).model);

/** Some of Bedrock's models count beside what they say. */
export function usageOf(body: ResponseBody): UsageBody {
  const usage = body['usage'] ?? body['usage_metadata'] ?? answerFacts(body).usage;
  return isJsonObject(usage) ? usage : body;
}

/** One message a choice, with its finish reason; `undefined` if this is the answer of no known API. */
export function choices(body: ResponseBody): readonly Message[] | undefined {
  for (const read of forms) {
    const messages = read(body);
    if (messages !== undefined) return messages;
  }
  return undefined;
}

export function finishReasons(body: ResponseBody): readonly string[] | undefined {
  const reasons = choices(body)?.flatMap(({ finishReason }) => finishReason ?? []) ?? [];
  return reasons.length === 0 ? undefined : reasons;
}

/** What one turn says in several messages, as one. */
export const oneTurn = (messages: readonly Message[], finishReason?: string): Message => ({
  role: 'assistant',
  parts: messages.flatMap(({ parts }) => parts),
  finishReason: finishReason ?? messages.findLast((message) => message.finishReason !== undefined)?.finishReason,
});

const forms: readonly ((body: ResponseBody) => readonly Message[] | undefined)[] = [
  ({ choices: list }) => eachOf(list),
  (body) => (isList(body['output']) ? [turnOfItems(body['output'], body)] : undefined),
  ({ output, ...others }) => (isJsonObject(output) ? eachOf([{ ...others, message: output['message'] }]) : undefined),
  // LangChain has a list of them for each prompt.
  ({ generations: list }) => eachOf(isList(list) ? list.flat() : list),
  ({ results: list }) => eachOf(list),
  ({ outputs }) => eachOf(typeof outputs === 'string' ? [{ text: outputs }] : outputs),
  (body) => eachOf([body]),
];

function eachOf(list: Json | undefined): readonly Message[] | undefined {
  if (!isList(list)) return undefined;
  const found = list.flatMap((each) => (isJsonObject(each) ? (choiceOf(each) ?? []) : []));
  return found.length === 0 ? undefined : found;
}

/** A choice that holds a message, or is one, or has a text by any API's name for it. */
function choiceOf(choice: JsonObject): Message | undefined {
  const { message, text, outputText, generation, completion } = choice;
  const said = isJsonObject(message) ? messagesFrom(message, 'assistant')[0] : messageFrom(spoken(choice), 'assistant');
  const plain = text ?? outputText ?? generation ?? completion;
  const turn =
    said !== undefined && (said.parts.length > 0 || isJsonObject(message))
      ? said
      : typeof plain === 'string'
        ? messageFrom({ content: plain }, 'assistant')
        : undefined;
  if (turn === undefined) return undefined;
  // What LangChain says of its answer beside the message is no part of the message.
  const others = isJsonObject(message) && isSerialised(message) ? undefined : turn.others;
  return { ...turn, others, finishReason: reasonOf(choice) ?? turn.finishReason };
}

/** What a message may say, of an answer that says more. */
function spoken({
  role,
  content,
  tool_calls: calls,
  function_call: call,
  refusal,
  reasoning_content: reasoning,
  text,
}: JsonObject): JsonObject {
  return {
    role,
    content: content ?? text,
    tool_calls: calls,
    function_call: call,
    refusal,
    reasoning_content: reasoning,
  };
}

function reasonOf(choice: JsonObject): string | undefined {
  const { finish_reason: openai, stop_reason: anthropic, stopReason: bedrock, completionReason: titan } = choice;
  const info = choice['generationInfo'];
  return asText(openai ?? anthropic ?? bedrock ?? titan ?? (isJsonObject(info) ? info['finish_reason'] : undefined));
}

/** The items of OpenAI's Responses API. It has a status instead of a finish reason: in the words of chat, why the model stopped. */
function turnOfItems(items: readonly Json[], { status, incomplete_details: incomplete }: ResponseBody): Message {
  const turn = oneTurn(messagesFrom(items, 'assistant'));
  const reason = isJsonObject(incomplete) ? asText(incomplete['reason']) : undefined;
  if (reason !== undefined) return { ...turn, finishReason: reason === 'max_output_tokens' ? 'length' : reason };
  if (status !== 'completed') return turn;
  return { ...turn, finishReason: turn.parts.some(({ kind }) => kind === 'tool_call') ? 'tool_calls' : 'stop' };
}
