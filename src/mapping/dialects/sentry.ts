import { isJsonObject, isList, type Json, type JsonObject, stringify } from '../../json/json';
import { comparable } from '../messages/comparable';
import type { Message, Part } from '../messages/message';
import { messagesFrom } from '../messages/read-message';
import { chatToolCall, partsFrom } from '../messages/read-part';
import { readList, readValue } from '../read/content';
import {
  asObject,
  asText,
  asTexts,
  attribute,
  composed,
  content,
  count,
  firstOf,
  flag,
  fromAttribute,
  loneText,
  positive,
  seconds,
  text,
  texts,
} from '../read/reader';
import type { Attributes } from '../span/attribute-names';
import type { SpanView } from '../span/span-view';
import type { Dialect } from './dialect';

/** The attributes that Sentry (`@sentry/node` 10 and 11) has its own names for; content is in the form of the provider's API. */
export const sentry: Dialect = {
  name: 'sentry',
  isModelCall,
  reads: {
    input: content(
      firstOf(
        fromAttribute('gen_ai.embeddings.input', embeddedTexts),
        fromAttribute('gen_ai.request.messages', requestMessages),
        fromAttribute('gen_ai.prompt', promptOf),
      ),
    ),
    output: content(
      firstOf(
        composed({ attributes: ['gen_ai.response.text', 'gen_ai.response.tool_calls'] }, outputOf),
        fromAttribute('gen_ai.response.object', objectAnswer),
      ),
    ),
    finishReasons: firstOf(loneText('gen_ai.response.stop_reason'), texts('gen_ai.response.finish_reason')),
    // Of Gemini a list for each of the request's lists of functions, in some versions.
    tools: content(fromAttribute('gen_ai.request.available_tools', (raw, span) => readList(raw, span)?.flat())),
    responseFormat: attribute(schemaFormat)('gen_ai.request.schema'),
    stream: flag('gen_ai.response.streaming'),
    reasoning_effort: text('gen_ai.request.reasoning_effort'),
    dimensions: count('gen_ai.request.dimensions'),
    encoding_formats: texts('gen_ai.request.encoding_format'),
    cacheReadTokens: count('gen_ai.usage.input_tokens.cached'),
    cacheWriteTokens: count('gen_ai.usage.input_tokens.cache_write'),
    reasoningTokens: count('gen_ai.usage.output_tokens.reasoning'),
    cost: firstOf(positive('gen_ai.cost.total_tokens'), positive('ai.total_cost')),
    timeToFirstToken: seconds('gen_ai.response.time_to_first_token'),
    // The message of the status itself is only "error".
    error: fromAttribute('sentry.status.message', (raw, { status }) => (status.code === 2 ? asText(raw) : undefined)),
  },
  aboutExchange: ['gen_ai.cost.', 'gen_ai.embeddings.'],
};

/** Up to 10.30 an operation is the name of the API's resource, and only a call that succeeded has counts. */
function isModelCall(attributes: Attributes): boolean | undefined {
  const isCall = resources.get(attributes['gen_ai.operation.name'])?.(attributes) ?? false;
  return (isCall && attributes['gen_ai.request.model'] !== undefined) || undefined;
}

const resources: ReadonlyMap<unknown, (attributes: Attributes) => boolean> = new Map([
  // Tokens are counted without a maximum of them.
  ['messages', (attributes: Attributes) => attributes['gen_ai.request.max_tokens'] !== undefined],
  ['models', (attributes: Attributes) => attributes['sentry.origin'] === 'auto.ai.google_genai'],
  ['responses', (attributes: Attributes) => attributes['sentry.origin'] === 'auto.ai.openai'],
]);

/** A list of tokens instead of texts is one input; Gemini takes contents, too. */
function embeddedTexts(raw: unknown, span: SpanView): readonly Message[] | undefined {
  const inputs = asTexts(raw) ?? asText(raw);
  if (inputs === undefined) return undefined;
  const contents = readList(raw, span);
  return contents?.every(isJsonObject) ? messagesFrom(contents, 'user') : messagesFrom(inputs, 'user');
}

/** Up to 10.40: messages, or what Gemini takes instead of them: a text, parts, or an object with parts. */
function requestMessages(raw: unknown, span: SpanView): readonly Message[] | undefined {
  const value = readValue(raw, span);
  if (value === undefined) return undefined;
  return isPartsAlone(value) ? [{ role: 'user', parts: partsFrom(value) }] : messagesFrom(value, 'user');
}

const messageMembers = ['role', 'parts', 'content', 'type'];

const isPartsAlone = (value: Json): boolean =>
  [value].flat().every((part) => isJsonObject(part) && messageMembers.every((name) => part[name] === undefined));

/** LangSmith has an attribute of the same name. */
function promptOf(raw: unknown, span: SpanView): readonly Message[] | undefined {
  const isSentrys = String(span.attributes['sentry.origin']).startsWith('auto.ai.');
  const prompt = isSentrys ? readValue(raw, span) : undefined;
  return prompt === undefined ? undefined : messagesFrom(prompt, 'user');
}

/** The calls of all choices are one list, which goes to the first choice. */
function outputOf(span: SpanView): readonly Message[] | undefined {
  const choices = textsOf(span);
  const items = itemsOf(span);
  if (choices === undefined && items.length === 0) return undefined;
  const [first = '', ...others] = choices ?? [];
  const reasoning = items.filter(({ kind }) => kind === 'reasoning');
  const rest = items.filter(({ kind }) => kind !== 'reasoning' && (kind !== 'text' || first === ''));
  const lead = first === '' && rest.length > 0 ? [] : partsFrom(first);
  return [[...reasoning, ...lead, ...rest], ...others.map(partsFrom)].map((parts) => ({ role: 'assistant', parts }));
}

/**
 * A list with one text a choice of LangChain, and of OpenAI's chat API, which has as many finish reasons; any other text may be a
 * list, too.
 */
function textsOf({ attributes }: SpanView): readonly string[] | undefined {
  const text = asText(attributes['gen_ai.response.text']);
  if (text === undefined || attributes['gen_ai.response.streaming'] === true) return text === undefined ? text : [text];
  const choices = asTexts(text);
  if (attributes['sentry.origin'] === 'auto.ai.langchain') return choices ?? [text];
  const reasons = asTexts(attributes['gen_ai.response.finish_reasons']);
  return choices !== undefined && choices.length === reasons?.length ? choices : [text];
}

/** Calls in the form of the provider's API, and of a stream of OpenAI's Responses API its other items, too. */
function itemsOf(span: SpanView): readonly Part[] {
  const items = readValue(span.attributes['gen_ai.response.tool_calls'], span);
  return isList(items) ? withoutSecondForm(items.filter(isJsonObject)).flatMap(partsOfItem) : [];
}

function partsOfItem(item: JsonObject): readonly Part[] {
  if (item['type'] === 'message') return partsFrom(item['content']);
  return isFunction(item) || isGeminis(item) ? [chatToolCall(item)] : partsFrom(item);
}

const isFunction = (item: JsonObject): boolean => item['type'] === 'function' || isJsonObject(item['function']);

/** `{name, args}` */
const isGeminis = ({ type, name }: JsonObject): boolean => type === undefined && typeof name === 'string';

/** A stream of Gemini's has each call as Gemini has it, and once more as a function. */
function withoutSecondForm(items: readonly JsonObject[]): readonly JsonObject[] {
  const seen = new Map<string, number>();
  for (const item of items.filter(isGeminis)) seen.set(keyOf(item), (seen.get(keyOf(item)) ?? 0) + 1);
  return items.filter((item) => {
    const left = isFunction(item) ? (seen.get(keyOf(item)) ?? 0) : 0;
    if (left > 0) seen.set(keyOf(item), left - 1);
    return left === 0;
  });
}

/** The arguments are an object or its text, beside the name or with it under `function`. */
function keyOf(item: JsonObject): string {
  const { name, arguments: given = '' } = chatToolCall(item);
  return stringify([name, comparable(given)]);
}

/** The answer to a request for an object. */
function objectAnswer(raw: unknown): readonly Message[] | undefined {
  const text = asText(raw);
  return text === undefined ? undefined : [{ role: 'assistant', parts: [{ kind: 'text', text }] }];
}

function schemaFormat(raw: unknown): JsonObject | undefined {
  const schema = asObject(raw);
  return schema && { type: 'json_schema', json_schema: { schema } };
}
