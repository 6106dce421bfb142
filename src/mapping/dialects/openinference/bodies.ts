import type { Json, JsonObject } from '../../../json/json';
import { isEmpty, isJsonObject, isList, objectOf, stringify } from '../../../json/json';
import { all, leftoverOf, type WrittenMembers } from '../../../json/leftovers';
import * as request from '../../api-bodies/request-body';
import * as response from '../../api-bodies/response-body';
import { leftoverOfResponse } from '../../api-bodies/response-members';
import type { Message } from '../../messages/message';
import { type Content, readContent } from '../../read/content';
import { asCount, asObject } from '../../read/reader';
import { perSpan } from '../../span/memo';
import type { SpanView } from '../../span/span-view';
import { flatMessages, hasBareImage, inputs, isRedacted, outputs, redacted } from './messages';

const whole = (name: 'input' | 'output'): ((span: SpanView) => Content | undefined) =>
  perSpan(({ attributes }) => {
    const value = attributes[`${name}.value`];
    if (value === undefined || value === redacted || value === '') return undefined;
    const isText = typeof value === 'string' && attributes[`${name}.mime_type`] === 'text/plain';
    return isText ? { value, isCut: false } : readContent(value);
  });
const wholeInput = whole('input');
const wholeOutput = whole('output');

const parametersOf = (span: SpanView): JsonObject | undefined => asObject(span.attributes['llm.invocation_parameters']);

export const requestBody = perSpan((span) =>
  request.requestBody(objectOf(wholeInput(span)?.value), parametersOf(span)),
);

/** Other members of the input are parameters only where it surely is a request. */
export function otherParameters(span: SpanView): JsonObject {
  const input = objectOf(wholeInput(span)?.value);
  return request.otherParameters(isRequest(input) ? requestBody(span) : request.requestBody(parametersOf(span)));
}

const isRequest = (body: JsonObject): boolean => (body['model'] ?? body['modelId']) !== undefined;

/** The answer of the model's API; a framework that asks several times for one span keeps a list. */
export const responseBody = perSpan((span): JsonObject | undefined => {
  const output = wholeOutput(span)?.value;
  if (!isList(output)) return isJsonObject(output) ? output : undefined;
  const answers = output.filter(isJsonObject);
  return { ...answers[0], choices: answers.flatMap(({ choices }) => choices ?? []) };
});

interface Exchanged {
  readonly messages: readonly Message[] | undefined;
  readonly isHidden: boolean;
  /** The whole value is one text of the messages. */
  readonly isPlain: boolean;
}

export const sent = perSpan((span): Exchanged => {
  const flat = flatMessages(span, inputs);
  const input = wholeInput(span);
  const body = requestBody(span);
  const own = isJsonObject(input?.value) ? request.conversation(body) : undefined;
  const hasList = (isList(body['messages']) && body['messages'].length > 0) || body['input'] !== undefined;
  if (isHidden(span, 'input', flat, hasList ? own : undefined)) return hidden(flat);
  const count = (own?.length ?? 0) + (request.instructions(body) === undefined ? 0 : 1);
  const messages = fuller(span, flat, count >= flat.length ? own : undefined, input);
  return { messages: messages ?? plain(input?.value), isHidden: false, isPlain: messages === undefined };
});

/** One message a choice. */
export const received = perSpan((span): Exchanged => {
  const flat = flatChoices(span);
  const body = responseBody(span);
  const own = body && response.choices(body);
  if (isHidden(span, 'output', flat, own)) return hidden(flat);
  const output = wholeOutput(span);
  const isAsMuch = own !== undefined && partsIn(own) >= partsIn(flat);
  const answer = fuller(span, flat, isAsMuch ? own : undefined, output);
  const messages = answer ?? plain(output?.value)?.map((message) => ({ ...message, role: 'assistant' }));
  return { messages, isHidden: false, isPlain: answer === undefined };
});

const hidden = (messages: readonly Message[]): Exchanged => ({ messages, isHidden: true, isPlain: false });

/** The part of an input that has no field, unless it is a request to a model's API, whose other members are parameters. */
export function leftoverOfInput(span: SpanView): Json | undefined {
  const { isHidden: isNotShown, isPlain } = sent(span);
  const input = wholeInput(span)?.value;
  if (isNotShown || isPlain) return undefined;
  if (isList(input)) return leftoverOf(input, itemMembers);
  if (!isJsonObject(input) || isRequest(input)) return undefined;
  const others = request.otherParameters(request.requestBody(input));
  return isEmpty(others) ? undefined : others;
}

/** The members of a conversation's items that the flattened messages have, too. */
const itemMembers: WrittenMembers = {
  ...all('type', 'role', 'content', 'name', 'arguments', 'callId', 'call_id', 'output', 'tool_call_id'),
  ...all('toolCallId', 'toolName', 'input', 'args'),
  tool_calls: all('id', 'type', 'function'),
};

export function leftoverOfOutput(span: SpanView): Json | undefined {
  const { isHidden: isNotShown, isPlain } = received(span);
  const output = wholeOutput(span)?.value;
  if (isNotShown || isPlain || typeof output !== 'object') return undefined;
  if (isList(output) && !output.every((each) => isJsonObject(each) && isList(each['choices']))) {
    return leftoverOf(output, itemMembers);
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
 * The messages of the body if they have as much as the flattened ones, else those. A body that is cut wins only if some of the
 * flattened attributes were dropped.
 */
function fuller(
  span: SpanView,
  flat: readonly Message[],
  own: readonly Message[] | undefined,
  body: Content | undefined,
): readonly Message[] | undefined {
  const isCut = body?.isCut === true;
  if (own !== undefined && (!isCut || span.droppedAttributes > 0 || flat.length === 0)) {
    if (isCut) span.truncated = true;
    return own;
  }
  return flat.length > 0 ? flat : undefined;
}

/** A text, several of them, or whatever an app keeps as the input or output of its own span. */
function plain(value: Json | undefined): readonly Message[] | undefined {
  if (value === undefined) return undefined;
  return request.conversation({ prompt: isJsonObject(value) ? stringify(value) : value });
}

/** Instrumentations write the items of one turn as several messages, but no second choice. */
function flatChoices(span: SpanView): readonly Message[] {
  const flat = flatMessages(span, outputs);
  if (flat.length < 2) return flat;
  return asCount(requestBody(span)['n']) === flat.length ? flat : [response.oneTurn(flat)];
}

const partsIn = (messages: readonly Message[]): number => messages.reduce((sum, { parts }) => sum + parts.length, 0);

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
