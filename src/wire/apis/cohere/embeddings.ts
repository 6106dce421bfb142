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
import type { Message, ModelRequest, ModelResponse } from '../../exchange';
import type { Api } from '../api';
import { located } from '../fields/located';
import { asTexts, type Parameter, readParameters } from '../fields/parameters';
import { readMessage } from '../openai/messages';
import { readError } from './chat';
import { readUsage } from './usage';

/** Cohere's embeddings of texts, images and both together, versions 1 and 2. https://docs.cohere.com/reference/embed */
export const cohereEmbeddings: Api = {
  operation: 'embeddings',
  provider: 'cohere',
  recognises: ({ texts, images, inputs }) => [texts, images, inputs].some((each) => asList(each) !== undefined),
  readRequest,
  readResponse,
  readError,
  fold: () => ({ body: {}, complete: true }), // never streamed
};

const parameters: Readonly<Record<string, Parameter>> = {
  embedding_types: ['gen_ai.request.encoding_formats', asTexts],
  output_dimension: ['gen_ai.embeddings.dimension.count', asNumber],
  max_tokens: ['gen_ai.request.max_tokens', asNumber],
};

function readRequest(body: JsonRecord): ModelRequest {
  const { model, texts, images, inputs, ...fields } = withoutNullish(body);
  return {
    model: asText(model),
    messages: [
      ...(asList(texts) ?? []).map((content): Message => ({ role: 'user', parts: [{ type: 'text', content }] })),
      ...(asList(images) ?? []).map((url): Message => ({ role: 'user', parts: [located('image', url)] })),
      ...recordsOf(inputs).map((input) => readMessage({ ...input, role: 'user' })),
    ],
    ...readParameters(fields, parameters),
  };
}

/** Without the vectors, and without the texts, which are the request's. */
function readResponse(body: JsonRecord): ModelResponse {
  const { id, meta, ...others } = withoutNullish(body);
  const { api_version: _, warnings, ...usage } = asRecord(meta) ?? {};
  return {
    id: asText(id),
    messages: [],
    attributes: readUsage(usage),
    extra: { ...without(others, 'embeddings', 'texts', 'message'), ...withoutNullish({ warnings }) },
  };
}
