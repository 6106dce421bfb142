import type { Json, JsonObject } from '../../json/json';
import { isEmpty, isJsonObject, isList, parseJson } from '../../json/json';
import { isSerialised } from '../messages/langchain-message';
import { messagesFrom } from '../messages/read-message';
import { chatMessage, chatMessages, responseOf, withInstructions } from '../messages/write-chat';
import { isParsed, type KnownFacts } from '../read/facts';
import type { StepKind } from '../record/step-event';

/** What a step was given, as an object: by its names, a conversation as `chat_history`, anything else as `input`. */
export function inputsOf(kind: StepKind, given: Json | undefined, { input, instructions }: KnownFacts): JsonObject {
  const said = input === undefined || !isParsed(input) ? [] : chatMessages(input);
  if (kind === 'tool' && (given !== undefined || said.length > 0)) return named(given ?? argumentsIn(said), 'input');
  const system = instructions && chatMessage({ role: 'system', parts: instructions });
  const { history = said, others } = conversationIn(given, system !== undefined);
  if (history.length === 0 && system === undefined) return others;
  return { ...others, chat_history: withInstructions(system, history) };
}

/** @param isPrompt whether a text is what a user has said */
function conversationIn(
  given: Json | undefined,
  isPrompt: boolean,
): { readonly history?: readonly JsonObject[]; readonly others: JsonObject } {
  if (given === undefined) return { others: {} };
  if (isConversation(given)) return { history: chatOf(given), others: {} };
  if (typeof given === 'string' && isPrompt) return { history: [{ role: 'user', content: given }], others: {} };
  if (!isJsonObject(given) || !isConversation(given['messages'])) return { others: named(given, 'input') };
  const { messages, ...others } = given;
  return { history: chatOf(messages), others };
}

/**
 * What came of a step: of a tool its result in `message`; of a chain a message, its members, or `output`. A chain may have both a
 * message and a result, of which the message says more where the result is a text.
 */
export function outputsOf(kind: StepKind, given: Json | undefined, facts: KnownFacts): JsonObject {
  if (kind === 'tool') return given === undefined ? answerIn(facts) : resultOf(given);
  const answer = answerOf(facts);
  if (given === undefined || (typeof given === 'string' && answer['content'] === given)) return answer;
  const own = resultOfChain(given);
  return isEmpty(answer) ? own : { ...own, response: answer };
}

function resultOfChain(given: Json): JsonObject {
  if (isConversation(given)) {
    const messages = chatOf(given);
    const [only] = messages;
    return messages.length === 1 && only !== undefined ? only : { messages };
  }
  const members = named(given, 'output');
  return isConversation(members['messages']) ? { ...members, messages: chatOf(members['messages']) } : members;
}

const answerOf = ({ output, finishReasons }: KnownFacts): JsonObject =>
  output === undefined || !isParsed(output) ? {} : responseOf(output, finishReasons);

const named = (given: Json, name: string): JsonObject => (isJsonObject(given) ? given : { [name]: given });

const chatOf = (list: readonly Json[]): readonly JsonObject[] => chatMessages(messagesFrom(list, 'user'));

const isConversation = (value: Json | undefined): value is readonly Json[] =>
  isList(value) && value.length > 0 && value.every(isMessage);

const isMessage = (value: Json): boolean =>
  isJsonObject(value) && (typeof value['role'] === 'string' || isSerialised(value));

/** In events a tool's arguments are the content of one message. */
function argumentsIn(said: readonly JsonObject[]): Json {
  const content = said.length === 1 ? said[0]?.['content'] : undefined;
  if (typeof content !== 'string') return { chat_history: said };
  const parsed = content.startsWith('{') ? parseJson(content) : undefined;
  return parsed ?? content;
}

function answerIn(facts: KnownFacts): JsonObject {
  const { content, ...others } = answerOf(facts);
  return isEmpty(content) ? others : { message: content };
}

/** LangChain's answer of a tool has its text inside of a message, and that may be the only member of an object. */
function resultOf(given: Json): JsonObject {
  const inner = isJsonObject(given) ? onlyMember(given) : given;
  if (!isJsonObject(inner) || !isSerialised(inner)) return { message: given };
  const { content, ...others } = inner['kwargs'] as JsonObject;
  return { ...Object.fromEntries(Object.entries(others).filter(([, value]) => !isEmpty(value))), message: content };
}

function onlyMember(object: JsonObject): Json {
  const { output } = object;
  return output !== undefined && Object.keys(object).length === 1 ? output : object;
}
