import { asNumber, asRecord, asText, compact, type JsonRecord, recordsOf, without } from '../../../json/json-record';
import type { ModelResponse } from '../../exchange';
import { awsEventStream } from '../../http/framing';
import type { ResponseHeaders } from '../../http/headers';
import { anthropicMessages, namesVersion } from '../anthropic/messages';
import type { Api, Folder } from '../api';
import { cohereChat } from '../cohere/chat';
import { cohereChatV1 } from '../cohere/chat-v1';
import { cohereEmbeddings } from '../cohere/embeddings';
import type { Growth } from '../fields/growth';
import { assign, fieldsOfEvent, type Writable } from '../fields/stream';
import { openaiChat } from '../openai/chat';
import { bedrockConverse, errorName, readError } from './converse';
import { bedrockCall } from './path';
import { bedrockText } from './text';
import { titanEmbeddings } from './titan-embeddings';
import { readUsage } from './usage';

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
  bedrockText,
].map(invoked);

/** An API as it is on Bedrock. */
function invoked(api: Api): Api {
  return {
    operation: api.operation,
    provider: 'aws.bedrock',
    framings: [awsEventStream],
    recognises: (body, path) => {
      const call = bedrockCall(path);
      return call !== undefined && api.recognises({ ...body, model: call.model }, path);
    },
    answers: (body) => metricsField in body || api.answers(body),
    readRequest: (body, path) => {
      const { model, isStream } = bedrockCall(path) ?? {};
      return api.readRequest({ ...body, model, ...(isStream ? { stream: true } : {}) }, path);
    },
    readResponse: (body, headers) => readResponse(api, body, headers),
    readError,
    fold: (growth) => foldChunks(api, growth),
  };
}

/** Bedrock adds these to the last chunk of a stream. */
const metricsField = 'amazon-bedrock-invocationMetrics';

/** Each message of the stream wraps an event of the family's own; an exception has a message alone. */
function foldChunks(api: Api, growth: Growth): Folder {
  const folder = api.fold?.(growth);
  const added: Writable = {};
  return {
    push(event) {
      const message = fieldsOfEvent(event);
      const bytes = asText(message['bytes']);
      if (bytes === undefined) {
        added['error'] = { ...message, type: event.event };
        return;
      }
      const chunk = { data: Buffer.from(bytes, 'base64').toString('utf8') };
      if (chunk.data.includes(metricsField)) {
        assign(added, { [metricsField]: fieldsOfEvent(chunk)[metricsField] }, growth);
      }
      folder?.push(chunk);
    },
    result() {
      const { body, complete } = folder?.result() ?? { body: {}, complete: true };
      return { body: { ...body, ...added }, complete: complete || Object.keys(added).length > 0 };
    },
  };
}

/** The family's own response, with what Bedrock adds. Bedrock's counts are used where the response has none. */
function readResponse(api: Api, body: JsonRecord, headers: ResponseHeaders = {}): ModelResponse {
  const metrics = asRecord(body[metricsField]);
  const response = api.readResponse(without(body, metricsField));
  const hasCounts = Object.keys(response.attributes).some((name) => name.startsWith('gen_ai.usage.'));
  const counts = hasCounts ? {} : readUsage(metrics === undefined ? countsIn(headers) : countsOf(metrics));
  return {
    ...response,
    attributes: { ...response.attributes, ...counts },
    extra: { ...response.extra, ...compact({ [metricsField]: metrics }), ...errorName(headers) },
  };
}

const countsOf = (metrics: JsonRecord): JsonRecord => ({
  inputTokens: metrics['inputTokenCount'],
  outputTokens: metrics['outputTokenCount'],
  cacheReadInputTokens: metrics['cacheReadInputTokenCount'],
  cacheWriteInputTokens: metrics['cacheWriteInputTokenCount'],
});

const countsIn = (headers: ResponseHeaders): JsonRecord => ({
  inputTokens: countIn(headers.inputTokens),
  outputTokens: countIn(headers.outputTokens),
  cacheReadInputTokens: countIn(headers.cacheReadTokens),
  cacheWriteInputTokens: countIn(headers.cacheWriteTokens),
});

const countIn = (header: string | undefined): number | undefined =>
  header === undefined ? undefined : asNumber(Number(header));
