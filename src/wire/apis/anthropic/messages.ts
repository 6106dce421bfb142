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
import type { Api } from '../api';
import { metricsField, metricsUsage, otherMetrics } from '../bedrock/metrics';
import { onlyChoice } from '../fields/choices';
import { errorReader } from '../fields/error';
import { chatFormat, readParameters } from '../fields/parameters';
import { turnsIn } from '../fields/turns';
import { askedIn } from '../openai/texts';
import { readContent, readMessages } from './content';
import { foldMessage } from './stream';
import { readUsage } from './usage';

/** Anthropic's messages. https://docs.anthropic.com/en/api/messages */
export const anthropicMessages: Api = {
  operation: 'chat',
  provider: 'anthropic',
  recognises: ({ messages, model }) => turnsIn(messages) !== undefined && typeof model === 'string',
  answers: ({ type, role, content, usage }) =>
    type === 'message' || role === 'assistant' || (asList(content) !== undefined && asRecord(usage) !== undefined),
  readRequest,
  readResponse,
  // Those of Vertex AI have a status.
  readError: errorReader('type', 'status'),
  fold: foldMessage,
};

/** In other clouds the body names the API's version where it would name the model. */
export const namesVersion = (body: JsonRecord): boolean =>
  turnsIn(body['messages']) !== undefined && asText(body['anthropic_version']) !== undefined;

function readRequest(body: JsonRecord): ModelRequest {
  const { model, system, tools, output_config: config, output_format: oldFormat, ...fields } = compact(body);
  const { messages, rest } = askedIn(fields, (turns) => turns.flatMap(readMessages));
  const { format = oldFormat, effort, ...otherConfig } = compact(fieldsOf(config));
  const { attributes, extra } = readParameters({
    ...rest,
    ...compact({ effort, response_format: chatFormat(format) }),
  });
  const { tool_choice: choice, ...others } = extra;
  return {
    model: asText(model),
    messages,
    systemInstructions: system === undefined ? undefined : readContent(system).parts,
    tools: nonEmpty(recordsOf(tools).map(toolDefinition)),
    attributes,
    extra: { ...others, ...toolChoice(choice), ...compact({ output_config: nonEmpty(otherConfig) }) },
  };
}

/** A function is a tool of no type, or of type `custom`; tools that Anthropic defines stay as they are. */
function toolDefinition(tool: JsonRecord): JsonRecord {
  const { type = 'custom', input_schema: schema, ...rest } = compact(tool);
  return type === 'custom' ? { ...rest, ...compact({ parameters: schema }), type: 'function' } : compact(tool);
}

/** Whether calls may be made in parallel is a parameter of its own elsewhere. */
function toolChoice(value: unknown): JsonRecord {
  const { disable_parallel_tool_use, ...choice } = fieldsOf(value);
  return compact({ tool_choice: nonEmpty(choice) ?? value, disable_parallel_tool_use });
}

function readResponse(body: JsonRecord): ModelResponse {
  const { id, type: _, role, model, content, stop_reason: reason, usage, error, [metricsField]: __, ...others } = body;
  const attributes = { ...metricsUsage(body), ...readUsage(fieldsOf(usage)) };
  return {
    id: asText(id),
    model: asText(model),
    ...onlyChoice(content === undefined ? undefined : { role: 'assistant', ...readContent(content) }, reason),
    attributes,
    extra: {
      ...compact(others),
      ...otherMetrics(body, attributes),
      // Beside the counts: the tier that served the call, and where.
      ...Object.fromEntries(
        Object.entries(fieldsOf(usage)).filter(([, value]) => typeof value === 'string' || Array.isArray(value)),
      ),
    },
  };
}
