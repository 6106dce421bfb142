import {
  asList,
  asNumber,
  asRecord,
  asText,
  type JsonRecord,
  recordsOf,
  without,
  withoutNullish,
} from '../../../json/json-record';
import type { ExchangeError, ModelRequest, ModelResponse } from '../../exchange';
import type { Api } from '../api';
import { errorFields } from '../fields/error-fields';
import { outputType } from '../fields/output-type';
import { asFlag, asTexts, type Parameter, readParameters } from '../fields/parameters';
import { chatFormat } from '../fields/response-format';
import { readContent, readMessages } from './content';
import { foldMessage } from './stream';
import { readUsage } from './usage';

/** Anthropic's messages. https://docs.anthropic.com/en/api/messages */
export const anthropicMessages: Api = {
  operation: 'chat',
  provider: 'anthropic',
  recognises: (body) => asList(body['messages']) !== undefined && typeof body['model'] === 'string',
  readRequest,
  readResponse,
  readError,
  fold: foldMessage,
};

/** In other clouds the body names the API's version where it would name the model. */
export const namesVersion = (body: JsonRecord): boolean =>
  asList(body['messages']) !== undefined && asText(body['anthropic_version']) !== undefined;

const parameters: Readonly<Record<string, Parameter>> = {
  max_tokens: ['gen_ai.request.max_tokens', asNumber],
  temperature: ['gen_ai.request.temperature', asNumber],
  top_p: ['gen_ai.request.top_p', asNumber],
  top_k: ['gen_ai.request.top_k', asNumber],
  stop_sequences: ['gen_ai.request.stop_sequences', asTexts],
  stream: ['gen_ai.request.stream', asFlag],
  effort: ['gen_ai.request.reasoning.level', asText],
};

function readRequest(body: JsonRecord): ModelRequest {
  const {
    model,
    messages,
    system,
    tools,
    output_config: config,
    output_format: oldFormat,
    ...rest
  } = withoutNullish(body);
  const { format = oldFormat, effort, ...otherConfig } = withoutNullish(asRecord(config) ?? {});
  const { attributes, extra } = readParameters({ ...rest, ...withoutNullish({ effort }) }, parameters);
  const { tool_choice: choice, ...others } = extra;
  const definitions = recordsOf(tools).map(toolDefinition);
  return {
    model: asText(model),
    messages: recordsOf(messages).flatMap(readMessages),
    systemInstructions: system === undefined ? undefined : readContent(system).parts,
    tools: definitions.length === 0 ? undefined : definitions,
    attributes: { ...attributes, ...outputType(format) },
    extra: {
      ...others,
      ...toolChoice(choice),
      ...withoutNullish({ response_format: chatFormat(asRecord(format)) }),
      ...(Object.keys(otherConfig).length === 0 ? {} : { output_config: otherConfig }),
    },
  };
}

/** A function is a tool of no type, or of type `custom`; tools that Anthropic defines stay as they are. */
function toolDefinition(tool: JsonRecord): JsonRecord {
  const { type = 'custom', input_schema: schema, ...rest } = withoutNullish(tool);
  return type === 'custom'
    ? { ...rest, ...withoutNullish({ parameters: schema }), type: 'function' }
    : withoutNullish(tool);
}

/** Whether calls may be made in parallel is a parameter of its own elsewhere. */
function toolChoice(value: unknown): JsonRecord {
  const { disable_parallel_tool_use: disabled, ...choice } = asRecord(value) ?? {};
  return {
    ...(Object.keys(choice).length === 0 ? withoutNullish({ tool_choice: value }) : { tool_choice: choice }),
    ...withoutNullish({ disable_parallel_tool_use: disabled }),
  };
}

const readFields = ['id', 'type', 'role', 'model', 'content', 'stop_reason', 'usage', 'error'] as const;

function readResponse(body: JsonRecord): ModelResponse {
  const reason = asText(body['stop_reason']);
  const usage = asRecord(body['usage']) ?? {};
  const content = body['content'] === undefined ? undefined : readContent(body['content']);
  return {
    id: asText(body['id']),
    model: asText(body['model']),
    messages:
      content === undefined ? [] : [{ role: 'assistant', ...content, ...withoutNullish({ finish_reason: reason }) }],
    finishReasons: reason === undefined ? undefined : [reason],
    attributes: readUsage(usage),
    extra: {
      ...withoutNullish(without(body, ...readFields)),
      // Beside the counts: the tier that served the call, and where.
      ...Object.fromEntries(
        Object.entries(usage).filter(([, value]) => typeof value === 'string' || Array.isArray(value)),
      ),
      ...errorFields(body),
    },
  };
}

/** `{type: 'error', error: {type, message}}`; Bedrock has the message alone, Vertex AI a status. */
function readError(body: JsonRecord): ExchangeError | undefined {
  const error = asRecord(body['error']) ?? (typeof body['message'] === 'string' ? body : undefined);
  if (error === undefined) return undefined;
  const kind = asText(error['type']) ?? asText(error['status']) ?? 'error';
  return { type: kind, message: asText(error['message']) };
}
