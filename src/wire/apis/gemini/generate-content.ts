import {
  asNumber,
  asRecord,
  asText,
  type JsonRecord,
  recordsOf,
  without,
  withoutNullish,
} from '../../../json/json-record';
import type { ExchangeError, ModelRequest, ModelResponse, OutputMessage } from '../../exchange';
import { jsonList, serverSentEvents } from '../../http/framing';
import type { Api } from '../api';
import { fieldsOfChoices } from '../fields/choices';
import { asTexts, type Parameter, readParameters } from '../fields/parameters';
import { camelCased, readContent, readParts } from './content';
import { foldGemini } from './stream';
import { readUsage } from './usage';

const generateContent: Api = {
  operation: 'generate_content',
  provider: 'gcp.gemini',
  framings: [serverSentEvents, jsonList],
  recognises: (body) => contentsOf(body['contents']).length > 0,
  readRequest,
  readResponse,
  readError,
  fold: foldGemini,
};

/** Vertex AI has the APIs of Gemini below a project or a publisher. */
export const onVertexToo = (api: Api): readonly [onVertex: Api, onGemini: Api] => [
  {
    ...api,
    provider: 'gcp.vertex_ai',
    recognises: (body, path) => /\/(?:projects|publishers)\//.test(path) && api.recognises(body, path),
  },
  api,
];

/**
 * Google's Gemini models, in the Gemini API and in Vertex AI. Fields may be written in camel case or in snake case.
 * https://ai.google.dev/api/generate-content
 */
export const geminiGenerateContent = onVertexToo(generateContent);

/** The last name in the path, before the colon: a model, a tuned model, an endpoint. */
export const modelIn = (path: string): string | undefined => {
  const name = /\/([^/]+):[^/:]+$/.exec(path)?.[1];
  return name === undefined ? undefined : decodeURIComponent(name);
};

/** One content stands for a list of one. */
const contentsOf = (value: unknown): readonly JsonRecord[] => {
  const one = asRecord(value);
  return one === undefined ? recordsOf(value) : [one];
};

const parameters: Readonly<Record<string, Parameter>> = {
  temperature: ['gen_ai.request.temperature', asNumber],
  topP: ['gen_ai.request.top_p', asNumber],
  topK: ['gen_ai.request.top_k', asNumber],
  maxOutputTokens: ['gen_ai.request.max_tokens', asNumber],
  stopSequences: ['gen_ai.request.stop_sequences', asTexts],
  frequencyPenalty: ['gen_ai.request.frequency_penalty', asNumber],
  presencePenalty: ['gen_ai.request.presence_penalty', asNumber],
  seed: ['gen_ai.request.seed', asNumber],
  candidateCount: ['gen_ai.request.choice.count', asNumber],
  thinkingLevel: ['gen_ai.request.reasoning.level', asText],
};

function readRequest(body: JsonRecord, path: string): ModelRequest {
  const { contents, systemInstruction, tools, toolConfig, generationConfig, ...rest } = camelCased(
    withoutNullish(body),
  );
  const { responseMimeType, responseSchema, responseJsonSchema, thinkingConfig, ...config } = camelCased(
    withoutNullish(asRecord(generationConfig) ?? {}),
  );
  const { thinkingLevel, ...thinking } = camelCased(asRecord(thinkingConfig) ?? {});
  const { attributes, extra } = readParameters(withoutNullish({ ...config, thinkingLevel }), parameters);
  const definitions = recordsOf(tools).flatMap(toolDefinitions);
  const instruction = typeof systemInstruction === 'string' ? { text: systemInstruction } : systemInstruction;
  return {
    model: modelIn(path),
    messages: contentsOf(contents).flatMap(readContent),
    systemInstructions: instruction === undefined ? undefined : readParts(asRecord(instruction) ?? {}),
    tools: definitions.length === 0 ? undefined : definitions,
    attributes: {
      ...attributes,
      ...outputType(responseMimeType),
      ...(path.endsWith(':streamGenerateContent') ? { 'gen_ai.request.stream': true } : {}),
    },
    extra: {
      ...rest,
      ...extra,
      ...(Object.keys(thinking).length === 0 ? {} : { thinkingConfig: thinking }),
      ...responseFormat(responseMimeType, responseJsonSchema ?? responseSchema),
      ...toolChoice(camelCased(asRecord(toolConfig) ?? {})),
    },
  };
}

const outputTypes: Readonly<Record<string, string>> = { 'application/json': 'json', 'text/plain': 'text' };

const outputType = (mimeType: unknown): JsonRecord =>
  withoutNullish({ 'gen_ai.output.type': outputTypes[asText(mimeType) ?? ''] });

/** The format that was asked for, in OpenAI's words. */
function responseFormat(mimeType: unknown, schema: unknown): JsonRecord {
  const others =
    outputTypes[asText(mimeType) ?? ''] === undefined ? withoutNullish({ responseMimeType: mimeType }) : {};
  if (schema !== undefined) return { ...others, response_format: { type: 'json_schema', json_schema: { schema } } };
  return mimeType === 'application/json' ? { response_format: { type: 'json_object' } } : others;
}

/** Whether tools are called is a choice; the one tool that has to be called is its name. What else is configured stays. */
function toolChoice(toolConfig: JsonRecord): JsonRecord {
  const { functionCallingConfig, ...others } = toolConfig;
  const { mode, allowedFunctionNames, ...calling } = camelCased(asRecord(functionCallingConfig) ?? {});
  const allowed = asTexts(allowedFunctionNames) ?? [];
  const isForced = mode === 'ANY' && allowed.length === 1;
  const config = {
    ...others,
    ...calling,
    ...(isForced || allowed.length === 0 ? {} : { allowedFunctionNames: allowed }),
  };
  return {
    ...withoutNullish({ tool_choice: isForced ? { type: 'function', function: { name: allowed[0] } } : mode }),
    ...(Object.keys(config).length === 0 ? {} : { toolConfig: config }),
  };
}

/** One tool holds any number of functions, and tools that the provider runs under their own names. */
function toolDefinitions(tool: JsonRecord): readonly JsonRecord[] {
  return Object.entries(camelCased(tool)).flatMap(([type, value]) =>
    type === 'functionDeclarations' ? recordsOf(value).map(functionDefinition) : { ...asRecord(value), type },
  );
}

function functionDefinition(declaration: JsonRecord): JsonRecord {
  const { parametersJsonSchema, parameters: schema = parametersJsonSchema, ...others } = camelCased(declaration);
  return { ...others, ...withoutNullish({ parameters: schema }), type: 'function' };
}

function readResponse(body: JsonRecord): ModelResponse {
  const { candidates, usageMetadata, modelVersion, responseId, promptFeedback, error, ...others } = body;
  const choices = recordsOf(candidates);
  const { blockReason, ...feedback } = asRecord(promptFeedback) ?? {};
  const { trafficType, serviceTier, ...usage } = asRecord(usageMetadata) ?? {};
  const reasons = choices.flatMap((choice) => asText(choice['finishReason']) ?? []);
  const reason = asText(blockReason);
  return {
    id: asText(responseId),
    model: asText(modelVersion),
    messages: choices.map(readCandidate),
    // Of a prompt that was blocked there is no candidate; the reason stands where a candidate's would.
    finishReasons: reasons.length > 0 ? reasons : reason === undefined ? undefined : [reason],
    attributes: readUsage(usage),
    extra: {
      ...withoutNullish({ ...others, trafficType, serviceTier }),
      ...(Object.keys(feedback).length === 0 ? {} : { promptFeedback: feedback }),
      ...(reason !== undefined && reasons.length > 0 ? { blockReason: reason } : {}),
      ...fieldsOfChoices(choices, 'content', 'finishReason', 'index'),
      ...errorFields(error),
    },
  };
}

function readCandidate(candidate: JsonRecord): OutputMessage {
  const content = asRecord(candidate['content']) ?? {};
  const reason = asText(candidate['finishReason']);
  return {
    ...withoutNullish(without(content, 'role', 'parts')),
    role: 'assistant',
    parts: readParts(content),
    ...(reason === undefined ? {} : { finish_reason: reason }),
  };
}

/** What Google's errors say beside their message: code, status, details. */
export function errorFields(error: unknown): JsonRecord {
  const fields = withoutNullish(without(asRecord(error) ?? {}, 'message'));
  return Object.keys(fields).length === 0 ? {} : { error: fields };
}

export function readError(body: JsonRecord): ExchangeError | undefined {
  const error = asRecord(body['error']);
  if (error === undefined) return undefined;
  return { type: String(error['status'] ?? error['code'] ?? 'error'), message: asText(error['message']) };
}
