import type { Json, JsonObject } from '../../json/json';
import { isJsonObject, isList } from '../../json/json';
import { all, leftoverOf, type WrittenMembers } from '../../json/leftovers';
import { bodyReader, requestReaders, usageReaders } from '../api-bodies/body-readers';
import { requestBody } from '../api-bodies/request-body';
import { finishReasons, responseId, responseModel } from '../api-bodies/response-body';
import { membersBesideMessage } from '../api-bodies/response-members';
import type { UsageBody } from '../api-bodies/usage-body';
import type { Message } from '../messages/message';
import { messagesFrom } from '../messages/read-message';
import { readObject } from '../read/content';
import { asText, attribute, composed, content, text } from '../read/reader';
import type { StepKind } from '../record/step-event';
import type { Attributes } from '../span/attribute-names';
import { perSpan } from '../span/memo';
import type { SpanView } from '../span/span-view';
import { value } from '../steps/step-readers';
import type { Dialect } from './dialect';

const inputName = 'genkit:input';
const outputName = 'genkit:output';

const input = perSpan((span) => readObject(span.attributes[inputName], span));

const request = perSpan((span) => {
  const body = input(span);
  if (body === undefined) return undefined;
  const { messages, input: embedded, tools, toolChoice, output, config, options, docs } = body;
  return requestBody(
    { messages: messages ?? embedded, tools, tool_choice: toolChoice, response_format: formatOf(output), docs },
    isJsonObject(config) ? config : isJsonObject(options) ? options : undefined,
  );
});

const response = perSpan((span) => readObject(span.attributes[outputName], span) ?? {});
const inResponse = bodyReader([outputName], response);

/** The answer of the model's API. */
const apiBody = perSpan((span): JsonObject => {
  const { raw, custom } = response(span);
  return isJsonObject(raw) ? raw : isJsonObject(custom) ? custom : {};
});
const inApiBody = bodyReader([outputName], apiBody);

/**
 * Genkit: everything in the two JSON texts of an action's input and output. The conversation is in Genkit's own form, the other
 * facts in the API's answer, where the model's plugin passes that on.
 */
export const genkit: Dialect = {
  name: 'genkit',
  isModelCall,
  steps: {
    kindOf: (attributes) =>
      stepKinds.get(attributes['genkit:metadata:subtype']) ??
      (chainTypes.has(attributes['genkit:type']) ? 'chain' : undefined),
    reads: { input: value(inputName), output: value(outputName) },
  },
  reads: {
    ...requestReaders([inputName], request),
    ...usageReaders([outputName], usageOf),
    provider: attribute((value) => nameParts(value)?.[0])('genkit:name'),
    requestModel: attribute((value) => nameParts(value)?.[1])('genkit:name'),
    responseModel: inApiBody(responseModel),
    responseId: inApiBody(responseId),
    output: content(inResponse(outputOf)),
    finishReasons: composed({ attributes: [outputName] }, reasonsOf),
    session: text('genkit:sessionId'),
  },
  leftovers: {
    [inputName]: (span) => leftoverOf(input(span), requestMembers),
    [outputName]: (span) => leftoverOf(response(span), responseMembers),
  },
  inherited: ['genkit:sessionId'],
  providers: { googleai: 'gcp.gemini', vertexai: 'gcp.vertex_ai' },
};

const stepKinds: ReadonlyMap<unknown, StepKind> = new Map<unknown, StepKind>([
  ...['flow', 'prompt', 'executable-prompt', 'evaluator', 'agent'].map((type) => [type, 'chain'] as const),
  ...['tool', 'tool.v2', 'dynamic-tool', 'retriever', 'reranker', 'indexer'].map((type) => [type, 'tool'] as const),
]);
/** `util` is `generate`, around a model and its tools. */
const chainTypes = new Set<unknown>(['util', 'flow', 'flowStep']);

const responseMembers: WrittenMembers = {
  ...all('message', 'embeddings', 'finishReason', 'request'),
  candidates: all('message', 'finishReason', 'index'),
  usage: all('inputTokens', 'outputTokens', 'totalTokens', 'cachedContentTokens', 'thoughtsTokens'),
  raw: membersBesideMessage,
  custom: membersBesideMessage,
};
const requestMembers: WrittenMembers = {
  ...all('messages', 'input', 'tools', 'toolChoice', 'config', 'options', 'docs'),
  output: all('format', 'contentType', 'schema'),
};

function isModelCall(attributes: Attributes): boolean | undefined {
  if (attributes['genkit:type'] === undefined) return undefined;
  const kind = attributes['genkit:metadata:subtype'];
  return kind === 'model' || kind === 'embedder';
}

/** `googleai/gemini-2.5-flash`: the plugin, and the model's own name, which may have slashes too. */
function nameParts(value: unknown): readonly [plugin: string | undefined, model: string] | undefined {
  const name = asText(value);
  if (name === undefined) return undefined;
  const slash = name.indexOf('/');
  return slash === -1 ? [undefined, name] : [name.slice(0, slash), name.slice(slash + 1)];
}

function formatOf(output: Json | undefined): JsonObject | undefined {
  if (!isJsonObject(output)) return undefined;
  const { format, contentType, schema } = output;
  if (isJsonObject(schema)) return { type: 'json_schema', json_schema: { schema } };
  if (format === 'json' || contentType === 'application/json') return { type: 'json_object' };
  return format === 'text' ? { type: 'text' } : undefined;
}

/** Before version 1 there was a list of candidates. */
const candidatesOf = ({ candidates, message }: JsonObject): readonly JsonObject[] =>
  isList(candidates) ? candidates.filter(isJsonObject) : isJsonObject(message) ? [{ message }] : [];

/** An embedder's answer is vectors, which are left out. */
function outputOf(body: JsonObject): readonly Message[] | undefined {
  if (body['embeddings'] !== undefined) return [];
  const messages = candidatesOf(body).flatMap(({ message }) => messagesFrom(message ?? null, 'assistant'));
  return messages.length === 0 ? undefined : messages;
}

/** Genkit's own finish reason is `stop` for tool calls, too. */
function reasonsOf(span: SpanView): readonly string[] | undefined {
  const { candidates } = apiBody(span);
  const geminis = isList(candidates) ? candidates.filter(isJsonObject) : [];
  const own = [response(span), ...candidatesOf(response(span))];
  const reasons = [...geminis, ...own].flatMap(({ finishReason }) => asText(finishReason) ?? []);
  const ofApi = finishReasons(apiBody(span));
  return ofApi ?? (reasons.length === 0 ? undefined : reasons.slice(0, Math.max(1, geminis.length)));
}

function usageOf(span: SpanView): UsageBody | undefined {
  const { usage } = response(span);
  const ofApi = apiBody(span)['usage'];
  if (isJsonObject(ofApi)) return ofApi;
  if (!isJsonObject(usage)) return undefined;
  const { inputTokens, outputTokens, totalTokens, cachedContentTokens, thoughtsTokens } = usage;
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: totalTokens,
    prompt_tokens_details: { cached_tokens: cachedContentTokens },
    completion_tokens_details: { reasoning_tokens: thoughtsTokens },
  };
}
