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
import type { Api } from '../api';
import { mediaAt } from '../fields/media';
import { readParameters } from '../fields/parameters';
import { readMessage } from '../openai/messages';
import { readError } from './chat';
import { readUsage } from './usage';

/** Cohere's embeddings of texts, images and both together, versions 1 and 2. https://docs.cohere.com/reference/embed */
export const cohereEmbeddings: Api = {
  operation: 'embeddings',
  provider: 'cohere',
  // Images beside a prompt are those of a question about them.
  recognises: ({ texts, images, inputs, prompt }) =>
    prompt === undefined && [texts, images, inputs].some((each) => asList(each) !== undefined),
  answers: ({ embeddings, id, meta, response_type: type }) =>
    embeddings !== undefined && (id ?? type ?? asRecord(meta)) !== undefined,
  readRequest,
  readResponse,
  readError,
};

function readRequest({ model, texts, images, inputs, ...fields }: JsonRecord): ModelRequest {
  return {
    model: asText(model),
    messages: [
      ...(asList(texts) ?? []).map((content): Message => ({ role: 'user', parts: [{ type: 'text', content }] })),
      ...(asList(images) ?? []).map((url): Message => ({ role: 'user', parts: [mediaAt('image', url)] })),
      ...recordsOf(inputs).map((input) => readMessage({ ...input, role: 'user' })),
    ],
    ...readParameters(fields),
  };
}

/** Without the vectors, and without the texts, which are the request's. */
function readResponse({ id, meta, ...others }: JsonRecord): ModelResponse {
  const { api_version: _, warnings, ...usage } = fieldsOf(meta);
  return {
    id: asText(id),
    messages: [],
    attributes: readUsage(usage),
    extra: compact({ ...without(others, 'embeddings', 'texts', 'message'), warnings }),
  };
}
