import { asRecord, asText, compact, type JsonRecord, nonEmpty, recordsOf, without } from '../../../json/json-record';
import type { ModelRequest, ModelResponse } from '../../exchange';
import type { ResponseHeaders } from '../../http/headers';
import type { Answer, Api } from '../api';
import { metricsField, metricsUsage, otherMetrics } from '../bedrock/metrics';
import { allChoices, assistant, fieldsOfChoices, isChoices, withFinishReason } from '../fields/choices';
import { forcedTool, readParameters } from '../fields/parameters';
import { turnsIn } from '../fields/turns';
import { foldChat } from './chat-stream';
import { readError } from './error';
import { readMessage } from './messages';
import { isModel, modelIn } from './model';
import { wholeChoices } from './split-choices';
import { askedIn } from './texts';
import { toolDefinitions } from './tools';
import { readUsage } from './usage';
import { besideUsage, usageIn } from './usage-places';

/**
 * OpenAI's chat completions, which Azure, gateways and most other providers have too. Mistral's agents get the same requests, with
 * the id of an agent in place of a model. https://platform.openai.com/docs/api-reference/chat
 */
export const openaiChat: Api = {
  operation: 'chat',
  provider: 'openai',
  recognises,
  answers: (body) =>
    isChoices(body['choices']) || /^chat\.completion/.test(String(body['object'])) || deferredId(body) !== undefined,
  readRequest,
  readResponse,
  readError,
  fold: foldChat,
  later: {
    read: readLater,
    readRequest: ({ model }) => ({ model: asText(model), messages: [], attributes: {}, extra: {} }),
  },
};

/** A server of one model, such as llama.cpp, needs no name of it. */
function recognises(body: JsonRecord, path: string): boolean {
  const turns = turnsIn(body['messages']);
  if (turns === undefined) return false;
  const isNamed = (modelIn(body, path) ?? asText(body['agent_id'])) !== undefined;
  return isNamed || (turns.length > 0 && isModel(body['model'], path));
}

/** A completion that is deferred, as xAI's can be, is no more than an id until it is asked for elsewhere. */
const deferredId = ({ request_id: id, ...others }: JsonRecord): string | undefined =>
  Object.keys(others).length === 0 ? asText(id) : undefined;

function readLater(body: JsonRecord, request?: ModelRequest): Answer | undefined {
  const id = deferredId(body);
  if (id === undefined && request !== undefined) return undefined;
  return { at: `../deferred-completion/${id}`, isDone: id === undefined, isLater: true };
}

function readRequest(body: JsonRecord, path: string): ModelRequest {
  const { model: _, tools, functions, function_call: call, service_tier: tier, ...others } = compact(body);
  const { messages, rest } = askedIn(others, (turns) => turns.map(readMessage));
  const legacyTools = recordsOf(functions).map((each) => ({ ...each, type: 'function' }));
  return {
    model: modelIn(body, path),
    messages,
    tools: nonEmpty([...(toolDefinitions(tools) ?? []), ...legacyTools]),
    ...readParameters(
      { ...compact({ tool_choice: toolChoice(call) }), ...rest },
      { 'openai.api.type': 'chat_completions', 'openai.request.service_tier': asText(tier) },
    ),
  };
}

/** The legacy `function_call` in the form of its successor. */
function toolChoice(functionCall: unknown): unknown {
  const name = asRecord(functionCall)?.['name'];
  return name === undefined ? functionCall : forcedTool(name);
}

function readResponse(body: JsonRecord, _headers?: ResponseHeaders, request?: ModelRequest): ModelResponse {
  const { id, object: _, model, choices, usage: __, [metricsField]: ___, ...rest } = body;
  const { service_tier: tier, system_fingerprint: fingerprint, ...others } = rest;
  const list = wholeChoices(recordsOf(choices).map(withMessage), request);
  const usage = usageIn(body, list);
  const isInChoice = list[0]?.['usage'] === usage;
  const counts = { ...metricsUsage(body), ...readUsage(usage) };
  return {
    id: asText(id),
    model: asText(model),
    ...allChoices(list.map(readChoice)),
    attributes: {
      ...counts,
      ...compact({
        'openai.response.service_tier': asText(tier),
        'openai.response.system_fingerprint': asText(fingerprint),
      }),
    },
    extra: {
      ...compact(besideUsage(without(others, 'error'), usage)),
      ...otherMetrics(body, counts),
      ...fieldsOfChoices(list, 'index', 'message', 'finish_reason', 'error', ...(isInChoice ? ['usage'] : [])),
    },
  };
}

/** The older completions have a text in place of a message, and some servers have it in a chat, too. */
function withMessage(choice: JsonRecord): JsonRecord {
  const { text, ...others } = choice;
  const isText = text !== undefined && asRecord(choice['message']) === undefined;
  return isText ? { ...others, message: { content: asText(text) } } : choice;
}

const readChoice = ({ message, finish_reason: reason }: JsonRecord) =>
  withFinishReason(readMessage(assistant(message)), reason);
