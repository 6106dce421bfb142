import {
  asList,
  asRecord,
  asText,
  compact,
  fieldsOf,
  type JsonRecord,
  recordsOf,
  without,
} from '../../../json/json-record';
import type { Message, ModelRequest, ModelResponse } from '../../exchange';
import { jsonValues, serverSentEvents } from '../../http/framing';
import type { Api } from '../api';
import { assistant, onlyChoice } from '../fields/choices';
import { errorReader } from '../fields/error';
import { readParameters } from '../fields/parameters';
import { turnsIn } from '../fields/turns';
import { toolDefinitions } from '../openai/tools';
import { imageParts, readOllamaMessage } from './messages';
import { foldOllama } from './stream';

/** Ollama's own API. Its responses are streamed unless a request has `stream: false`. https://docs.ollama.com/api */
const ollama = {
  provider: 'ollama',
  // It has a port and, in most networks, a name.
  hosts: /ollama|:11434$/,
  framings: [jsonValues, serverSentEvents],
  readError: errorReader(),
  fold: foldOllama,
} as const;

export const ollamaChat: Api = {
  ...ollama,
  operation: 'chat',
  // An app's own chat API can have the same path.
  recognises({ model, messages }) {
    const turns = turnsIn(messages) ?? [];
    return typeof model === 'string' && turns.length > 0 && turns.every(hasText);
  },
  answers: ({ message, done }) => asRecord(message) !== undefined && typeof done === 'boolean',
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
  answers: ({ response, image, done }) => (response ?? image) !== undefined && typeof done === 'boolean',
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
  // The older of its two paths answers with the vector alone.
  answers: ({ embedding, embeddings }) => (embedding ?? embeddings) !== undefined,
  readRequest: ({ input, prompt, ...body }) => ({
    ...readRequest({ ...body, stream: false }),
    messages: (asList(input) ?? [input ?? prompt]).map((text): Message => ({ role: 'user', parts: textParts(text) })),
  }),
  readResponse: (body) => readResponse(without(body, 'embedding', 'embeddings')),
};

/** Images, calls and thoughts need no content beside them, which is never a list. */
const hasText = ({ role, content }: JsonRecord): boolean => typeof role === 'string' && !Array.isArray(content);

const textParts = (text: unknown): Message['parts'] => [{ type: 'text', content: text }];

/** The model's options are in an object of their own; they are parameters like those beside it. */
function readRequest(body: JsonRecord): Omit<ModelRequest, 'messages'> {
  // The context is the conversation before, in numbers that only the server can read.
  const { model, tools, context: _, options, format, ...fields } = compact(body);
  return {
    model: asText(model),
    tools: toolDefinitions(tools),
    ...readParameters({
      ...fields,
      ...fieldsOf(options),
      stream: fields['stream'] !== false,
      response_format: responseFormat(format),
    }),
  };
}

/** `json`, or a schema: in OpenAI's form. */
function responseFormat(format: unknown): JsonRecord | undefined {
  if (format === undefined || format === '') return undefined;
  return format === 'json' ? { type: 'json_object' } : { type: 'json_schema', json_schema: { schema: format } };
}

function readResponse(body: JsonRecord, message?: JsonRecord): ModelResponse {
  const { model, done_reason: reason, prompt_eval_count: input, eval_count: output, ...rest } = compact(body);
  return {
    model: asText(model),
    ...onlyChoice(message && readOllamaMessage(assistant(message)), reason),
    attributes: compact({ 'gen_ai.usage.input_tokens': input, 'gen_ai.usage.output_tokens': output }),
    extra: without(rest, 'done', 'context', 'error'),
  };
}
