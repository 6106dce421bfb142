import { asNumber, asRecord, asText, type JsonRecord } from '../../../json/json-record';
import { asFlag, asTexts, type Parameter, type ReadParameters, readParameters } from '../fields/parameters';

const parameters: Readonly<Record<string, Parameter>> = {
  temperature: ['gen_ai.request.temperature', asNumber],
  top_p: ['gen_ai.request.top_p', asNumber],
  top_k: ['gen_ai.request.top_k', asNumber],
  num_predict: ['gen_ai.request.max_tokens', asNumber],
  stop: ['gen_ai.request.stop_sequences', asTexts],
  frequency_penalty: ['gen_ai.request.frequency_penalty', asNumber],
  presence_penalty: ['gen_ai.request.presence_penalty', asNumber],
  seed: ['gen_ai.request.seed', asNumber],
  stream: ['gen_ai.request.stream', asFlag],
  think: ['gen_ai.request.reasoning.level', asText],
  dimensions: ['gen_ai.embeddings.dimension.count', asNumber],
};

/** The model's options stand in an object of their own; they are parameters like those beside it. */
export function readOllamaParameters({ options, format, ...fields }: JsonRecord): ReadParameters {
  const { attributes, extra } = readParameters({ ...fields, ...asRecord(options) }, parameters);
  if (format === undefined || format === '') return { attributes, extra };
  return {
    attributes: { ...attributes, 'gen_ai.output.type': 'json' },
    extra: { ...extra, response_format: responseFormat(format) },
  };
}

/** `json`, or a schema: in OpenAI's words. */
const responseFormat = (format: unknown): JsonRecord =>
  format === 'json' ? { type: 'json_object' } : { type: 'json_schema', json_schema: { schema: format } };
