import type { Json, JsonObject } from '../../../json/json';
import { isEmpty, isJsonObject, isList, objectOf, stringify } from '../../../json/json';
import * as request from '../../api-bodies/request-body';
import * as response from '../../api-bodies/response-body';
import { leftoverOfResponse } from '../../api-bodies/response-members';
import { fuller } from '../../messages/fuller-conversation';
import type { Message } from '../../messages/message';
import { type Content, readContent } from '../../read/content';
import { asCount, asObject } from '../../read/reader';
import { perSpan } from '../../span/memo';
import type { SpanView } from '../../span/span-view';
import { isConversation, leftoverOfItems, messagesOf, turnBody } from './items';
import { flatMessages, hasBareImage, inputs, isRedacted, outputs, redacted } from './messages';

const whole = (name: 'input' | 'output'): ((span: SpanView) => Content | undefined) =>
  perSpan(({ attributes }) => {
    const value = attributes[`${name}.value`];
    if (value === '') return undefined;
    const isText = typeof value === 'string' && attributes[`${name}.mime_type`] === 'text/plain';
    return isText ? { value, isCut: false } : readContent(value);
  });
const wholeInput = whole('input');
const wholeOutput = whole('output');

export const parametersOf = perSpan(({ attributes }) => asObject(attributes['llm.invocation_parameters']));

export const requestBody = perSpan((span) =>
  request.requestBody(objectOf(wholeInput(span)?.value), parametersOf(span)),
);

/** Other members of the input are parameters only where it surely is a request. */
export function otherParameters(span: SpanView): JsonObject {
  const input = objectOf(wholeInput(span)?.value);
  return request.otherParameters(isRequest(input) ? requestBody(span) : request.requestBody(parametersOf(span)));
}

const isRequest = (body: JsonObject): boolean => (body['model'] ?? body['modelId']) !== undefined;

/** The answer of the model's API; a framework that asks several times for one span keeps a list, another one the items of a turn. */
export const responseBody = perSpan((span): JsonObject | undefined => {
  const output = wholeOutput(span)?.value;
  if (!isList(output)) return isJsonObject(output) ? output : undefined;
  const answers = output.filter(isJsonObject);
  if (isConversation(output)) return turnBody(answers);
  return { ...answers[0], choices: answers.flatMap(({ choices }) => choices ?? []) };
});

interface Exchanged {
  readonly messages: readonly Message[] | undefined;
  readonly isHidden: boolean;
  /** The whole value is one text of the messages. */
  readonly isPlain: boolean;
  /** The whole value is about something else, and nothing of it is in the messages. */
  readonly isUnrelated: boolean;
}

export const sent = perSpan((span): Exchanged => {
  const flat = flatMessages(span, inputs);
  const input = wholeInput(span);
  const body = requestBody(span);
  const own = isConversation(input?.value)
    ? messagesOf(input.value)
    : isJsonObject(input?.value)
      ? request.conversation(body)
      : undefined;
  const hasList = isConversation(input?.value) || (isList(body['messages']) && body['messages'].length > 0);
  if (isHidden(span, 'input', flat, hasList || body['input'] !== undefined ? own : undefined)) return hidden(flat);
  const instructions = request.instructions(body);
  const system: Message | undefined = instructions && { role: 'system', parts: instructions };
  const whole = own !== undefined && system !== undefined ? [system, ...own] : own;
  const { messages, ...exchanged } = exchangedBy(span, flat, whole, input, 'user');
  // The instructions are a fact of their own.
  return { ...exchanged, messages: messages?.filter((message) => message !== system) };
});

/** One message a choice. */
export const received = perSpan((span): Exchanged => {
  const flat = flatChoices(span);
  const body = responseBody(span);
  const own = body && response.choices(body);
  if (isHidden(span, 'output', flat, own)) return hidden(flat);
  return exchangedBy(span, flat, own, wholeOutput(span), 'assistant');
});

const hidden = (messages: readonly Message[]): Exchanged => ({
  messages,
  isHidden: true,
  isPlain: false,
  isUnrelated: false,
});

/** The part of an input that has no field, unless it is a request to a model's API, whose other members are parameters. */
export function leftoverOfInput(span: SpanView): Json | undefined {
  const { isHidden: isNotShown, isPlain, isUnrelated } = sent(span);
  const input = wholeInput(span)?.value;
  if (isNotShown || isPlain) return undefined;
  if (isUnrelated) return input;
  if (isList(input)) return leftoverOfItems(input);
  if (!isJsonObject(input) || isRequest(input)) return undefined;
  const others = request.otherParameters(request.requestBody(input));
  return isEmpty(others) ? undefined : others;
}

export function leftoverOfOutput(span: SpanView): Json | undefined {
  const { isHidden: isNotShown, isPlain, isUnrelated } = received(span);
  const output = wholeOutput(span)?.value;
  if (isNotShown || isPlain) return undefined;
  if (isUnrelated) return output;
  if (typeof output !== 'object') return undefined;
  if (isList(output) && !output.every((each) => isJsonObject(each) && isList(each['choices']))) {
    return leftoverOfItems(output);
  }
  const written = { ...objectOf(wholeInput(span)?.value), ...parametersOf(span), ...flattenedParts(span) };
  return leftoverOfResponse(output, written);
}

/** Parts of the request that the flattened messages and tools have, too. */
function flattenedParts(span: SpanView): JsonObject {
  const hasTools = span.attributes['llm.tools.0.tool.json_schema'] !== undefined;
  const isInstructed = sent(span).messages?.some(({ role }) => role === 'system') === true;
  return { ...(hasTools ? { tools: true } : {}), ...(isInstructed ? { instructions: true } : {}) };
}

/**
 * What the flattened messages and the body say together. A body that is cut is looked at only if some of the flattened attributes
 * were dropped.
 * @param own the messages of the body, if it is a request or an answer
 * @param role of a body that is a text
 */
function exchangedBy(
  span: SpanView,
  flat: readonly Message[],
  own: readonly Message[] | undefined,
  body: Content | undefined,
  role: 'user' | 'assistant',
): Exchanged {
  const taken = { isHidden: false, isPlain: false, isUnrelated: false };
  if (flat.length === 0 && own === undefined) return { ...taken, messages: plain(body?.value, role), isPlain: true };
  const isCut = body?.isCut === true && (flat.length === 0 || span.droppedAttributes > 0);
  if (isCut) span.truncated = true;
  if (own !== undefined && (isCut || flat.length === 0)) return { ...taken, messages: own };
  if (own === undefined || body?.isCut === true) return besideText(flat, body?.value, role);
  const { messages, isUnrelated } = fuller(own, flat, role === 'assistant');
  return { ...taken, messages: isUnrelated ? flat : messages, isUnrelated };
}

/** The flattened messages, with the text of the body if they have none. */
function besideText(flat: readonly Message[], value: Json | undefined, role: 'user' | 'assistant'): Exchanged {
  const beside = { isHidden: false, isPlain: false };
  const own = typeof value === 'string' ? plain(value, role) : undefined;
  if (own === undefined) return { ...beside, messages: flat, isUnrelated: false };
  const { messages, isUnrelated } = fuller(flat, own, role === 'assistant');
  return isUnrelated || messages.length > flat.length
    ? { ...beside, messages: flat, isUnrelated: true }
    : { ...beside, messages, isUnrelated: false };
}

/** A text, several of them, or whatever an app keeps as the input or output of its own span. */
function plain(value: Json | undefined, role: string): readonly Message[] | undefined {
  if (value === undefined) return undefined;
  const messages = request.conversation({ prompt: isJsonObject(value) ? stringify(value) : value });
  return role === 'user' ? messages : messages?.map((message) => ({ ...message, role }));
}

/** Instrumentations write the items of one turn as several messages, but no second choice. */
function flatChoices(span: SpanView): readonly Message[] {
  const flat = flatMessages(span, outputs);
  if (flat.length < 2) return flat;
  return asCount(requestBody(span)['n']) === flat.length ? flat : [response.oneTurn(flat)];
}

/**
 * Whether an app hides what it sent or got. The settings for single messages, texts and images leave the request and the answer
 * as they are: reading them would undo what the app asked for.
 */
function isHidden(
  { attributes, droppedAttributes }: SpanView,
  side: 'input' | 'output',
  flat: readonly Message[],
  own: readonly Message[] | undefined,
): boolean {
  if (attributes[`${side}.value`] === redacted || isRedacted(flat)) return true;
  // Anthropic's instrumentation never writes the address of an image.
  if (hasBareImage(flat) && !(attributes['llm.system'] === 'anthropic' && hasAddresses(own ?? []))) return true;
  if (flat.length > 0 || own === undefined || own.length === 0 || droppedAttributes > 0) return false;
  return attributes[`${side === 'input' ? outputs : inputs}0.message.role`] !== undefined;
}

const hasAddresses = (messages: readonly Message[]): boolean =>
  messages.some(({ parts }) => parts.some((part) => part.kind === 'block' && isAddress(part.block)));

function isAddress(block: JsonObject): boolean {
  const { url } = objectOf(block['image_url']);
  return typeof url === 'string' && !url.startsWith('data:');
}
