import {
  asList,
  asText,
  compact,
  fieldsOf,
  type JsonRecord,
  nonEmpty,
  recordsOf,
  without,
} from '../../../json/json-record';
import type { ModelRequest, ModelResponse } from '../../exchange';
import type { RequestHeaders } from '../../http/headers';
import type { Api } from '../api';
import { onlyChoice } from '../fields/choices';
import { errorReader } from '../fields/error';
import { forcedTool, readParameters } from '../fields/parameters';
import { turnsIn } from '../fields/turns';
import { readMessages, readPart } from './content';
import { foldParts } from './stream';
import { rawUsage, readUsage } from './usage';

export const readError = errorReader('type', 'code', 'name');

/**
 * The Vercel AI Gateway, where the AI SDK calls models that are given by their names alone. The model, and whether the answer is
 * streamed, are in headers. https://ai-sdk.dev/providers/ai-sdk-providers/ai-gateway
 */
export const gatewayLanguageModel: Api = {
  operation: 'chat',
  provider: 'vercel_ai_gateway',
  recognises: ({ prompt }) => turnsIn(prompt) !== undefined,
  // A stream that was cut has no reason why it ended.
  answers: ({ content, finishReason }) =>
    (finishReason !== undefined && asList(content) !== undefined) ||
    recordsOf(content).some(({ type }) => asText(type)),
  readRequest,
  readResponse,
  readError,
  fold: foldParts,
};

function readRequest(body: JsonRecord, _path: string, headers: RequestHeaders = {}): ModelRequest {
  // The headers are those of the HTTP request; raw chunks are no part of the answer.
  const {
    prompt,
    tools,
    toolChoice,
    responseFormat,
    reasoning,
    headers: _,
    includeRawChunks: __,
    ...rest
  } = compact(body);
  return {
    model: headers.model,
    messages: recordsOf(prompt).flatMap(readMessages),
    tools: nonEmpty(recordsOf(tools).map(toolDefinition)),
    ...readParameters({
      ...rest,
      ...compact({
        tool_choice: choiceOf(toolChoice),
        response_format: formatOf(responseFormat),
        reasoning_effort: reasoning,
      }),
      ...(headers.stream === true ? { stream: true } : {}),
    }),
  };
}

/** Tools of a provider have an id instead of a schema, and stay as they are. */
function toolDefinition(tool: JsonRecord): JsonRecord {
  const { inputSchema: parameters, ...others } = compact(tool);
  return { ...others, ...compact({ parameters }) };
}

/** In OpenAI's form. */
function choiceOf(choice: unknown): unknown {
  const { type, toolName } = fieldsOf(choice);
  return type === 'tool' ? forcedTool(toolName) : type;
}

function formatOf(format: unknown): JsonRecord | undefined {
  const { type, ...definition } = compact(fieldsOf(format));
  if (type === undefined) return undefined;
  if (type !== 'json') return { type, ...definition };
  return definition['schema'] === undefined
    ? { type: 'json_object' }
    : { type: 'json_schema', json_schema: definition };
}

function readResponse(body: JsonRecord): ModelResponse {
  const { content, finishReason: reason, usage, providerMetadata, response, ...others } = compact(body);
  const metadata = fieldsOf(providerMetadata);
  const { id, modelId, headers: _, body: __, ...about } = compact(fieldsOf(response));
  const { unified, raw } = fieldsOf(reason);
  const parts = recordsOf(content).map(readPart);
  return {
    id: asText(id) ?? asText(fieldsOf(metadata['gateway'])['generationId']),
    model: asText(modelId),
    ...onlyChoice(content === undefined ? undefined : { role: 'assistant', parts }, unified ?? reason),
    attributes: readUsage(fieldsOf(usage), metadata),
    extra: {
      ...about,
      ...compact({ ...without(others, 'error', 'request', 'warnings'), providerMetadata: nonEmpty(metadata) }),
      ...compact({
        warnings: nonEmpty(asList(others['warnings']) ?? []),
        raw_finish_reason: raw === unified ? undefined : raw,
        raw_usage: rawUsage(fieldsOf(usage)),
      }),
    },
  };
}
