import type { ModelRequest } from '../exchange';
import { awsEventStream } from '../framing';
import { asList, asRecord, asText, type JsonRecord, parseJson } from '../json';
import type { ServerEvent } from '../sse';
import { anthropicMessages } from './anthropic';
import { foldMessage } from './anthropic-stream';
import type { Api } from './api';

/*
 * Anthropic's messages in other clouds: the body says the API's version where it would name the model, which stands in the
 * path, and whether the answer is streamed is a matter of the path, too.
 */

const isMessages = (body: JsonRecord): boolean =>
  asList(body['messages']) !== undefined && asText(body['anthropic_version']) !== undefined;

function requestOf(body: JsonRecord, model: string | undefined, isStreamed: boolean): ModelRequest {
  const request = anthropicMessages.readRequest({ ...body, ...(model === undefined ? {} : { model }) }, '');
  return isStreamed ? { ...request, attributes: { ...request.attributes, 'gen_ai.request.stream': true } } : request;
}

const decoded = (name: string | undefined): string | undefined => {
  try {
    return name === undefined ? undefined : decodeURIComponent(name);
  } catch {
    return name; // a stray percent sign
  }
};

/** https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages.html */
export const anthropicOnBedrock: Api = {
  ...anthropicMessages,
  provider: 'aws.bedrock',
  paths: ['/invoke', '/invoke-with-response-stream'],
  framings: [awsEventStream],
  recognises: isMessages,
  readRequest: (body, path) =>
    requestOf(body, decoded(/\/model\/([^/]+)\/invoke/.exec(path)?.[1]), path.endsWith('-stream')),
  fold: (events) => foldMessage(events.map(eventInChunk)),
};

/** Each message of AWS's stream wraps an event of Anthropic's; one that is an exception has no more than a message. */
function eventInChunk({ event, data }: ServerEvent): ServerEvent {
  const fields = asRecord(parseJson(data)) ?? {};
  const bytes = asText(fields['bytes']);
  if (bytes !== undefined) return { data: Buffer.from(bytes, 'base64').toString('utf8') };
  return { data: JSON.stringify({ type: 'error', error: { type: event, message: fields['message'] } }) };
}

const modelOnVertex = (path: string): string | undefined =>
  /\/publishers\/anthropic\/models\/([^/:]+):/.exec(path)?.[1];

/** https://cloud.google.com/vertex-ai/generative-ai/docs/partner-models/claude */
export const anthropicOnVertex: Api = {
  ...anthropicMessages,
  provider: 'gcp.vertex_ai',
  paths: [':rawPredict', ':streamRawPredict'],
  // Tokens are counted at a path like a model's.
  recognises: (body, path) => isMessages(body) && modelOnVertex(path) !== 'count-tokens',
  readRequest: (body, path) => requestOf(body, decoded(modelOnVertex(path)), path.endsWith(':streamRawPredict')),
};
