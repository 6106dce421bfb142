import { asText, compact, fieldsOf, type JsonRecord, without } from '../../../json/json-record';
import type { ModelRequest, ModelResponse } from '../../exchange';
import type { Api } from '../api';
import { readParameters } from '../fields/parameters';
import { readCounts } from '../fields/usage';
import { imageParts } from '../ollama/messages';
import { readError } from './converse';

/** Amazon Titan's embeddings of a text, a picture or both. Titan's texts are continued with the same field of the request. */
export const titanEmbeddings: Api = {
  operation: 'embeddings',
  provider: 'aws.bedrock',
  recognises: ({ model, inputText, inputImage, dimensions, embeddingConfig }) =>
    typeof inputImage === 'string' ||
    (typeof inputText === 'string' &&
      (/embed/.test(String(model)) || dimensions !== undefined || embeddingConfig !== undefined)),
  answers: ({ embedding, embeddingsByType }) => (embedding ?? embeddingsByType) !== undefined,
  readRequest,
  readResponse,
  readError,
};

function readRequest(body: JsonRecord): ModelRequest {
  const { model, inputText: text, inputImage: image, embeddingConfig, ...fields } = compact(body);
  const textParts = text === undefined ? [] : [{ type: 'text', content: text }];
  return {
    model: asText(model),
    messages: [{ role: 'user', parts: [...textParts, ...imageParts(image === undefined ? [] : [image])] }],
    ...readParameters({ ...fields, ...fieldsOf(embeddingConfig) }),
  };
}

/** Without the vectors. */
function readResponse({ inputTextTokenCount, ...body }: JsonRecord): ModelResponse {
  return {
    messages: [],
    attributes: readCounts({ inputTextTokenCount }, [['inputTextTokenCount', 'input_tokens']]),
    extra: compact(without(body, 'embedding', 'embeddings', 'embeddingsByType', 'message', 'error')),
  };
}
