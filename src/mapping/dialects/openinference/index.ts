import type { Json } from '../../../json/json';
import { isJsonObject, isList, parseJson } from '../../../json/json';
import { requestReads, responseReads, usageReaders } from '../../api-bodies/body-readers';
import * as request from '../../api-bodies/request-body';
import * as response from '../../api-bodies/response-body';
import type { Message } from '../../messages/message';
import { readMessages } from '../../read/content';
import { flattenedItems } from '../../read/flattened-attributes';
import { amount, asText, attribute, content, count, firstOf, gathered, map, object, text } from '../../read/reader';
import type { Attributes } from '../../span/attribute-names';
import type { SpanView } from '../../span/span-view';
import type { Dialect } from '../dialect';
import { otherParameters, received, requestBody, responseBody, restOfInput, restOfOutput, sent } from './bodies';
import { inputs, outputs } from './messages';

const inputNames = ['llm.invocation_parameters', 'input.value', 'input.mime_type'];
const outputNames = ['output.value', 'output.mime_type'];
const embeddings = 'embedding.embeddings.';
const tools = 'llm.tools.';

const asked = requestReads(inputNames, requestBody);
const answered = responseReads(outputNames, responseBody);
const used = usageReaders(outputNames, (span) => {
  const body = responseBody(span);
  return body && response.usageOf(body);
});

/** What most instrumentations first write as the model that is asked, and later replace by the one that answered. */
const answeringModel = gathered({ attributes: ['llm.model_name'] }, (span) => {
  const name = asText(span.attributes['llm.model_name']);
  const requested = request.requestModel(requestBody(span));
  return name === undefined || requested === undefined || requested.includes(name) ? undefined : name;
});

/**
 * OpenInference (Arize). A call is told of twice: in messages of one attribute a leaf, and in the request and the answer as
 * they were. The former say what the app wants to be seen; the latter say more (the instructions and tool results of
 * Anthropic, further choices, refusals, ids), and a limit on the number of attributes does not reach them.
 */
export const openinference: Dialect = {
  name: 'openinference',
  isModelCall,
  isToolCall: (attributes) => attributes['openinference.span.kind'] === 'TOOL',
  reads: {
    ...asked,
    ...answered,
    provider: firstOf(text('llm.provider'), text('llm.system')),
    requestModel: firstOf(
      text('llm.request.model_name'),
      asked.requestModel,
      text('llm.model_name'),
      text('embedding.model_name'),
    ),
    responseModel: firstOf(text('llm.response.model_name'), answered.responseModel, answeringModel),
    instructions: content(
      gathered({ attributes: inputNames }, (span) =>
        sent(span).isHidden ? undefined : request.instructions(requestBody(span)),
      ),
    ),
    input: content(
      gathered(
        { attributes: inputNames, items: [inputs, embeddings] },
        (span) => embedded(span) ?? sent(span).messages,
      ),
    ),
    output: content(gathered({ attributes: outputNames, items: [outputs] }, (span) => received(span).messages)),
    otherParameters: gathered({ attributes: inputNames }, otherParameters),
    finishReasons: firstOf(
      ...['llm.finish_reason', 'llm.stop_reason'].map((name) => map(text(name), (reason) => [reason])),
      answered.finishReasons,
    ),
    tools: content(gathered({ attributes: inputNames, items: [tools] }, toolsOf)),
    template: content(attribute((value) => readMessages(value, 'user')?.messages)('llm.prompt_template.template')),
    templateInputs: content(object('llm.prompt_template.variables')),

    inputTokens: firstOf(count('llm.token_count.prompt'), used.inputTokens),
    outputTokens: firstOf(count('llm.token_count.completion'), used.outputTokens),
    totalTokens: firstOf(count('llm.token_count.total'), used.totalTokens),
    cacheReadTokens: firstOf(count('llm.token_count.prompt_details.cache_read'), used.cacheReadTokens),
    cacheWriteTokens: firstOf(count('llm.token_count.prompt_details.cache_write'), used.cacheWriteTokens),
    reasoningTokens: firstOf(count('llm.token_count.completion_details.reasoning'), used.reasoningTokens),
    inputAudioTokens: firstOf(count('llm.token_count.prompt_details.audio'), used.inputAudioTokens),
    outputAudioTokens: firstOf(count('llm.token_count.completion_details.audio'), used.outputAudioTokens),
    cost: amount('llm.cost.total'),
  },
  rests: { 'input.value': restOfInput, 'output.value': restOfOutput },
  inherited: ['tag.tags', 'metadata', 'agent.name'],
  inheritedByChildren: ['llm.prompt_template.'],
  aboutExchange: [
    'openinference.span.kind',
    'llm.system',
    'llm.provider',
    'llm.token_count.',
    'llm.input_messages.',
    'llm.output_messages.',
    'input.value',
    'input.mime_type',
    'output.value',
    'output.mime_type',
  ],
  providers: { google: 'gcp.gen_ai', azure: 'azure.ai.openai', aws: 'aws.bedrock', mistralai: 'mistral_ai' },
};

const modelKinds = new Set<unknown>(['LLM', 'EMBEDDING']);

/** Some frameworks' steps are of the kind of a model's call, too, but have nothing to say of one. */
function isModelCall(attributes: Attributes): boolean | undefined {
  const kind = attributes['openinference.span.kind'];
  if (kind === undefined) return undefined;
  return (
    modelKinds.has(kind) &&
    (attributes['llm.model_name'] !== undefined ||
      attributes['embedding.model_name'] !== undefined ||
      attributes['input.value'] !== undefined ||
      attributes['llm.input_messages.0.message.role'] !== undefined ||
      attributes['llm.output_messages.0.message.role'] !== undefined ||
      attributes['llm.token_count.prompt'] !== undefined ||
      attributes['llm.token_count.total'] !== undefined)
  );
}

/** The texts that were embedded. Where there are vectors only, these were tokens, or the app hides the texts. */
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

/** The request has them all where a limit dropped some. */
function toolsOf(span: SpanView): readonly Json[] | undefined {
  const flat = flattenedItems(span, tools).flatMap(({ tool }) => {
    const schema = isJsonObject(tool) ? tool['json_schema'] : undefined;
    return schema === undefined ? [] : typeof schema === 'string' ? (parseJson(schema) ?? schema) : schema;
  });
  const own = sent(span).isHidden ? undefined : request.toolsOf(requestBody(span));
  const fuller = own !== undefined && own.length > flat.length ? own : flat;
  return isList(fuller) && fuller.length > 0 ? fuller : undefined;
}
