import { asRecord, asText, compact, fieldsOf, type JsonRecord, recordsOf, without } from '../../../json/json-record';
import type { Message, ModelRequest, ModelResponse } from '../../exchange';
import { readParameters } from '../fields/parameters';
import { sum } from '../fields/usage';
import { camelCased, readContent } from './content';
import { modelIn, onVertexToo, readError } from './generate-content';
import { readUsage } from './usage';

/** Embeddings of Google's models: one text, a batch of them, or Vertex AI's older prediction. */
export const geminiEmbeddings = onVertexToo({
  operation: 'embeddings',
  provider: 'gcp.gemini',
  recognises: (body) => inputsOf(body).some(({ content }) => content !== undefined),
  answers: ({ embedding, embeddings, predictions }) =>
    (embedding ?? embeddings) !== undefined || recordsOf(predictions).some((each) => each['embeddings'] !== undefined),
  readRequest,
  readResponse,
  readError,
});

/** What is embedded, each with its own parameters. */
function inputsOf({ requests, instances, ...alone }: JsonRecord): readonly JsonRecord[] {
  const several = recordsOf(requests ?? instances).map(camelCased);
  return several.length > 0 ? several : [camelCased(alone)];
}

function readRequest(body: JsonRecord, path: string): ModelRequest {
  const inputs = inputsOf(body);
  return {
    model: modelIn(path),
    messages: inputs.flatMap(({ content }): readonly Message[] =>
      typeof content === 'string'
        ? [{ role: 'user', parts: [{ type: 'text', content }] }]
        : readContent(fieldsOf(content)),
    ),
    ...readParameters({
      ...merged(inputs.map((each) => without(each, 'model', 'content', 'parameters', 'embedContentConfig'))),
      ...camelCased(asRecord(body['parameters']) ?? body['embedContentConfig']),
    }),
  };
}

/** A value that all inputs have, once; of different ones, that of each input. */
function merged(inputs: readonly JsonRecord[]): JsonRecord {
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
  const { embedding, embeddings, predictions, usageMetadata, error, modelVersion, ...others } = body;
  const statistics = recordsOf(predictions).map((each) => fieldsOf(fieldsOf(each['embeddings'])['statistics']));
  const input = sum(...statistics.map((each) => each['token_count']));
  const cut = statistics.map((each) => each['truncated'] === true);
  return {
    model: asText(modelVersion),
    messages: [],
    attributes: { ...readUsage(fieldsOf(usageMetadata)), ...compact({ 'gen_ai.usage.input_tokens': input }) },
    extra: {
      ...compact(others),
      ...(cut.includes(true) ? { truncated: cut } : {}), // which inputs were longer than the model reads
    },
  };
}
