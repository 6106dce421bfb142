import { asText, compact, fieldsOf, type JsonRecord, nonEmpty, recordsOf } from '../../../json/json-record';
import type { ModelRequest, ModelResponse } from '../../exchange';
import type { Api } from '../api';
import { geminiGenerateContent } from '../gemini/generate-content';
import { foldGemini } from '../gemini/stream';

const [, content] = geminiGenerateContent;

/**
 * One turn of Gemini's Live API, as the session has put it together: the request is the session's setup with the conversation so far as
 * `contents`, and its events are those of a streamed `generateContent`. https://ai.google.dev/api/live
 */
const live: Api = {
  operation: 'generate_content',
  provider: 'gcp.gemini',
  recognises: ({ object }) => object === 'live.request',
  answers: content.answers,
  readRequest,
  readResponse,
  readError: content.readError,
  fold: foldGemini,
};

/** The name of the service is in the path. */
const isOnVertex = (path: string): boolean => path.includes('aiplatform') || path.includes('LlmBidiService');

export const geminiLive: readonly Api[] = [
  { ...live, provider: 'gcp.vertex_ai', recognises: (body, path) => isOnVertex(path) && live.recognises(body, path) },
  live,
];

function readRequest({ object: _, model, ...body }: JsonRecord): ModelRequest {
  const request = content.readRequest(body, '');
  return {
    ...request,
    model: asText(model)?.replace(/^.*\bmodels\//, ''),
    attributes: { ...request.attributes, 'gen_ai.request.stream': true },
  };
}

/** Counts of the answer have another name than elsewhere. */
function readResponse(body: JsonRecord): ModelResponse {
  const { responseTokenCount, responseTokensDetails, ...usage } = fieldsOf(body['usageMetadata']);
  const counts = compact({
    candidatesTokenCount: responseTokenCount,
    candidatesTokensDetails: nonEmpty(recordsOf(responseTokensDetails)),
  });
  return content.readResponse({ ...body, usageMetadata: { ...usage, ...counts } });
}
