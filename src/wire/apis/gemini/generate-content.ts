import {
  asRecord,
  asText,
  compact,
  fieldsOf,
  type JsonRecord,
  nonEmpty,
  recordsIn,
  recordsOf,
  without,
} from '../../../json/json-record';
import type { ModelRequest, ModelResponse, OutputMessage } from '../../exchange';
import { jsonValues, serverSentEvents } from '../../http/framing';
import type { Api } from '../api';
import { allChoices, fieldsOfChoices, withFinishReason } from '../fields/choices';
import { errorReader } from '../fields/error';
import { asTexts, forcedTool, readParameters } from '../fields/parameters';
import { camelCased, readContent, readParts } from './content';
import { foldGemini } from './stream';
import { readUsage } from './usage';

export const readError = errorReader('status', 'code');

const generateContent: Api = {
  operation: 'generate_content',
  provider: 'gcp.gemini',
  framings: [jsonValues, serverSentEvents],
  recognises: ({ contents }) => recordsIn(contents).length > 0,
  answers: ({ candidates, promptFeedback, usageMetadata }) =>
    [candidates, promptFeedback, usageMetadata].some((each) => each !== undefined),
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

function readRequest(body: JsonRecord, path: string): ModelRequest {
  const { contents, systemInstruction, tools, toolConfig, generationConfig, ...rest } = camelCased(body);
  const { responseMimeType, responseSchema, responseJsonSchema, thinkingConfig, ...config } =
    camelCased(generationConfig);
  const { thinkingLevel, ...thinking } = camelCased(thinkingConfig);
  const fields = {
    ...rest,
    ...config,
    thinkingLevel,
    thinkingConfig: nonEmpty(thinking),
    ...responseFormat(responseMimeType, responseJsonSchema ?? responseSchema),
    ...toolChoice(camelCased(toolConfig)),
    ...(path.endsWith(':streamGenerateContent') ? { stream: true } : {}),
  };
  const instruction = typeof systemInstruction === 'string' ? { text: systemInstruction } : systemInstruction;
  return {
    model: modelIn(path),
    messages: recordsIn(contents).flatMap(readContent),
    systemInstructions: instruction === undefined ? undefined : readParts(fieldsOf(instruction)),
    tools: nonEmpty(recordsOf(tools).flatMap(toolDefinitions)),
    ...readParameters(fields, responseMimeType === 'text/plain' ? { 'gen_ai.output.type': 'text' } : {}),
  };
}

/** The format that was asked for, in OpenAI's form. */
function responseFormat(mimeType: unknown, schema: unknown): JsonRecord {
  const isJson = mimeType === 'application/json';
  const others = isJson || mimeType === 'text/plain' ? {} : { responseMimeType: mimeType };
  if (schema !== undefined) return { ...others, response_format: { type: 'json_schema', json_schema: { schema } } };
  return isJson ? { response_format: { type: 'json_object' } } : others;
}

/** The mode is the choice, unless one tool has to be called: then its name is. What else is configured stays. */
function toolChoice({ functionCallingConfig, ...others }: JsonRecord): JsonRecord {
  const { mode, allowedFunctionNames, ...calling } = camelCased(functionCallingConfig);
  const allowed = asTexts(allowedFunctionNames) ?? [];
  const isForced = mode === 'ANY' && allowed.length === 1;
  const config = {
    ...others,
    ...calling,
    ...compact({ allowedFunctionNames: isForced ? undefined : nonEmpty(allowed) }),
  };
  return { tool_choice: isForced ? forcedTool(allowed[0]) : mode, toolConfig: nonEmpty(config) };
}

/** One tool holds any number of functions, and tools that the provider runs under their own names. */
const toolDefinitions = (tool: JsonRecord): readonly JsonRecord[] =>
  Object.entries(camelCased(tool)).flatMap(([type, value]) =>
    type === 'functionDeclarations' ? recordsOf(value).map(functionDefinition) : { ...asRecord(value), type },
  );

function functionDefinition(declaration: JsonRecord): JsonRecord {
  const { parametersJsonSchema, parameters = parametersJsonSchema, ...others } = camelCased(declaration);
  return { ...others, ...compact({ parameters }), type: 'function' };
}

function readResponse(body: JsonRecord): ModelResponse {
  const { candidates, usageMetadata, modelVersion, responseId, promptFeedback, error: _, ...others } = body;
  const choices = recordsOf(candidates);
  const { blockReason, ...feedback } = fieldsOf(promptFeedback);
  const { trafficType, serviceTier, ...usage } = fieldsOf(usageMetadata);
  const { messages, finishReasons } = allChoices(choices.map(readCandidate));
  const reason = asText(blockReason);
  return {
    id: asText(responseId),
    model: asText(modelVersion),
    messages,
    // A prompt that was blocked has no candidate; the reason is where a candidate's would be.
    finishReasons: finishReasons ?? (reason === undefined ? undefined : [reason]),
    attributes: readUsage(usage),
    extra: {
      ...compact({ ...others, trafficType, serviceTier, promptFeedback: nonEmpty(feedback) }),
      ...(finishReasons === undefined ? {} : compact({ blockReason: reason })),
      ...fieldsOfChoices(choices, 'content', 'finishReason', 'index'),
    },
  };
}

function readCandidate(candidate: JsonRecord): OutputMessage {
  const content = fieldsOf(candidate['content']);
  const message = { ...compact(without(content, 'role', 'parts')), role: 'assistant', parts: readParts(content) };
  return withFinishReason(message, candidate['finishReason']);
}
