import { asText, type JsonRecord, recordsOf, without } from '../../../json/json-record';
import type { ModelRequest, ModelResponse } from '../../exchange';
import { awsEventStream } from '../../http/aws-framing';
import { serverSentEvents } from '../../http/framing';
import type { ResponseHeaders } from '../../http/headers';
import { anthropicMessages, namesVersion } from '../anthropic/messages';
import type { Api, Folder } from '../api';
import { cohereChat } from '../cohere/chat';
import { cohereChatV1 } from '../cohere/chat-v1';
import { cohereEmbeddings } from '../cohere/embeddings';
import { errorInEvent } from '../fields/error-forms';
import type { Growth } from '../fields/growth';
import { assign, fieldsOfEvent, type Writable } from '../fields/stream';
import { openaiChat } from '../openai/chat';
import { invokedRerank } from '../retrieval/rerank';
import { bedrockConverse, errorName, readError } from './converse';
import { bedrockMedia } from './media';
import { metricsField, metricsUsage, otherMetrics } from './metrics';
import { bedrockCall } from './path';
import { bedrockText } from './text';
import { titanEmbeddings } from './titan-embeddings';

const claude: Api = { ...anthropicMessages, recognises: namesVersion };

/** Nova's body is that of the Converse API. */
const nova: Api = {
  ...bedrockConverse,
  recognises: ({ schemaVersion, messages }) =>
    schemaVersion === 'messages-v1' || recordsOf(messages).some(({ content }) => recordsOf(content).some(isUntyped)),
};

/** Blocks of every other family have a field `type`. */
const isUntyped = (block: JsonRecord): boolean => block['type'] === undefined;

const commandA: Api = {
  ...cohereChat,
  recognises: (body, path) => /cohere\./.test(String(body['model'])) && cohereChat.recognises(body, path),
};

/**
 * Amazon Bedrock's InvokeModel. Each family of models has a body of its own, often the one of its maker's API; the model and
 * whether the response is streamed are in the path.
 */
export const bedrockInvoke: readonly Api[] = [
  claude,
  nova,
  cohereChatV1,
  commandA,
  openaiChat,
  cohereEmbeddings,
  titanEmbeddings,
  invokedRerank,
  ...bedrockMedia,
  bedrockText,
].map(invoked);

/** An API as it is on Bedrock. */
function invoked(api: Api): Api {
  return {
    operation: api.operation,
    provider: 'aws.bedrock',
    framings: [awsEventStream, serverSentEvents],
    recognises: (body, path) => {
      const call = bedrockCall(path);
      return call !== undefined && api.recognises({ ...body, model: call.model }, path);
    },
    answers: (body) => metricsField in body || api.answers(body),
    readRequest: (body, path) => {
      const { model, isStream } = bedrockCall(path) ?? {};
      return api.readRequest({ ...body, model, ...(isStream ? { stream: true } : {}) }, path);
    },
    readResponse: (body, ...context) => readResponse(api, body, ...context),
    readError,
    fold: (growth) => foldChunks(api, growth),
  };
}

/** Each message of the stream wraps an event of the family's own; an exception has a message alone. */
function foldChunks(api: Api, growth: Growth): Folder {
  const folder = api.fold?.(growth);
  const added: Writable = {};
  return {
    push(event, message) {
      const bytes = asText(message['bytes']);
      const chunk = bytes === undefined ? event : { data: Buffer.from(bytes, 'base64').toString('utf8') };
      const fields = bytes === undefined ? message : fieldsOfEvent(chunk);
      const { error, rest } = errorInEvent(chunk, fields) ?? { rest: fields };
      if (error !== undefined) added['error'] = error;
      if (metricsField in fields) assign(added, { [metricsField]: fields[metricsField] }, growth);
      folder?.push(chunk, rest);
    },
    result() {
      const { body, complete } = folder?.result() ?? { body: {}, complete: true };
      return { body: { ...body, ...added }, complete: complete || metricsField in added };
    },
  };
}

/** The family's own response, with what Bedrock adds. Bedrock's counts are used where the response has none. */
function readResponse(
  api: Api,
  body: JsonRecord,
  headers: ResponseHeaders = {},
  request?: ModelRequest,
): ModelResponse {
  const response = api.readResponse(without(body, metricsField), headers, request);
  const attributes = { ...metricsUsage(body), ...response.attributes };
  return {
    ...response,
    attributes,
    extra: { ...response.extra, ...otherMetrics(body, attributes), ...errorName(headers) },
  };
}
