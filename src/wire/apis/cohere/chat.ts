import { asRecord, asText, compact, fieldsOf, type JsonRecord, recordsOf } from '../../../json/json-record';
import type { Message, ModelRequest, ModelResponse } from '../../exchange';
import type { Api } from '../api';
import { assistant, onlyChoice } from '../fields/choices';
import { errorReader } from '../fields/error';
import { readParameters } from '../fields/parameters';
import { turnsIn } from '../fields/turns';
import { readMessage } from '../openai/messages';
import { toolDefinitions } from '../openai/tools';
import { foldCohere } from './chat-stream';
import { readUsage } from './usage';

export const readError = errorReader();

/** Cohere's chat, version 2. https://docs.cohere.com/reference/chat */
export const cohereChat: Api = {
  operation: 'chat',
  provider: 'cohere',
  recognises: ({ model, messages }) => typeof model === 'string' && turnsIn(messages) !== undefined,
  answers: ({ message, finish_reason: reason, usage }) =>
    asRecord(message) !== undefined && (reason ?? usage ?? asRecord(message)?.['role']) !== undefined,
  readRequest,
  readResponse,
  readError,
  fold: foldCohere,
};

function readRequest({ model, messages, tools, ...fields }: JsonRecord): ModelRequest {
  return {
    model: asText(model),
    messages: recordsOf(messages).map(readTurn),
    tools: toolDefinitions(tools),
    ...readParameters(fields),
  };
}

/** OpenAI's form, with a plan beside tool calls and thoughts among the content: both are reasoning. */
function readTurn({ tool_plan: plan, ...message }: JsonRecord): Message {
  const read = readMessage(message);
  if (typeof plan !== 'string' || plan === '') return read;
  return { ...read, parts: [{ type: 'reasoning', content: plan }, ...read.parts] };
}

function readResponse(body: JsonRecord): ModelResponse {
  const { id, message, finish_reason: reason, usage, error: _, ...others } = body;
  const turn = asRecord(message);
  return {
    id: asText(id),
    ...onlyChoice(turn && readTurn(assistant(turn)), reason),
    attributes: readUsage(fieldsOf(usage)),
    extra: compact(others),
  };
}
