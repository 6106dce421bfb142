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
import type { ExchangeError, Message, ModelRequest, ModelResponse, Part } from '../../exchange';
import { serverSentEvents } from '../../http/framing';
import type { Api } from '../api';
import { outputType } from '../fields/output-type';
import { asFlag, asTexts, type Parameter, readParameters } from '../fields/parameters';
import { readMessage } from '../openai/messages';
import { toolDefinition } from '../openai/tools';
import { foldCohere } from './chat-stream';
import { readUsage } from './usage';

/** Cohere's chat, version 2. https://docs.cohere.com/reference/chat */
export const cohereChat: Api = {
  operation: 'chat',
  provider: 'cohere',
  framings: [serverSentEvents],
  recognises: ({ model, messages }) => typeof model === 'string' && asList(messages) !== undefined,
  readRequest,
  readResponse,
  readError,
  fold: foldCohere,
};

export const cohereParameters: Readonly<Record<string, Parameter>> = {
  temperature: ['gen_ai.request.temperature', asNumber],
  p: ['gen_ai.request.top_p', asNumber],
  k: ['gen_ai.request.top_k', asNumber],
  max_tokens: ['gen_ai.request.max_tokens', asNumber],
  stop_sequences: ['gen_ai.request.stop_sequences', asTexts],
  frequency_penalty: ['gen_ai.request.frequency_penalty', asNumber],
  presence_penalty: ['gen_ai.request.presence_penalty', asNumber],
  seed: ['gen_ai.request.seed', asNumber],
  stream: ['gen_ai.request.stream', asFlag],
};

function readRequest(body: JsonRecord): ModelRequest {
  const { model, messages, tools, ...fields } = withoutNullish(body);
  const { attributes, extra } = readParameters(fields, cohereParameters);
  const definitions = recordsOf(tools).map(toolDefinition);
  return {
    model: asText(model),
    messages: recordsOf(messages).map(readTurn),
    tools: definitions.length === 0 ? undefined : definitions,
    attributes: { ...attributes, ...outputType(fields['response_format']) },
    extra,
  };
}

/** OpenAI's form, with a plan beside tool calls and thoughts among the content: both are reasoning. */
function readTurn({ tool_plan: plan, ...message }: JsonRecord): Message {
  const read = readMessage(message);
  const planned: readonly Part[] =
    typeof plan === 'string' && plan !== '' ? [{ type: 'reasoning', content: plan }] : [];
  return { ...read, parts: [...planned, ...read.parts] };
}

function readResponse(body: JsonRecord): ModelResponse {
  const { id, message, finish_reason: finishReason, usage, ...others } = withoutNullish(body);
  const reason = asText(finishReason);
  const answer = asRecord(message);
  return {
    id: asText(id),
    messages:
      answer === undefined
        ? []
        : [
            {
              ...readTurn({ role: 'assistant', ...withoutNullish(answer) }),
              ...(reason === undefined ? {} : { finish_reason: reason }),
            },
          ],
    finishReasons: reason === undefined ? undefined : [reason],
    attributes: readUsage(asRecord(usage) ?? {}),
    extra: without(others, 'error'),
  };
}

/** Where an answer has its message, an error has its words. */
export function readError(body: JsonRecord): ExchangeError | undefined {
  const message = asText(body['error']) ?? asText(body['message']);
  return message === undefined ? undefined : { type: 'error', message };
}
