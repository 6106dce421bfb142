import {
  asList,
  asRecord,
  asText,
  type JsonRecord,
  recordsOf,
  without,
  withoutNullish,
} from '../../../json/json-record';
import type { ModelRequest, ModelResponse, OutputMessage } from '../../exchange';
import type { Api } from '../api';
import { fieldsOfChoices } from '../fields/choices';
import { errorFields } from '../fields/error-fields';
import { outputType } from '../fields/output-type';
import { readParameters } from '../fields/parameters';
import { foldChat } from './chat-stream';
import { readError } from './error';
import { readMessage } from './messages';
import { modelIn, openaiParameters } from './parameters';
import { toolDefinition } from './tools';
import { readUsage } from './usage';

/**
 * OpenAI's chat completions, which Azure, gateways and most other providers speak too. Mistral's agents are asked alike, by the id
 * of an agent where others name a model. https://platform.openai.com/docs/api-reference/chat
 */
export const openaiChat: Api = {
  operation: 'chat',
  provider: 'openai',
  recognises: (body, path) =>
    asList(body['messages']) !== undefined && (modelIn(body, path) ?? asText(body['agent_id'])) !== undefined,
  readRequest,
  readResponse,
  readError,
  fold: foldChat,
};

function readRequest(body: JsonRecord, path: string): ModelRequest {
  const {
    model: _,
    messages,
    tools,
    functions,
    function_call: functionCall,
    agent_id: agent,
    ...rest
  } = withoutNullish(body);
  const { attributes, extra } = readParameters(rest, openaiParameters);
  const choice = functionCall === undefined ? {} : { tool_choice: toolChoice(functionCall) };
  const definitions = [
    ...recordsOf(tools).map(toolDefinition),
    ...recordsOf(functions).map((each) => ({ ...each, type: 'function' })),
  ];
  return {
    model: modelIn(body, path),
    messages: recordsOf(messages).map(readMessage),
    tools: definitions.length === 0 ? undefined : definitions,
    attributes: {
      'openai.api.type': 'chat_completions',
      ...attributes,
      ...outputType(rest['response_format']),
      ...withoutNullish({ 'gen_ai.agent.id': asText(agent) }),
    },
    extra: { ...choice, ...extra },
  };
}

/** The legacy `function_call` in the words of its successor. */
function toolChoice(functionCall: unknown): unknown {
  const name = asRecord(functionCall)?.['name'];
  return name === undefined ? functionCall : { type: 'function', function: { name } };
}

const readFields = [
  'id',
  'object',
  'model',
  'choices',
  'usage',
  'service_tier',
  'system_fingerprint',
  'error',
] as const;

function readResponse(body: JsonRecord): ModelResponse {
  const choices = recordsOf(body['choices']);
  const finishReasons = choices.flatMap((choice) => asText(choice['finish_reason']) ?? []);
  return {
    id: asText(body['id']),
    model: asText(body['model']),
    messages: choices.map(readChoice),
    finishReasons: finishReasons.length === 0 ? undefined : finishReasons,
    attributes: {
      ...readUsage(asRecord(body['usage']) ?? {}),
      ...withoutNullish({
        'openai.response.service_tier': asText(body['service_tier']),
        'openai.response.system_fingerprint': asText(body['system_fingerprint']),
      }),
    },
    extra: {
      ...withoutNullish(without(body, ...readFields)),
      ...fieldsOfChoices(choices, 'index', 'message', 'finish_reason'),
      ...errorFields(body),
    },
  };
}

function readChoice(choice: JsonRecord): OutputMessage {
  const message = readMessage({ role: 'assistant', ...withoutNullish(asRecord(choice['message']) ?? {}) });
  const reason = asText(choice['finish_reason']);
  return reason === undefined ? message : { ...message, finish_reason: reason };
}
