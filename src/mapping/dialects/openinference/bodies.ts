import type { Json, JsonObject } from '../../../json/json';
import { isJsonObject, isList, says, stringify } from '../../../json/json';
import { all, type Members, restOf } from '../../../json/leftovers';
import * as request from '../../api-bodies/request-body';
import * as response from '../../api-bodies/response-body';
import { restOfResponse } from '../../api-bodies/response-fields';
import type { Message } from '../../messages/message';
import { type Content, readContent } from '../../read/content';
import { asCount, asObject } from '../../read/reader';
import { perSpan } from '../../span/memo-per-span';
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

const asked = (span: SpanView): JsonObject | undefined => asObject(span.attributes['llm.invocation_parameters']);

export const requestBody = perSpan((span) => request.requestBody(objectOf(wholeInput(span)?.value), asked(span)));

/** What stands beside the parameters is one of them only where this surely is a request. */
export function otherParameters(span: SpanView): JsonObject {
  const input = objectOf(wholeInput(span)?.value);
  return request.otherParameters(isRequest(input) ? requestBody(span) : request.requestBody(asked(span)));
}

const isRequest = (body: JsonObject): boolean => (body['model'] ?? body['modelId']) !== undefined;

/** The answer as it was; a framework that asks several times for one span keeps a list. */
export const responseBody = perSpan((span): JsonObject | undefined => {
  const output = wholeOutput(span)?.value;
  if (!isList(output)) return isJsonObject(output) ? output : undefined;
  const answers = output.filter(isJsonObject);
  return { ...answers[0], choices: answers.flatMap(({ choices }) => choices ?? []) };
});

interface Told {
  readonly messages: readonly Message[] | undefined;
  readonly isHidden: boolean;
  /** The whole value is told as one text. */
  readonly isPlain: boolean;
}

export const sent = perSpan((span): Told => {
  const flat = flatMessages(span, inputs);
  const input = wholeInput(span);
  const body = requestBody(span);
  const own = isJsonObject(input?.value) ? request.conversation(body) : undefined;
  const hasList = (isList(body['messages']) && body['messages'].length > 0) || body['input'] !== undefined;
  if (isHidden(span, 'input', flat, hasList ? own : undefined))
    return { messages: flat, isHidden: true, isPlain: false };
  const count = (own?.length ?? 0) + (request.instructions(body) === undefined ? 0 : 1);
  const messages = fuller(span, flat, own, input, count >= flat.length);
  return { messages: messages ?? plain(input?.value), isHidden: false, isPlain: messages === undefined };
});

/** One message a choice. */
export const received = perSpan((span): Told => {
  const flat = flatChoices(span);
  const body = responseBody(span);
  const own = body && response.choices(body);
  if (isHidden(span, 'output', flat, own)) return { messages: flat, isHidden: true, isPlain: false };
  const output = wholeOutput(span);
  const answer = fuller(span, flat, own, output, own !== undefined && partsIn(own) >= partsIn(flat));
  const messages = answer ?? plain(output?.value)?.map((message) => ({ ...message, role: 'assistant' }));
  return { messages, isHidden: false, isPlain: answer === undefined };
});

/** What has no field of a body that is no request to a model's API: such a request tells parameters only. */
export function restOfInput(span: SpanView): Json | undefined {
  const { isHidden: isNotShown, isPlain } = sent(span);
  const input = wholeInput(span)?.value;
  if (isNotShown || isPlain) return undefined;
  if (isList(input)) return restOf(input, itemFields);
  if (!isJsonObject(input) || isRequest(input)) return undefined;
  const rest = request.otherParameters(request.requestBody(input));
  return says(rest) ? rest : undefined;
}

/** What flat messages say of the items of a conversation. */
const itemFields: Members = {
  ...all('type', 'role', 'content', 'name', 'arguments', 'callId', 'call_id', 'output', 'tool_call_id'),
  ...all('toolCallId', 'toolName', 'input', 'args'),
  tool_calls: all('id', 'type', 'function'),
};

export function restOfOutput(span: SpanView): Json | undefined {
  const { isHidden: isNotShown, isPlain } = received(span);
  const output = wholeOutput(span)?.value;
  if (isNotShown || isPlain || typeof output !== 'object') return undefined;
  if (isList(output) && !output.every((each) => isJsonObject(each) && isList(each['choices'])))
    return restOf(output, itemFields);
  return restOfResponse(output, { ...objectOf(wholeInput(span)?.value), ...asked(span), ...toldApart(span) });
}

/** What of a request is told in flat messages and tools, too. */
function toldApart(span: SpanView): JsonObject {
  const hasTools = span.attributes['llm.tools.0.tool.json_schema'] !== undefined;
  const isInstructed = sent(span).messages?.some(({ role }) => role === 'system') === true;
  return { ...(hasTools ? { tools: true } : {}), ...(isInstructed ? { instructions: true } : {}) };
}

/** Cut JSON beats the messages of one attribute a leaf only if some of those were dropped. */
function fuller(
  span: SpanView,
  flat: readonly Message[],
  own: readonly Message[] | undefined,
  from: Content | undefined,
  saysAsMuch: boolean,
): readonly Message[] | undefined {
  const isCut = from?.isCut === true;
  if (own !== undefined && saysAsMuch && (!isCut || span.droppedAttributes > 0 || flat.length === 0)) {
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

/** Instrumentations write what a turn says in several messages if it has several items, but no second choice. */
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
  // Only Anthropic's instrumentation has nothing to say of an image's address.
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

const objectOf = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});
