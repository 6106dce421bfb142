import { asNumber, asRecord, asText, type JsonRecord, without, withoutNullish } from '../../../json/json-record';
import type { ModelRequest, ModelResponse, Part } from '../../exchange';
import type { Api } from '../api';
import { asTexts, type Parameter, readParameters } from '../fields/parameters';
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
  readRequest,
  readResponse,
  readError,
  fold: () => ({ body: {}, complete: true }), // never streamed
};

const parameters: Readonly<Record<string, Parameter>> = {
  dimensions: ['gen_ai.embeddings.dimension.count', asNumber],
  outputEmbeddingLength: ['gen_ai.embeddings.dimension.count', asNumber],
  embeddingTypes: ['gen_ai.request.encoding_formats', asTexts],
};

function readRequest(body: JsonRecord): ModelRequest {
  const { model, inputText, inputImage, embeddingConfig, ...fields } = withoutNullish(body);
  const text: readonly Part[] = inputText === undefined ? [] : [{ type: 'text', content: inputText }];
  return {
    model: asText(model),
    messages: [{ role: 'user', parts: [...text, ...imageParts(inputImage === undefined ? [] : [inputImage])] }],
    ...readParameters({ ...fields, ...asRecord(embeddingConfig) }, parameters),
  };
}

/** Without the vectors. */
function readResponse(body: JsonRecord): ModelResponse {
  return {
    messages: [],
    attributes: withoutNullish({ 'gen_ai.usage.input_tokens': asNumber(body['inputTextTokenCount']) }),
    extra: withoutNullish(
      without(body, 'embedding', 'embeddings', 'embeddingsByType', 'inputTextTokenCount', 'message', 'error'),
    ),
  };
}
