import {
  asRecord,
  asText,
  compact,
  fieldsOf,
  type JsonRecord,
  nonEmpty,
  recordsOf,
  without,
} from '../../../json/json-record';
import type { Message, ModelRequest, ModelResponse, Part } from '../../exchange';
import { jsonValues, serverSentEvents } from '../../http/framing';
import type { Api } from '../api';
import { onlyChoice } from '../fields/choices';
import { readParameters } from '../fields/parameters';
import { readError } from './chat';
import { foldCohereV1 } from './chat-v1-stream';
import { readUsage } from './usage';

/** Cohere's chat, version 1: one message with the conversation before it. https://docs.cohere.com/v1/reference/chat */
export const cohereChatV1: Api = {
  operation: 'chat',
  provider: 'cohere',
  framings: [jsonValues, serverSentEvents],
  recognises: ({ message }) => typeof message === 'string',
  answers: ({ text, generation_id: generation, response_id: id, meta }) =>
    text !== undefined && (generation ?? id ?? asRecord(meta)) !== undefined,
  readRequest,
  readResponse,
  readError,
  fold: foldCohereV1,
};

function readRequest(body: JsonRecord): ModelRequest {
  const {
    model,
    message,
    chat_history: history,
    preamble,
    tools,
    tool_results: toolResults,
    ...fields
  } = compact(body);
  return {
    model: asText(model),
    messages: [
      ...recordsOf(history).flatMap(readTurn),
      // Beside the results of tools, an empty message asks nothing.
      ...(message === '' && toolResults !== undefined ? [] : readTurn({ role: 'USER', message })),
      ...recordsOf(toolResults).map(toolResult),
    ],
    systemInstructions: typeof preamble === 'string' ? textParts(preamble) : undefined,
    tools: nonEmpty(recordsOf(tools).map((tool) => ({ ...tool, type: 'function' }))),
    ...readParameters(fields),
  };
}

function readTurn(turn: JsonRecord): readonly Message[] {
  const { role, message, tool_calls: calls, tool_results: results, ...others } = compact(turn);
  const resultMessages = recordsOf(results).map(toolResult);
  const parts = [...textParts(message), ...recordsOf(calls).map(toolCall)];
  return parts.length === 0 && resultMessages.length > 0
    ? resultMessages
    : [{ ...others, role: roleOf(role), parts }, ...resultMessages];
}

const roleOf = (role: unknown): string => {
  const name = asText(role)?.toLowerCase() ?? 'user';
  return name === 'chatbot' ? 'assistant' : name;
};

const textParts = (text: unknown): readonly Part[] =>
  typeof text === 'string' ? [{ type: 'text', content: text }] : [];

/** Calls have no ids: a result refers to a call by its name and parameters. */
const toolCall = ({ name, parameters, ...others }: JsonRecord): Part => ({
  ...others,
  type: 'tool_call',
  name: asText(name) ?? '',
  arguments: parameters,
});

function toolResult({ call, outputs, ...others }: JsonRecord): Message {
  const { name, ...called } = fieldsOf(call);
  return {
    role: 'tool',
    ...compact({ name: asText(name) }),
    parts: [{ ...others, ...called, type: 'tool_call_response', response: outputs }],
  };
}

function readResponse(body: JsonRecord): ModelResponse {
  const { response_id: id, text, tool_calls: calls, finish_reason: reason, meta, ...rest } = compact(body);
  const { generation_id: generation, citations, ...others } = rest;
  const { api_version: _, warnings, ...usage } = fieldsOf(meta);
  const parts = [...textParts(text), ...recordsOf(calls).map(toolCall)];
  const hasMessage = text !== undefined || parts.length > 0;
  return {
    id: asText(id) || asText(generation),
    ...onlyChoice(hasMessage ? { ...compact({ citations }), role: 'assistant', parts } : undefined, reason),
    attributes: readUsage(usage),
    extra: {
      ...compact({ generation_id: id === undefined ? undefined : generation, warnings }),
      // The conversation is in the request, and its last turn is this response.
      ...without(others, 'chat_history', 'message', 'error', 'event_type', 'is_finished'),
    },
  };
}
