import type { Json, JsonObject } from '../../json/json';
import { isJsonObject, isList, objectOf } from '../../json/json';
import { imagesIn } from '../messages/image-list';
import { answerFacts, isSerialised } from '../messages/langchain-message';
import type { Message } from '../messages/message';
import { messageFrom, messagesFrom } from '../messages/read-message';
import { partsFrom } from '../messages/read-part';
import { asText } from '../read/reader';
import { joinedUsage, type UsageBody } from './usage-body';

/** The answer of a model API as it came, for dialects that keep it whole. The APIs are those of a request's body. */
export type ResponseBody = JsonObject;

export const responseId = (body: ResponseBody): string | undefined =>
  asText(body['id'] ?? body['response_id'] ?? body['responseId'] ?? answerFacts(body).id);

export const responseModel = (body: ResponseBody): string | undefined =>
  asText(body['model'] ?? body['modelVersion'] ?? answerFacts(body).model);

/** Some of Bedrock's models have the counts in the answer itself. */
export function usageOf(body: ResponseBody): UsageBody {
  const usage = body['usage'] ?? body['usage_metadata'];
  if (isJsonObject(usage)) return usage;
  const usages = answerFacts(body).usages.filter(isJsonObject);
  return usages.length === 0 ? body : joinedUsage(usages);
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
  // Gemini's messages have the name of their content.
  ({ candidates: list }) =>
    eachOf(isList(list) ? list.map((each) => ({ message: objectOf(each)['content'], ...objectOf(each) })) : list),
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
  const finishReason = reasonOf(choice) ?? turn.finishReason;
  if (!isJsonObject(message) || !isSerialised(message)) return { ...turn, finishReason };
  // The members of LangChain's message that are not read describe the answer, and are no part of the message.
  const { response_metadata: about } = objectOf(message['kwargs']);
  return { ...turn, others: undefined, finishReason: finishReason ?? reasonOfStatus(turn, objectOf(about)) };
}

/** Only the members of a message: an answer has others. A model may have nothing to say: Anthropic's content is an empty list then. */
function turnOf(answer: JsonObject): Message | undefined {
  const { role, content, tool_calls, function_call, refusal, reasoning_content, text } = answer;
  const message = { role, content: content ?? text, tool_calls, function_call, refusal, reasoning_content };
  const turn = messageFrom(message, 'assistant');
  if (turn.parts.length > 0 || (role !== undefined && isList(content))) return turn;
  const plain = text ?? answer['outputText'] ?? answer['generation'] ?? answer['completion'];
  return typeof plain === 'string' ? messageFrom({ content: plain }, 'assistant') : undefined;
}

/** By the names of OpenAI, Anthropic, Bedrock, Amazon's Titan and Gemini. */
const reasonNames = ['finish_reason', 'stop_reason', 'stopReason', 'completionReason', 'finishReason'];

function reasonOf(choice: JsonObject): string | undefined {
  for (const about of [choice, objectOf(choice['generationInfo'])]) {
    for (const name of reasonNames) if (about[name]) return asText(about[name]);
  }
  return undefined;
}

/** The items of OpenAI's Responses API, whose status is translated to the finish reasons of its chat API. */
function turnOfItems(items: readonly Json[], body: ResponseBody): Message {
  const turn = oneTurn(messagesFrom(items, 'assistant'));
  return { ...turn, finishReason: reasonOfStatus(turn, body) ?? turn.finishReason };
}

function reasonOfStatus(
  { parts }: Message,
  { status, incomplete_details: incomplete }: ResponseBody,
): string | undefined {
  const reason = asText(objectOf(incomplete)['reason']);
  if (reason !== undefined) return reason === 'max_output_tokens' ? 'length' : reason;
  if (status !== 'completed') return undefined;
  return parts.some(({ kind }) => kind === 'tool_call') ? 'tool_calls' : 'stop';
}
