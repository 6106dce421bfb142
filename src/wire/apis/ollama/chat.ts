import {
  asList,
  asRecord,
  asText,
  type JsonRecord,
  recordsOf,
  without,
  withoutNullish,
} from '../../../json/json-record';
import type { ExchangeError, Message, ModelRequest, ModelResponse, OutputMessage } from '../../exchange';
import { jsonLines } from '../../http/framing';
import type { Api } from '../api';
import { toolDefinition } from '../openai/tools';
import { imageParts, readOllamaMessage } from './messages';
import { readOllamaParameters } from './parameters';
import { foldOllama } from './stream';

/** Ollama's own API. Its answers are streamed unless a request says that they shall not be. https://docs.ollama.com/api */
const ollama = { provider: 'ollama', framings: [jsonLines], readError, fold: foldOllama } as const;

export const ollamaChat: Api = {
  ...ollama,
  operation: 'chat',
  recognises: ({ model, messages }) => {
    const turns = recordsOf(messages);
    return typeof model === 'string' && turns.length > 0 && turns.every(isTurn);
  },
  readRequest: ({ messages, ...body }) => ({
    ...readRequest(body),
    messages: recordsOf(messages).map(readOllamaMessage),
  }),
  readResponse: (body) => readResponse(without(body, 'message'), asRecord(body['message'])),
};

export const ollamaGenerate: Api = {
  ...ollama,
  operation: 'text_completion',
  recognises: ({ model, prompt }) => typeof model === 'string' && typeof prompt === 'string',
  readRequest: ({ prompt, images, system, ...body }) => ({
    ...readRequest(body),
    messages: [{ role: 'user', parts: [...textParts(prompt), ...imageParts(images)] }],
    systemInstructions: typeof system === 'string' ? textParts(system) : undefined,
  }),
  readResponse: ({ response, thinking, image, ...body }) => {
    const images = image === undefined ? undefined : [image];
    return readResponse(body, response === undefined ? undefined : { content: response, thinking, images });
  },
};

export const ollamaEmbeddings: Api = {
  ...ollama,
  operation: 'embeddings',
  recognises: ({ model, input, prompt }) =>
    typeof model === 'string' && (typeof input === 'string' || Array.isArray(input) || typeof prompt === 'string'),
  readRequest: ({ input, prompt, ...body }) => ({
    ...readRequest({ ...body, stream: false }),
    messages: (asList(input) ?? [input ?? prompt]).map((text): Message => ({ role: 'user', parts: textParts(text) })),
  }),
  readResponse: (body) => readResponse(without(body, 'embedding', 'embeddings'), undefined),
};

/** An app's own chat API can have the same path; its messages are other ones. */
const isTurn = (turn: JsonRecord): boolean =>
  typeof turn['role'] === 'string' &&
  turn['parts'] === undefined &&
  (typeof turn['content'] === 'string' || Array.isArray(turn['tool_calls']));

const textParts = (text: unknown): Message['parts'] => [{ type: 'text', content: text }];

function readRequest(body: JsonRecord): Omit<ModelRequest, 'messages'> {
  // The context is the conversation before, in numbers that only the server reads.
  const { model, tools, context, ...fields } = withoutNullish(body);
  const { attributes, extra } = readOllamaParameters(fields);
  const definitions = recordsOf(tools).map(toolDefinition);
  return {
    model: asText(model),
    tools: definitions.length === 0 ? undefined : definitions,
    attributes: fields['stream'] === false ? attributes : { ...attributes, 'gen_ai.request.stream': true },
    extra,
  };
}

function readResponse(body: JsonRecord, message: JsonRecord | undefined): ModelResponse {
  const {
    model,
    done_reason: doneReason,
    prompt_eval_count: input,
    eval_count: output,
    ...rest
  } = withoutNullish(body);
  const reason = asText(doneReason);
  return {
    model: asText(model),
    messages: message === undefined ? [] : [readAnswer(message, reason)],
    finishReasons: reason === undefined ? undefined : [reason],
    attributes: withoutNullish({ 'gen_ai.usage.input_tokens': input, 'gen_ai.usage.output_tokens': output }),
    extra: without(rest, 'done', 'context', 'error'),
  };
}

function readAnswer(message: JsonRecord, reason: string | undefined): OutputMessage {
  const read = readOllamaMessage({ role: 'assistant', ...withoutNullish(message) });
  return reason === undefined ? read : { ...read, finish_reason: reason };
}

function readError(body: JsonRecord): ExchangeError | undefined {
  const message = asText(body['error']);
  return message === undefined ? undefined : { type: 'error', message };
}
