import type { JsonObject } from '../../json/json';
import { isJsonObject, isList } from '../../json/json';
import { all, restOf } from '../../json/leftovers';
import { usageReaders } from '../api-bodies/body-readers';
import { geminiUsage } from '../api-bodies/gemini';
import { choices, finishReasons, responseId, responseModel } from '../api-bodies/response-body';
import { retoldFields } from '../api-bodies/response-fields';
import type { Message, Part } from '../messages/message';
import { partsFrom } from '../messages/read-part';
import { vercelCall } from '../messages/vercel-part';
import { readConversation, readObject } from '../read/content';
import { asObject, asText, attribute, content, firstOf, gathered, text } from '../read/reader';
import type { Attributes } from '../span/attribute-names';
import { perSpan } from '../span/memo-per-span';
import { type SpanView, toMs } from '../span/span-view';
import type { Dialect } from './dialect';

const asked = 'mastra.model_step.input';
const answered = 'mastra.model_step.output';
const body = 'mastra.metadata.body';
const model = 'mastra.metadata.modelMetadata';

/** What the model's API answered; there is none of a stream. */
const apiBody = perSpan(({ attributes }) => asObject(attributes[body]) ?? {});

const output = perSpan((span) => readObject(span.attributes[answered], span) ?? {});

/**
 * Mastra: one `model_step` a call of the model, inside a `chat` by the conventions with the sum of the usage and the last text
 * of all steps. Where steps are not traced, that span is the call. Of streams a step tells no usage: it is on the span around
 * the steps alone, which ends after their records were made.
 */
export const mastra: Dialect = {
  name: 'mastra',
  isModelCall,
  reads: {
    provider: attribute((value) => asText(asObject(value)?.['modelProvider']))(model),
    requestModel: attribute((value) => asText(asObject(value)?.['modelId']))(model),
    responseModel: gathered({ attributes: [body] }, (span) => responseModel(apiBody(span))),
    responseId: gathered({ attributes: [body] }, (span) => responseId(apiBody(span))),
    finishReasons: gathered({ attributes: [body] }, (span) => finishReasons(apiBody(span))),
    ...usageReaders([body], (span) => {
      const { usage, usageMetadata } = apiBody(span);
      if (isJsonObject(usageMetadata)) return geminiUsage(usageMetadata);
      return isJsonObject(usage) ? usage : undefined;
    }),
    input: content(gathered({ attributes: [asked] }, (span) => readConversation(span.attributes[asked], 'user', span))),
    output: content(gathered({ attributes: [answered, body] }, outputOf)),
    timeToFirstToken: gathered({ attributes: ['mastra.completion_start_time'] }, firstTokenOf),
    session: text('mastra.metadata.sessionId'),
    conversationId: firstOf(text('mastra.metadata.threadId'), text('mastra.metadata.conversationId')),
    user: firstOf(text('mastra.metadata.userId'), text('mastra.metadata.resourceId')),
  },
  rests: {
    [body]: (span) => restOf(apiBody(span), retoldFields),
    [model]: ({ attributes }) => restOf(asObject(attributes[model]), all('modelId', 'modelProvider')),
    [answered]: (span) => restOf(output(span), all('text', 'reasoning', 'toolCalls', 'object')),
  },
  inherited: ['mastra.metadata.'],
};

function isModelCall(attributes: Attributes): boolean | undefined {
  switch (attributes['mastra.span.type']) {
    case undefined:
    case 'model_generation':
      return undefined;
    case 'model_step':
      return true;
    default:
      return false;
  }
}

function outputOf(span: SpanView): readonly Message[] | undefined {
  const parts = partsOf(output(span));
  return parts.length === 0 ? (choices(apiBody(span)) ?? []) : [{ role: 'assistant', parts }];
}

/** A text that is not there is an empty one here. */
function partsOf({ text: said, reasoning, toolCalls, object }: JsonObject): readonly Part[] {
  return [
    ...(typeof reasoning === 'string' && reasoning !== '' ? partsFrom({ type: 'reasoning', content: reasoning }) : []),
    ...(said === '' || said === undefined ? partsFrom(asText(object)) : partsFrom(said)),
    ...(isList(toolCalls) ? partsFrom(toolCalls.filter(isJsonObject).map(vercelCall)) : []),
  ];
}

function firstTokenOf({ attributes, startTime }: SpanView): number | undefined {
  const at = Date.parse(asText(attributes['mastra.completion_start_time']) ?? '');
  return at >= toMs(startTime) ? at - toMs(startTime) : undefined;
}
