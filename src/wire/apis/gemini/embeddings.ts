import {
  asNumber,
  asRecord,
  asText,
  type JsonRecord,
  recordsOf,
  without,
  withoutNullish,
} from '../../../json/json-record';
import type { Message, ModelRequest, ModelResponse } from '../../exchange';
import { type Parameter, readParameters } from '../fields/parameters';
import { camelCased, readContent } from './content';
import { errorFields, modelIn, onVertexToo, readError } from './generate-content';
import { readUsage } from './usage';

/** Embeddings of Google's models: one text, a batch of them, or Vertex AI's older prediction. */
export const geminiEmbeddings = onVertexToo({
  operation: 'embeddings',
  provider: 'gcp.gemini',
  recognises: (body) => inputsOf(body).some(({ content }) => content !== undefined),
  readRequest,
  readResponse,
  readError,
  fold: () => ({ body: {}, complete: true }), // never streamed
});

/** What is embedded, each with its own parameters. */
function inputsOf(body: JsonRecord): readonly JsonRecord[] {
  const { requests, instances, ...alone } = body;
  const several = recordsOf(requests ?? instances).map((each) => camelCased(withoutNullish(each)));
  return several.length > 0 ? several : [camelCased(withoutNullish(alone))];
}

const parameters: Readonly<Record<string, Parameter>> = {
  outputDimensionality: ['gen_ai.embeddings.dimension.count', asNumber],
};

function readRequest(body: JsonRecord, path: string): ModelRequest {
  const inputs = inputsOf(body);
  const shared = {
    ...agreed(inputs.map((each) => without(each, 'model', 'content', 'parameters', 'embedContentConfig'))),
    ...camelCased(asRecord(body['parameters']) ?? asRecord(body['embedContentConfig']) ?? {}),
  };
  return {
    model: modelIn(path),
    messages: inputs.flatMap(({ content }): readonly Message[] =>
      typeof content === 'string'
        ? [{ role: 'user', parts: [{ type: 'text', content }] }]
        : readContent(asRecord(content) ?? {}),
    ),
    ...readParameters(shared, parameters),
  };
}

/** What all say alike, once; of what they say differently, each one's. */
function agreed(inputs: readonly JsonRecord[]): JsonRecord {
  const names = new Set(inputs.flatMap((each) => Object.keys(each)));
  return Object.fromEntries(
    [...names].map((name) => {
      const values = inputs.map((each) => each[name] ?? null);
      return [name, new Set(values).size === 1 ? values[0] : values];
    }),
  );
}

/** Without the vectors. */
function readResponse(body: JsonRecord): ModelResponse {
  const { embedding, embeddings, predictions, usageMetadata, error, ...others } = body;
  const statistics = recordsOf(predictions).map((each) => asRecord(asRecord(each['embeddings'])?.['statistics']) ?? {});
  const counted = statistics.flatMap((each) => asNumber(each['token_count']) ?? []);
  const cut = statistics.map((each) => each['truncated'] === true);
  return {
    model: asText(others['modelVersion']),
    messages: [],
    attributes: {
      ...readUsage(asRecord(usageMetadata) ?? {}),
      ...(counted.length === 0 ? {} : { 'gen_ai.usage.input_tokens': counted.reduce((one, other) => one + other) }),
    },
    extra: {
      ...withoutNullish(without(others, 'modelVersion')),
      ...(cut.includes(true) ? { truncated: cut } : {}), // which inputs were longer than the model reads
      ...errorFields(error),
    },
  };
}
