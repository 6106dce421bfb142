import type { Json } from '../../../json/json';
import { isList, objectOf, parseJson } from '../../../json/json';
import { bodyReader, requestReaders, responseReaders, usageReaders } from '../../api-bodies/body-readers';
import * as request from '../../api-bodies/request-body';
import * as response from '../../api-bodies/response-body';
import type { Message } from '../../messages/message';
import { readTemplate, readValue } from '../../read/content';
import { flattenedItems } from '../../read/flattened-attributes';
import {
  amount,
  asText,
  attribute,
  composed,
  content,
  count,
  firstOf,
  fromAttribute,
  loneText,
  object,
  type Reader,
  text,
} from '../../read/reader';
import type { StepKind } from '../../record/step-event';
import { type Attributes, hasAny } from '../../span/attribute-names';
import type { SpanView } from '../../span/span-view';
import { hiddenName, value } from '../../steps/step-readers';
import type { Dialect } from '../dialect';
import {
  leftoverOfInput,
  leftoverOfOutput,
  otherParameters,
  parametersOf,
  received,
  requestBody,
  responseBody,
  sent,
} from './bodies';
import { inputs, outputs } from './messages';

const inputNames = ['llm.invocation_parameters', 'input.value', 'input.mime_type'];
const outputNames = ['output.value', 'output.mime_type'];
const embeddings = 'embedding.embeddings.';
const tools = 'llm.tools.';

const inRequest = requestReaders(inputNames, requestBody);
const inResponse = responseReaders(outputNames, responseBody);
/** OpenAI's Responses API has no finish reasons: what instrumentations make of its status overlooks tool calls. */
const reasonsOfItems = bodyReader(outputNames, (span) => {
  const body = responseBody(span);
  return isList(body?.['output']) ? body : undefined;
})(response.finishReasons);
/** openai-agents has the answer's own members among the parameters. */
const idInParameters = composed({ attributes: ['llm.invocation_parameters'] }, (span) =>
  asText(parametersOf(span)?.['id']),
);
const usage = usageReaders(outputNames, (span) => {
  const body = responseBody(span);
  return body && response.usageOf(body);
});

/** Most instrumentations first write the requested model, and later replace it by the one that answered. */
const answeringModel = composed({ attributes: ['llm.model_name'] }, (span) => {
  const name = asText(span.attributes['llm.model_name']);
  const requested = request.requestModel(requestBody(span));
  return name === undefined || requested === undefined || requested.includes(name) ? undefined : name;
});

/** openai-agents names itself as the system, and the provider of another SDK's model among the parameters. */
const invokedProvider = composed({ triggers: ['llm.invocation_parameters'] }, (span) =>
  asText(parametersOf(span)?.['provider']),
);

/** The models of that provider have its name before their own. */
const modelOfProvider = composed({ attributes: ['llm.model_name'] }, (span) => {
  const start = `${asText(parametersOf(span)?.['provider'])}:`;
  const name = asText(span.attributes['llm.model_name']);
  return name?.startsWith(start) ? name.slice(start.length) || undefined : undefined;
});

/** Others have the schema of a tool there. */
const parametersOfTool: Reader<Json> = content(
  fromAttribute('tool.parameters', (raw, span) =>
    span.attributes['openinference.span.kind'] === undefined ? undefined : readValue(raw, span),
  ),
);

/**
 * OpenInference (Arize). A call is written twice: in messages of one attribute a leaf, and in the request and the answer as they
 * were. The former are what the app wants to be seen; the latter have more (the instructions and tool results of Anthropic,
 * further choices, refusals, ids), and a limit on the number of attributes does not reach them.
 */
export const openinference: Dialect = {
  name: 'openinference',
  isModelCall,
  isToolCall: (attributes) => attributes['openinference.span.kind'] === 'TOOL',
  steps: {
    kindOf: (attributes) => stepKinds.get(attributes['openinference.span.kind']),
    reads: {
      input: firstOf(value('input.value'), parametersOfTool),
      output: firstOf(
        value('output.value'),
        documents('retrieval.documents.'),
        documents('reranker.output_documents.'),
      ),
      toolName: hiddenName('tool.name'),
      agentName: text('agent.name'),
    },
  },
  reads: {
    ...inRequest,
    ...inResponse,
    provider: firstOf(invokedProvider, text('llm.provider'), text('llm.system')),
    requestModel: firstOf(
      text('llm.request.model_name'),
      inRequest.requestModel,
      modelOfProvider,
      text('llm.model_name'),
      text('embedding.model_name'),
    ),
    responseModel: firstOf(text('llm.response.model_name'), inResponse.responseModel, answeringModel),
    instructions: content(
      composed({ attributes: inputNames }, (span) =>
        sent(span).isHidden ? undefined : request.instructions(requestBody(span)),
      ),
    ),
    input: content(
      composed(
        { attributes: inputNames, items: [inputs, embeddings] },
        (span) => embedded(span) ?? sent(span).messages,
      ),
    ),
    output: content(composed({ attributes: outputNames, items: [outputs] }, (span) => received(span).messages)),
    otherParameters: composed({ attributes: inputNames }, otherParameters),
    responseId: firstOf(inResponse.responseId, idInParameters),
    finishReasons: firstOf(
      reasonsOfItems,
      loneText('llm.finish_reason'),
      loneText('llm.stop_reason'),
      inResponse.finishReasons,
    ),
    tools: content(composed({ attributes: inputNames, items: [tools] }, toolsOf)),
    template: content(attribute(readTemplate)('llm.prompt_template.template')),
    templateInputs: content(object('llm.prompt_template.variables')),

    inputTokens: firstOf(count('llm.token_count.prompt'), usage.inputTokens),
    outputTokens: firstOf(count('llm.token_count.completion'), usage.outputTokens),
    totalTokens: firstOf(count('llm.token_count.total'), usage.totalTokens),
    cacheReadTokens: firstOf(count('llm.token_count.prompt_details.cache_read'), usage.cacheReadTokens),
    cacheWriteTokens: firstOf(count('llm.token_count.prompt_details.cache_write'), usage.cacheWriteTokens),
    cacheWriteHourTokens: usage.cacheWriteHourTokens,
    reasoningTokens: firstOf(count('llm.token_count.completion_details.reasoning'), usage.reasoningTokens),
    inputAudioTokens: firstOf(count('llm.token_count.prompt_details.audio'), usage.inputAudioTokens),
    outputAudioTokens: firstOf(count('llm.token_count.completion_details.audio'), usage.outputAudioTokens),
    cost: firstOf(amount('llm.cost.total'), usage.cost),
  },
  leftovers: { 'input.value': leftoverOfInput, 'output.value': leftoverOfOutput },
  hidesContent: (span) => sent(span).isHidden || received(span).isHidden,
  inherited: ['tag.tags', 'metadata', 'agent.name'],
  inheritedByChildren: ['llm.prompt_template.'],
  aboutExchange: [
    ...['openinference.span.kind', 'llm.system', 'llm.provider'],
    ...['llm.token_count.', 'llm.input_messages.', 'llm.output_messages.'],
    ...['input.value', 'input.mime_type', 'output.value', 'output.mime_type'],
  ],
  providers: { google: 'gcp.gen_ai', azure: 'azure.ai.openai', aws: 'aws.bedrock', mistralai: 'mistral_ai' },
};

const stepKinds: ReadonlyMap<unknown, StepKind> = new Map([
  ['AGENT', 'chain'],
  ['CHAIN', 'chain'],
  ['PROMPT', 'chain'],
  ['EVALUATOR', 'chain'],
  ['TOOL', 'tool'],
  ['RETRIEVER', 'tool'],
  ['RERANKER', 'tool'],
  ['GUARDRAIL', 'tool'],
]);

function documents(prefix: string): Reader<Json> {
  const read = (span: SpanView): readonly Json[] | undefined => {
    const found = flattenedItems(span, prefix);
    return found.length === 0 ? undefined : found.map((item) => item['document'] ?? item);
  };
  return content(composed({ items: [prefix] }, read));
}

const modelKinds = new Set<unknown>(['LLM', 'EMBEDDING']);

/** Without any of these, the span is a framework's step that has the kind of a model call. */
const exchangeNames = [
  ...['llm.model_name', 'embedding.model_name', 'input.value'],
  ...['llm.input_messages.0.message.role', 'llm.output_messages.0.message.role'],
  ...['llm.token_count.prompt', 'llm.token_count.total'],
];

function isModelCall(attributes: Attributes): boolean | undefined {
  const kind = attributes['openinference.span.kind'];
  return kind === undefined ? undefined : modelKinds.has(kind) && hasAny(attributes, exchangeNames);
}

/** The texts that were embedded. Where there are only vectors, the input was tokens, or the app hides the texts. */
function embedded(span: SpanView): readonly Message[] | undefined {
  if (span.attributes['openinference.span.kind'] !== 'EMBEDDING') return undefined;
  const texts: string[] = [];
  let isHidden = false;
  for (let position = 0; ; position += 1) {
    const text = span.attributes[`${embeddings}${position}.embedding.text`];
    if (typeof text === 'string') texts.push(text);
    else if (span.attributes[`${embeddings}${position}.embedding.vector`] === undefined) break;
    else isHidden = true;
  }
  if (texts.length > 0) return texts.map((each) => ({ role: 'user', parts: [{ kind: 'text', text: each }] }));
  const whole = sent(span).messages;
  return isHidden && !whole?.every(isTokens) ? [] : whole;
}

const isTokens = ({ parts }: Message): boolean =>
  parts.every((part) => part.kind === 'text' && /^\[[\d,\s[\]]*\]$/.test(part.text));

/** A limit on attributes may have dropped some of the flattened tools; the request has them all. */
function toolsOf(span: SpanView): readonly Json[] | undefined {
  const flat = flattenedItems(span, tools).flatMap(({ tool }) => {
    const { json_schema: schema } = objectOf(tool);
    return schema === undefined ? [] : typeof schema === 'string' ? (parseJson(schema) ?? schema) : schema;
  });
  const own = sent(span).isHidden ? undefined : request.toolsOf(requestBody(span));
  const fuller = own !== undefined && own.length > flat.length ? own : flat;
  return isList(fuller) && fuller.length > 0 ? fuller : undefined;
}
