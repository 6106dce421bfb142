import { isJsonObject, isList } from '../../json/json';
import type { Message, Part } from '../messages/message';
import { messagesFrom } from '../messages/read-message';
import { chatToolCall, partsFrom } from '../messages/read-part';
import { readList, readValue } from '../read/content';
import { asText, asTexts, composed, content, count, flag, fromAttribute, texts } from '../read/reader';
import type { SpanView } from '../span/span-view';
import type { Dialect } from './dialect';

/** The attributes that Sentry (`@sentry/node` 10 and 11) has its own names for; content is in the form of the provider's API. */
export const sentry: Dialect = {
  name: 'sentry',
  reads: {
    input: content(fromAttribute('gen_ai.embeddings.input', embeddedTexts)),
    output: content(composed({ attributes: ['gen_ai.response.text', 'gen_ai.response.tool_calls'] }, outputOf)),
    tools: content(fromAttribute('gen_ai.request.available_tools', readList)),
    stream: flag('gen_ai.response.streaming'),
    dimensions: count('gen_ai.request.dimensions'),
    encoding_formats: texts('gen_ai.request.encoding_format'),
    // The message of the status itself is only "error".
    error: fromAttribute('sentry.status.message', (raw, { status }) => (status.code === 2 ? asText(raw) : undefined)),
  },
};

/** A list of tokens instead of texts is one input. */
function embeddedTexts(raw: unknown): readonly Message[] | undefined {
  const inputs = asTexts(raw) ?? asText(raw);
  return inputs === undefined ? undefined : messagesFrom(inputs, 'user');
}

/** The calls of all choices are one list, which goes to the first choice. */
function outputOf(span: SpanView): readonly Message[] | undefined {
  const choices = textsOf(span);
  const calls = callsOf(span);
  if (choices === undefined && calls.length === 0) return undefined;
  const [first = '', ...others] = choices ?? [];
  const lead = first === '' && calls.length > 0 ? [] : partsFrom(first);
  return [[...lead, ...calls], ...others.map(partsFrom)].map((parts) => ({ role: 'assistant', parts }));
}

/** Of OpenAI's chat API a list with one text a choice, which has as many finish reasons; any other text may be a list, too. */
function textsOf({ attributes }: SpanView): readonly string[] | undefined {
  const text = asText(attributes['gen_ai.response.text']);
  if (text === undefined || attributes['gen_ai.response.streaming'] === true) return text === undefined ? text : [text];
  const choices = asTexts(text);
  const reasons = asTexts(attributes['gen_ai.response.finish_reasons']);
  return choices !== undefined && choices.length === reasons?.length ? choices : [text];
}

/** As parts of messages where the API has them so (Anthropic's messages, OpenAI's responses), else as calls of a chat. */
function callsOf(span: SpanView): readonly Part[] {
  const calls = readValue(span.attributes['gen_ai.response.tool_calls'], span);
  if (!isList(calls)) return [];
  return calls
    .filter(isJsonObject)
    .flatMap((call) => (isJsonObject(call['function']) ? chatToolCall(call) : partsFrom(call)));
}
