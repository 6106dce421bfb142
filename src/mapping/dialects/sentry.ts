import { readContent, readList } from '../content';
import type { Dialect } from '../facts';
import { isJsonObject, isList } from '../json';
import type { Message } from '../message';
import type { Json } from '../model-event';
import { messageFrom, messagesFrom } from '../read-message';
import { asText, asTexts, content, count, flag, gathered, texts } from '../reader';
import type { SpanView } from '../span';

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
  const calls = readCalls(span);
  if (said === undefined && calls === undefined) return undefined;
  const [first, ...others] = said ?? [];
  return [
    messageFrom({ content: first === '' && calls !== undefined ? null : first, tool_calls: calls }, 'assistant'),
    ...others.map((text) => messageFrom({ content: text }, 'assistant')),
  ];
}

/** One a choice of OpenAI's chat API, as a list with as many finish reasons; else the text itself, which may be a list, too. */
function textsOf({ attributes }: SpanView): readonly string[] | undefined {
  const text = asText(attributes['gen_ai.response.text']);
  if (text === undefined || attributes['gen_ai.response.streaming'] === true) return text === undefined ? text : [text];
  const choices = asTexts(text);
  const reasons = asTexts(attributes['gen_ai.response.finish_reasons']);
  return choices !== undefined && choices.length === reasons?.length ? choices : [text];
}

function readCalls(span: SpanView): readonly Json[] | undefined {
  const read = readContent(span.attributes['gen_ai.response.tool_calls']);
  if (read === undefined || !isList(read.value)) return undefined;
  if (read.isCut) span.truncated = true;
  return read.value.filter(isJsonObject);
}
