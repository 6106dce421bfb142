import {
  asList,
  asRecord,
  asText,
  compact,
  fieldsOf,
  type JsonRecord,
  nonEmpty,
  recordsOf,
} from '../../../json/json-record';
import type { ModelRequest, ModelResponse } from '../../exchange';
import { awsEventStream } from '../../http/aws-framing';
import { serverSentEvents } from '../../http/framing';
import type { ResponseHeaders } from '../../http/headers';
import type { Api } from '../api';
import { onlyChoice } from '../fields/choices';
import { errorReader } from '../fields/error';
import { forcedTool, readParameters } from '../fields/parameters';
import { turnsIn } from '../fields/turns';
import { readBlocks, readMessage } from './content';
import { foldConverse } from './converse-stream';
import { bedrockCall } from './path';
import { bedrockUsage } from './usage';

export const readError = errorReader('type');

/**
 * Amazon Bedrock's Converse API, the same for all of its models.
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
 */
export const bedrockConverse: Api = {
  operation: 'chat',
  provider: 'aws.bedrock',
  framings: [awsEventStream, serverSentEvents],
  // A stored prompt has all of the conversation.
  recognises: ({ messages }, path) =>
    bedrockCall(path) !== undefined && (messages === undefined || turnsIn(messages) !== undefined),
  answers: ({ output, stopReason, usage }) => [output, stopReason, usage].some((each) => each !== undefined),
  readRequest,
  readResponse,
  readError,
  fold: foldConverse,
};

function readRequest(body: JsonRecord, path: string): ModelRequest {
  const { messages, system, inferenceConfig, toolConfig, guardrailConfig, outputConfig, ...rest } = compact(body);
  const { additionalModelRequestFields, ...others } = rest;
  const { textFormat, ...output } = fieldsOf(outputConfig);
  const { guardrailIdentifier, ...guardrail } = fieldsOf(guardrailConfig);
  const { tools, toolChoice: choice, ...tooling } = fieldsOf(toolConfig);
  const { model, isStream } = bedrockCall(path) ?? {};
  const fields = {
    ...others,
    ...fieldsOf(inferenceConfig),
    ...output,
    ...fieldsOf(additionalModelRequestFields),
    ...tooling,
    ...compact({ tool_choice: toolChoice(choice), response_format: responseFormat(textFormat) }),
    guardrailConfig: nonEmpty(guardrail),
    ...(isStream ? { stream: true } : {}),
  };
  return {
    model,
    messages: recordsOf(messages).map(readMessage),
    systemInstructions: asList(system) === undefined ? undefined : readBlocks(system),
    tools: nonEmpty(recordsOf(tools).map(toolDefinition)),
    ...readParameters(fields, { 'aws.bedrock.guardrail.id': asText(guardrailIdentifier) }),
  };
}

function toolDefinition(tool: JsonRecord): JsonRecord {
  const [kind, value] = Object.entries(compact(tool))[0] ?? ['unknown', undefined];
  if (kind !== 'toolSpec') return { ...tool, type: kind };
  const { inputSchema, ...definition } = compact(fieldsOf(value));
  return { ...definition, ...compact({ parameters: fieldsOf(inputSchema)['json'] }), type: 'function' };
}

/** `{auto: {}}`, `{any: {}}` or `{tool: {name}}`, in OpenAI's form. */
function toolChoice(choice: unknown): unknown {
  const [kind, value] = Object.entries(compact(fieldsOf(choice)))[0] ?? [];
  return kind === 'tool' ? forcedTool(fieldsOf(value)['name']) : kind;
}

/** A schema is written as JSON; the rest in OpenAI's form. */
function responseFormat(textFormat: unknown): JsonRecord | undefined {
  const format = asRecord(textFormat);
  const definition = asRecord(fieldsOf(format?.['structure'])['jsonSchema']);
  return definition === undefined ? format : { type: 'json_schema', json_schema: definition };
}

export function readResponse(body: JsonRecord, headers: ResponseHeaders = {}): ModelResponse {
  const { output, stopReason, usage, error: _, message: __, ...others } = compact(body);
  const message = asRecord(fieldsOf(output)['message']);
  return {
    model: asText(fieldsOf(fieldsOf(others['trace'])['promptRouter'])['invokedModelId']),
    ...onlyChoice(message && readMessage({ role: 'assistant', ...message }), stopReason),
    attributes: bedrockUsage(fieldsOf(usage)),
    extra: { ...others, ...errorName(headers) },
  };
}

/** The name of the error, without the address of its definition. */
export const errorName = ({ errorType }: ResponseHeaders): JsonRecord =>
  errorType === undefined ? {} : { error: { type: errorType.split(':')[0] } };
