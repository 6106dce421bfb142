import { isJsonObject, isList } from '../../json/json';
import type { Message, Part } from '../messages/message';
import { messagesFrom } from '../messages/read-message';
import { chatToolCall, partsFrom } from '../messages/read-part';
import { readContent, readList } from '../read/content';
import { asText, asTexts, content, count, flag, gathered, texts } from '../read/reader';
import type { SpanView } from '../span/span-view';
import type { Dialect } from './dialect';

/** What Sentry (`@sentry/node` 10 and 11) has its own names for; content is in the form of the provider's API. */
export const sentry: Dialect = {
  name: 'sentry',
  reads: {
    input: content(gathered({ attributes: ['gen_ai.embeddings.input'] }, embeddedTexts)),
    output: content(gathered({ attributes: ['gen_ai.response.text', 'gen_ai.response.tool_calls'] }, outputOf)),
    tools: content(
      gathered({ attributes: ['gen_ai.request.available_tools'] }, (span) =>
        readList(span.attributes['gen_ai.request.available_tools'], span),
      ),
    ),
    stream: flag('gen_ai.response.streaming'),
    dimensions: count('gen_ai.request.dimensions'),
    encoding_formats: texts('gen_ai.request.encoding_format'),
    // The status itself says no more than "error".
    error: gathered({ attributes: ['sentry.status.message'] }, ({ attributes, status }) =>
      status.code === 2 ? asText(attributes['sentry.status.message']) : undefined,
    ),
  },
};

/** Tokens instead of texts are one input. */
function embeddedTexts({ attributes }: SpanView): readonly Message[] | undefined {
  const given = attributes['gen_ai.embeddings.input'];
  const inputs = asTexts(given) ?? asText(given);
  return inputs === undefined ? undefined : messagesFrom(inputs, 'user');
}

/** The calls of all choices are one list: they stand in the first. */
function outputOf(span: SpanView): readonly Message[] | undefined {
  const said = textsOf(span);
  const calls = callsOf(span);
  if (said === undefined && calls.length === 0) return undefined;
  const [first = '', ...others] = said ?? [];
  const lead = first === '' && calls.length > 0 ? [] : partsFrom(first);
  return [[...lead, ...calls], ...others.map(partsFrom)].map((parts) => ({ role: 'assistant', parts }));
}

/** One a choice of OpenAI's chat API, as a list with as many finish reasons; else the text itself, which may be a list, too. */
function textsOf({ attributes }: SpanView): readonly string[] | undefined {
  const text = asText(attributes['gen_ai.response.text']);
  if (text === undefined || attributes['gen_ai.response.streaming'] === true) return text === undefined ? text : [text];
  const choices = asTexts(text);
  const reasons = asTexts(attributes['gen_ai.response.finish_reasons']);
  return choices !== undefined && choices.length === reasons?.length ? choices : [text];
}

/** As parts of messages where the API has them so (Anthropic's messages, OpenAI's responses), else as calls of a chat. */
function callsOf(span: SpanView): readonly Part[] {
  const read = readContent(span.attributes['gen_ai.response.tool_calls']);
  if (read === undefined || !isList(read.value)) return [];
  if (read.isCut) span.truncated = true;
  return read.value
    .filter(isJsonObject)
    .flatMap((call) => (isJsonObject(call['function']) ? chatToolCall(call) : partsFrom(call)));
}
