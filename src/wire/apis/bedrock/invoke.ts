import {
  asNumber,
  asRecord,
  asText,
  type JsonRecord,
  recordsOf,
  recoverJson,
  without,
} from '../../../json/json-record';
import type { ModelResponse } from '../../exchange';
import { awsEventStream } from '../../http/framing';
import type { ResponseHeaders } from '../../http/headers';
import type { ServerEvent } from '../../http/sse';
import { anthropicMessages, namesVersion } from '../anthropic/messages';
import type { Api, Folded } from '../api';
import { cohereChat } from '../cohere/chat';
import { cohereChatV1 } from '../cohere/chat-v1';
import { cohereEmbeddings } from '../cohere/embeddings';
import { openaiChat } from '../openai/chat';
import { bedrockConverse, errorFields, readError } from './converse';
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

/** Every other family says a block's type in a field of its own. */
const isUntyped = (block: JsonRecord): boolean => block['type'] === undefined;

const commandA: Api = {
  ...cohereChat,
  recognises: (body, path) => /cohere\./.test(String(body['model'])) && cohereChat.recognises(body, path),
};

/**
 * Amazon Bedrock's InvokeModel. Each family of models has a body of its own, often the one of its maker's API; the model and
 * whether the answer is streamed stand in the path.
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

/** An API as Bedrock offers it. */
function invoked(api: Api): Api {
  return {
    operation: api.operation,
    provider: 'aws.bedrock',
    framings: [awsEventStream],
    recognises: (body, path) => {
      const call = bedrockCall(path);
      return call !== undefined && api.recognises({ ...body, model: call.model }, path);
    },
    readRequest: (body, path) => {
      const call = bedrockCall(path);
      const request = api.readRequest({ ...body, model: call?.model }, path);
      const stream = call?.isStream === true ? { 'gen_ai.request.stream': true } : {};
      return { ...request, attributes: { ...request.attributes, ...stream } };
    },
    readResponse: withHeaders(api),
    readError,
    fold: (events) => foldChunks(api, events),
  };
}

/** Bedrock adds these to the last chunk of a stream. */
const metricsField = 'amazon-bedrock-invocationMetrics';

/** Each message of the stream wraps an event of the family's own; one that is an exception has no more than its words. */
function foldChunks(api: Api, events: readonly ServerEvent[]): Folded {
  const chunks: ServerEvent[] = [];
  let added: JsonRecord = {};
  for (const { event, data } of events) {
    const message = asRecord(recoverJson(data)) ?? {};
    const bytes = asText(message['bytes']);
    if (bytes === undefined) {
      added = { ...added, error: { ...message, type: event } };
      continue;
    }
    const chunk = { data: Buffer.from(bytes, 'base64').toString('utf8') };
    if (chunk.data.includes(metricsField)) {
      added = { ...added, [metricsField]: asRecord(recoverJson(chunk.data))?.[metricsField] };
    }
    chunks.push(chunk);
  }
  const { body, complete } = api.fold(chunks);
  return { body: { ...body, ...added }, complete: complete || Object.keys(added).length > 0 };
}

/** What Bedrock says of an answer beside the family's own words. Its counts are those of answers that do not count. */
function withHeaders(api: Api): (body: JsonRecord, headers?: ResponseHeaders) => ModelResponse {
  return (body, headers = {}) => {
    const metrics = asRecord(body[metricsField]);
    const response = api.readResponse(without(body, metricsField));
    const counted = Object.keys(response.attributes).some((name) => name.startsWith('gen_ai.usage.'));
    return {
      ...response,
      attributes: counted
        ? response.attributes
        : { ...response.attributes, ...readUsage(metrics === undefined ? countsIn(headers) : countsOf(metrics)) },
      extra: {
        ...response.extra,
        ...(metrics === undefined ? {} : { [metricsField]: metrics }),
        ...errorFields(headers),
      },
    };
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
