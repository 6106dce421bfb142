import type { Json, JsonObject } from '../../json/json';
import { isJsonObject, isList } from '../../json/json';
import { imagesIn } from '../messages/image-list';
import { answerFacts, isSerialised } from '../messages/langchain-message';
import type { Message } from '../messages/message';
import { messageFrom, messagesFrom } from '../messages/read-message';
import { partsFrom } from '../messages/read-part';
import { asText } from '../read/reader';
import type { UsageBody } from './usage-body';

/** The answer of a model API as it came, for dialects that keep it whole. The APIs are those of a request's body. */
export type ResponseBody = JsonObject;

export const responseId = (body: ResponseBody): string | undefined =>
  asText(body['id'] ?? body['response_id'] ?? answerFacts(body).id);

export const responseModel = (body: ResponseBody): string | undefined =>
  asText(body['model'] ?? answerFacts(body).model);

/** Some of Bedrock's models have the counts in the answer itself. */
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

/** The messages of one turn as one message. */
export const oneTurn = (messages: readonly Message[], finishReason?: string): Message => ({
  role: 'assistant',
  parts: messages.flatMap(({ parts }) => parts),
  finishReason: finishReason ?? messages.findLast((message) => message.finishReason !== undefined)?.finishReason,
});

const forms: readonly ((body: ResponseBody) => readonly Message[] | undefined)[] = [
  ({ choices: list }) => eachOf(list),
  (body) => (isList(body['output']) ? [turnOfItems(body['output'], body)] : undefined),
  ({ output, ...others }) => (isJsonObject(output) ? eachOf([{ ...others, message: output['message'] }]) : undefined),
  // LangChain has a list of generations for each prompt.
  ({ generations: list }) => eachOf(isList(list) ? list.flat() : list),
  ({ results: list }) => eachOf(list),
  ({ outputs }) => eachOf(typeof outputs === 'string' ? [{ text: outputs }] : outputs),
  (body) => eachOf([body]),
  // Models of images.
  (body) => {
    const images = imagesIn(body);
    return images && [{ role: 'assistant', parts: partsFrom(images.parts) }];
  },
];

function eachOf(list: Json | undefined): readonly Message[] | undefined {
  if (!isList(list)) return undefined;
  const found = list.flatMap((each) => (isJsonObject(each) ? (choiceOf(each) ?? []) : []));
  return found.length === 0 ? undefined : found;
}

/** A choice that holds a message, or is one, or has a text by any API's name. */
function choiceOf(choice: JsonObject): Message | undefined {
  const { message } = choice;
  const turn = isJsonObject(message) ? messagesFrom(message, 'assistant')[0] : turnOf(choice);
  if (turn === undefined) return undefined;
  // The members of LangChain's message that are not read describe the answer, and are no part of the message.
  const others = isJsonObject(message) && isSerialised(message) ? undefined : turn.others;
  return { ...turn, others, finishReason: reasonOf(choice) ?? turn.finishReason };
}

/** Only the members of a message: an answer has others. */
function turnOf(answer: JsonObject): Message | undefined {
  const { role, content, tool_calls, function_call, refusal, reasoning_content, text } = answer;
  const message = { role, content: content ?? text, tool_calls, function_call, refusal, reasoning_content };
  const turn = messageFrom(message, 'assistant');
  if (turn.parts.length > 0) return turn;
  const plain = text ?? answer['outputText'] ?? answer['generation'] ?? answer['completion'];
  return typeof plain === 'string' ? messageFrom({ content: plain }, 'assistant') : undefined;
}

function reasonOf(choice: JsonObject): string | undefined {
  const { finish_reason: openai, stop_reason: anthropic, stopReason: bedrock, completionReason: titan } = choice;
  const info = choice['generationInfo'];
  return asText(openai ?? anthropic ?? bedrock ?? titan ?? (isJsonObject(info) ? info['finish_reason'] : undefined));
}

/** The items of OpenAI's Responses API, whose status is translated to the finish reasons of its chat API. */
function turnOfItems(items: readonly Json[], { status, incomplete_details: incomplete }: ResponseBody): Message {
  const turn = oneTurn(messagesFrom(items, 'assistant'));
  const reason = isJsonObject(incomplete) ? asText(incomplete['reason']) : undefined;
  if (reason !== undefined) return { ...turn, finishReason: reason === 'max_output_tokens' ? 'length' : reason };
  if (status !== 'completed') return turn;
  return { ...turn, finishReason: turn.parts.some(({ kind }) => kind === 'tool_call') ? 'tool_calls' : 'stop' };
}
