import { asNumber, asRecord, asText, type JsonRecord, without, withoutNullish } from '../../../json/json-record';
import type { ModelRequest, ModelResponse } from '../../exchange';
import type { Api } from '../api';
import { errorFields } from '../fields/error-fields';
import { asTexts, type Parameter, readParameters } from '../fields/parameters';
import { readTexts } from './completions';
import { readError } from './error';
import { modelIn } from './parameters';
import { readUsage } from './usage';

/** OpenAI's embeddings. What comes back is counted, and never kept. https://platform.openai.com/docs/api-reference/embeddings */
export const openaiEmbeddings: Api = {
  operation: 'embeddings',
  provider: 'openai',
  recognises: (body, path) => body['input'] !== undefined && modelIn(body, path) !== undefined,
  readRequest,
  readResponse,
  readError,
  fold: () => ({ body: {}, complete: true }), // there is nothing to stream
};

const parameters: Readonly<Record<string, Parameter>> = {
  dimensions: ['gen_ai.embeddings.dimension.count', asNumber],
  encoding_format: ['gen_ai.request.encoding_formats', asTexts],
};

function readRequest(body: JsonRecord, path: string): ModelRequest {
  const { model: _, input, ...rest } = withoutNullish(body);
  return { model: modelIn(body, path), messages: readTexts(input), ...readParameters(rest, parameters) };
}

function readResponse(body: JsonRecord): ModelResponse {
  return {
    id: asText(body['id']),
    model: asText(body['model']),
    messages: [],
    attributes: readUsage(asRecord(body['usage']) ?? {}),
    extra: {
      ...withoutNullish(without(body, 'id', 'object', 'model', 'data', 'usage', 'error')),
      ...errorFields(body),
    },
  };
}
