import { asText, compact, fieldsOf, type JsonRecord, recordsOf, without } from '../../../json/json-record';
import type { ModelRequest, ModelResponse } from '../../exchange';
import type { Api } from '../api';
import { readParameters } from '../fields/parameters';
import { isTexts } from '../fields/turns';
import { readError } from './error';
import { isModel, modelIn } from './model';
import { readTexts } from './texts';
import { readUsage } from './usage';

/** OpenAI's embeddings. The vectors are not recorded. https://platform.openai.com/docs/api-reference/embeddings */
export const openaiEmbeddings: Api = {
  operation: 'embeddings',
  provider: 'openai',
  recognises: ({ input, model }, path) => isInput(input) && isModel(model, path),
  answers: ({ data }) => recordsOf(data).some(({ embedding }) => embedding !== undefined),
  readRequest,
  readResponse,
  readError,
};

/** Some servers embed more than text, as objects. */
const isInput = (input: unknown): boolean => isTexts(input) || recordsOf(input).length > 0;

function readRequest(body: JsonRecord, path: string): ModelRequest {
  const { model: _, input, ...rest } = body;
  return { model: modelIn(body, path), messages: readTexts(input), ...readParameters(rest) };
}

function readResponse(body: JsonRecord): ModelResponse {
  return {
    id: asText(body['id']),
    model: asText(body['model']),
    messages: [],
    attributes: usageOf(fieldsOf(body['usage'])),
    extra: compact(without(body, 'id', 'object', 'model', 'data', 'usage', 'error')),
  };
}

/** Nothing is written, so that a total alone, as Voyage's, is the prompt. */
function usageOf(usage: JsonRecord): JsonRecord {
  const attributes = readUsage(usage);
  return { ...compact({ 'gen_ai.usage.input_tokens': attributes['gen_ai.usage.total_tokens'] }), ...attributes };
}
