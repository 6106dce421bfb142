import {
  asList,
  asNumber,
  asRecord,
  asText,
  type JsonRecord,
  recordsOf,
  withoutNullish,
} from '../../../json/json-record';
import type { ExchangeError, ModelRequest, ModelResponse } from '../../exchange';
import { awsEventStream, serverSentEvents } from '../../http/framing';
import type { ResponseHeaders } from '../../http/headers';
import type { Api } from '../api';
import { asTexts, type Parameter, readParameters } from '../fields/parameters';
import { readBlocks, readMessage } from './content';
import { foldConverse } from './converse-stream';
import { bedrockCall } from './path';
import { readUsage } from './usage';

/**
 * Amazon Bedrock's Converse API, the same for all of its models.
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
 */
export const bedrockConverse: Api = {
  operation: 'chat',
  provider: 'aws.bedrock',
  framings: [awsEventStream, serverSentEvents],
  recognises: (_body, path) => bedrockCall(path) !== undefined,
  readRequest,
  readResponse,
  readError,
  fold: foldConverse,
};

/** Of the Converse API, of Nova's own body, and of what single models take beside. */
const parameters: Readonly<Record<string, Parameter>> = {
  temperature: ['gen_ai.request.temperature', asNumber],
  topP: ['gen_ai.request.top_p', asNumber],
  top_p: ['gen_ai.request.top_p', asNumber],
  topK: ['gen_ai.request.top_k', asNumber],
  top_k: ['gen_ai.request.top_k', asNumber],
  maxTokens: ['gen_ai.request.max_tokens', asNumber],
  max_new_tokens: ['gen_ai.request.max_tokens', asNumber],
  stopSequences: ['gen_ai.request.stop_sequences', asTexts],
  seed: ['gen_ai.request.seed', asNumber],
  effort: ['gen_ai.request.reasoning.level', asText],
};

function readRequest(body: JsonRecord, path: string): ModelRequest {
  const {
    messages,
    system,
    inferenceConfig,
    toolConfig,
    additionalModelRequestFields,
    guardrailConfig,
    outputConfig,
    ...others
  } = withoutNullish(body);
  const { textFormat, ...output } = asRecord(outputConfig) ?? {};
  const { guardrailIdentifier, ...guardrail } = asRecord(guardrailConfig) ?? {};
  const { tools, toolChoice: choice, ...tooling } = asRecord(toolConfig) ?? {};
  const { attributes, extra } = readParameters(
    withoutNullish({ ...asRecord(inferenceConfig), ...output, ...asRecord(additionalModelRequestFields) }),
    parameters,
  );
  const format = responseFormat(asRecord(textFormat));
  const definitions = recordsOf(tools).map(toolDefinition);
  const call = bedrockCall(path);
  return {
    model: call?.model,
    messages: recordsOf(messages).map(readMessage),
    systemInstructions: asList(system) === undefined ? undefined : readBlocks(system),
    tools: definitions.length === 0 ? undefined : definitions,
    attributes: {
      ...attributes,
      ...withoutNullish({ 'aws.bedrock.guardrail.id': asText(guardrailIdentifier) }),
      ...(format === undefined ? {} : { 'gen_ai.output.type': 'json' }),
      ...(call?.isStream === true ? { 'gen_ai.request.stream': true } : {}),
    },
    extra: {
      ...others,
      ...extra,
      ...tooling,
      ...(Object.keys(guardrail).length === 0 ? {} : { guardrailConfig: guardrail }),
      ...withoutNullish({ tool_choice: toolChoice(asRecord(choice)), response_format: format }),
    },
  };
}

function toolDefinition(tool: JsonRecord): JsonRecord {
  const [kind, value] = Object.entries(withoutNullish(tool))[0] ?? ['unknown', undefined];
  if (kind !== 'toolSpec') return { ...tool, type: kind };
  const { inputSchema, ...definition } = withoutNullish(asRecord(value) ?? {});
  return { ...definition, ...withoutNullish({ parameters: asRecord(inputSchema)?.['json'] }), type: 'function' };
}

/** `{auto: {}}`, `{any: {}}` or `{tool: {name}}`, in OpenAI's words. */
function toolChoice(choice: JsonRecord | undefined): unknown {
  const [kind, value] = Object.entries(withoutNullish(choice ?? {}))[0] ?? [];
  return kind === 'tool' ? { type: 'function', function: { name: asRecord(value)?.['name'] } } : kind;
}

/** A schema is written as JSON, in OpenAI's form otherwise. */
function responseFormat(format: JsonRecord | undefined): JsonRecord | undefined {
  const definition = asRecord(asRecord(format?.['structure'])?.['jsonSchema']);
  return definition === undefined ? format : { type: 'json_schema', json_schema: definition };
}

export function readResponse(body: JsonRecord, headers: ResponseHeaders = {}): ModelResponse {
  const { output, stopReason, usage, error: _, message: __, ...others } = withoutNullish(body);
  const reason = asText(stopReason);
  const message = asRecord(asRecord(output)?.['message']);
  const answer = message && readMessage({ role: 'assistant', ...message });
  return {
    model: asText(asRecord(asRecord(others['trace'])?.['promptRouter'])?.['invokedModelId']),
    messages: answer === undefined ? [] : [{ ...answer, ...(reason === undefined ? {} : { finish_reason: reason }) }],
    finishReasons: reason === undefined ? undefined : [reason],
    attributes: readUsage(asRecord(usage) ?? {}),
    extra: { ...others, ...errorFields(headers) },
  };
}

/** The name of what went wrong, without the address of its definition. */
export const errorFields = ({ errorType }: ResponseHeaders): JsonRecord =>
  errorType === undefined ? {} : { error: { type: errorType.split(':')[0] } };

/** An answer has `{message}`; a stream's exception was put into `error` with its name. */
export function readError(body: JsonRecord): ExchangeError | undefined {
  const error = asRecord(body['error']) ?? body;
  const message = asText(error['message']) ?? asText(error['Message']);
  return message === undefined && error === body ? undefined : { type: asText(error['type']) ?? 'error', message };
}
