import type { JsonObject } from '../../json/json';
import { restOf } from '../../json/leftovers';
import { requestReads, responseReads, usageReaders } from '../api-bodies/body-readers';
import * as request from '../api-bodies/request-body';
import * as response from '../api-bodies/response-body';
import { restOfResponse, usageFields } from '../api-bodies/response-fields';
import { asObject, count, firstOf, flag, json, number, text, texts } from '../read/reader';
import type { Attributes } from '../span/attribute-names';
import { perSpan } from '../span/memo-per-span';
import type { SpanView } from '../span/span-view';
import type { Dialect } from './dialect';

const inputNames = ['gen_ai.prompt', 'langsmith.metadata.ls_invocation_params'];

/** The inputs of a run: of a model's wrapper its request, of LangChain the serialised messages. */
const requestBody = perSpan(({ attributes }: SpanView) =>
  request.requestBody(
    asObject(attributes['langsmith.metadata.ls_invocation_params']),
    asObject(attributes['gen_ai.prompt']),
  ),
);
const responseBody = perSpan(({ attributes }: SpanView) => asObject(attributes['gen_ai.completion']));

const asked = requestReads(inputNames, requestBody);
const used = usageReaders(
  [
    'gen_ai.completion',
    'langsmith.usage_metadata',
    'langsmith.metadata.usage_metadata',
    'gen_ai.usage.input_token_details',
    'gen_ai.usage.output_token_details',
  ],
  (span): JsonObject | undefined => {
    const { attributes } = span;
    const body = responseBody(span);
    return (
      asObject(attributes['langsmith.usage_metadata']) ??
      asObject(attributes['langsmith.metadata.usage_metadata']) ??
      (body && response.usageOf(body))
    );
  },
);
const answered = responseReads(['gen_ai.completion'], responseBody);

/** LangSmith's tracing with OpenTelemetry: what the conventions have no attribute for, and the inputs and outputs as a whole. */
export const langsmith: Dialect = {
  name: 'langsmith',
  isModelCall,
  reads: {
    ...asked,
    ...answered,
    ...used,
    provider: text('langsmith.metadata.ls_provider'),
    requestModel: firstOf(
      asked.requestModel,
      text('langsmith.metadata.ls_model_name'),
      text('langsmith.metadata.model'),
    ),
    session: firstOf(
      text('langsmith.metadata.session_id'),
      text('langsmith.metadata.thread_id'),
      text('langsmith.metadata.conversation_id'),
    ),
    user: text('langsmith.metadata.user_id'),
    toolChoice: firstOf(asked.toolChoice, json('langsmith.metadata.tool_choice')),
    temperature: firstOf(
      asked.temperature,
      number('langsmith.metadata.ls_temperature'),
      number('langsmith.metadata.temperature'),
    ),
    max_tokens: firstOf(
      asked.max_tokens,
      number('langsmith.metadata.ls_max_tokens'),
      number('langsmith.metadata.max_tokens'),
    ),
    n: firstOf(asked.n, count('langsmith.metadata.n')),
    stream: firstOf(asked.stream, flag('langsmith.metadata.stream')),
    stop: firstOf(asked.stop, texts('langsmith.metadata.ls_stop')),
  },
  rests: {
    'gen_ai.completion': (span) => restOfResponse(responseBody(span), requestBody(span)),
    'langsmith.usage_metadata': ({ attributes }) =>
      restOf(asObject(attributes['langsmith.usage_metadata']), usageFields),
    'langsmith.metadata.usage_metadata': ({ attributes }) =>
      attributes['langsmith.usage_metadata'] === undefined
        ? restOf(asObject(attributes['langsmith.metadata.usage_metadata']), usageFields)
        : undefined,
  },
  inherited: ['langsmith.metadata.'],
};

const modelKinds = new Set<unknown>(['llm', 'embedding']);

function isModelCall(attributes: Attributes): boolean | undefined {
  const kind = attributes['langsmith.span.kind'];
  return kind === undefined ? undefined : modelKinds.has(kind);
}
