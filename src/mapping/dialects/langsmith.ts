import type { JsonObject } from '../../json/json';
import { leftoverOf } from '../../json/leftovers';
import { requestReaders, responseReaders, usageReaders } from '../api-bodies/body-readers';
import * as request from '../api-bodies/request-body';
import * as response from '../api-bodies/response-body';
import { leftoverOfResponse } from '../api-bodies/response-members';
import { usageMembers } from '../api-bodies/usage-body';
import { asObject, count, firstOf, flag, json, number, text, texts } from '../read/reader';
import type { StepKind } from '../record/step-event';
import { type Attributes, hasAny } from '../span/attribute-names';
import { perSpan } from '../span/memo';
import type { SpanView } from '../span/span-view';
import { value } from '../steps/step-readers';
import type { Dialect } from './dialect';

const metadata = 'langsmith.metadata.';
const parametersName = `${metadata}ls_invocation_params`;
const usageNames = ['langsmith.usage_metadata', `${metadata}usage_metadata`] as const;

const detailNames = ['gen_ai.usage.input_token_details', 'gen_ai.usage.output_token_details'] as const;

/** Where outputs are hidden, nothing else is left of the details in them. */
function detailsOf({ attributes }: SpanView): JsonObject | undefined {
  const [input, output] = detailNames.map((name) => asObject(attributes[name]));
  if (input === undefined && output === undefined) return undefined;
  return { ...(input && { input_token_details: input }), ...(output && { output_token_details: output }) };
}

/** The inputs of a run: of a model's wrapper its request, of LangChain the serialised messages. */
const requestBody = perSpan(({ attributes }) =>
  request.requestBody(asObject(attributes[parametersName]), asObject(attributes['gen_ai.prompt'])),
);
const responseBody = perSpan(({ attributes }) => asObject(attributes['gen_ai.completion']));

const inRequest = requestReaders(['gen_ai.prompt', parametersName], requestBody);
const usage = usageReaders(
  [...['gen_ai.completion', ...usageNames], ...detailNames],
  (span): JsonObject | undefined => {
    const body = responseBody(span);
    const whole =
      asObject(span.attributes[usageNames[0]]) ??
      asObject(span.attributes[usageNames[1]]) ??
      (body && response.usageOf(body));
    const details = detailsOf(span);
    return whole && details ? { ...details, ...whole } : (whole ?? details);
  },
);

/** LangSmith's tracing with OpenTelemetry: what the conventions have no attribute for, and the inputs and outputs as a whole. */
export const langsmith: Dialect = {
  name: 'langsmith',
  isModelCall,
  steps: {
    kindOf: (attributes) => stepKinds.get(attributes['langsmith.span.kind']),
    reads: { input: value('gen_ai.prompt'), output: value('gen_ai.completion') },
  },
  reads: {
    ...inRequest,
    ...responseReaders(['gen_ai.completion'], responseBody),
    ...usage,
    provider: text(`${metadata}ls_provider`),
    requestModel: firstOf(inRequest.requestModel, text(`${metadata}ls_model_name`), text(`${metadata}model`)),
    session: firstOf(text(`${metadata}session_id`), text(`${metadata}thread_id`), text(`${metadata}conversation_id`)),
    user: text(`${metadata}user_id`),
    toolChoice: firstOf(inRequest.toolChoice, json(`${metadata}tool_choice`)),
    temperature: firstOf(inRequest.temperature, number(`${metadata}ls_temperature`), number(`${metadata}temperature`)),
    max_tokens: firstOf(inRequest.max_tokens, number(`${metadata}ls_max_tokens`), number(`${metadata}max_tokens`)),
    n: firstOf(inRequest.n, count(`${metadata}n`)),
    stream: firstOf(inRequest.stream, flag(`${metadata}stream`)),
    stop: firstOf(inRequest.stop, texts(`${metadata}ls_stop`)),
  },
  leftovers: {
    'gen_ai.completion': (span) => leftoverOfResponse(responseBody(span), requestBody(span)),
    [usageNames[0]]: ({ attributes }) => leftoverOf(asObject(attributes[usageNames[0]]), usageMembers),
    // The same once more where both are there.
    [usageNames[1]]: ({ attributes }) =>
      attributes[usageNames[0]] === undefined
        ? leftoverOf(asObject(attributes[usageNames[1]]), usageMembers)
        : undefined,
  },
  inherited: [metadata],
  // LangChain's names.
  providers: {
    google_genai: 'gcp.gemini',
    google_vertexai: 'gcp.vertex_ai',
    google_anthropic_vertex: 'gcp.vertex_ai',
    amazon_bedrock: 'aws.bedrock',
    bedrock_converse: 'aws.bedrock',
    azure_openai: 'azure.ai.openai',
    azure_ai: 'azure.ai.inference',
    ibm: 'ibm.watsonx.ai',
    chat_integration: undefined,
  },
};

const stepKinds: ReadonlyMap<unknown, StepKind> = new Map([
  ['chain', 'chain'],
  ['prompt', 'chain'],
  ['parser', 'chain'],
  ['tool', 'tool'],
  ['retriever', 'tool'],
]);

/** A run of an app's own model may name none. */
const exchangeNames = [
  ...['gen_ai.prompt', 'gen_ai.completion', 'gen_ai.request.model', 'gen_ai.response.model'],
  ...['gen_ai.usage.input_tokens', 'gen_ai.usage.output_tokens', `${metadata}ls_model_name`],
];

const modelKinds = new Set<unknown>(['llm', 'embedding']);

function isModelCall(attributes: Attributes): boolean | undefined {
  const kind = attributes['langsmith.span.kind'];
  if (kind === undefined) return undefined;
  return modelKinds.has(kind) && hasAny(attributes, exchangeNames);
}
