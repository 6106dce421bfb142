import { asList, compact, fieldsOf, nonEmpty, without } from '../../../json/json-record';
import type { Api } from '../api';
import { readParameters } from '../fields/parameters';
import { isTexts } from '../fields/turns';
import { readTexts } from '../openai/texts';
import { readError } from './language-model';
import { readUsage } from './usage';

/** Embeddings through the Vercel AI Gateway. Version 2 has `input` where the newer ones have `values`. */
export const gatewayEmbeddingModel: Api = {
  operation: 'embeddings',
  provider: 'vercel_ai_gateway',
  recognises: ({ values, input }) => isTexts(values ?? input),
  answers: ({ embeddings }) => asList(embeddings) !== undefined,
  readError,
  readRequest: ({ values, input, ...fields }, _path, headers = {}) => ({
    model: headers.model,
    messages: readTexts(values ?? input),
    ...readParameters(fields),
  }),
  readResponse: (body) => {
    const metadata = fieldsOf(body['providerMetadata']);
    return {
      messages: [],
      attributes: readUsage(fieldsOf(body['usage']), metadata),
      extra: {
        ...compact(without(body, 'embeddings', 'usage', 'providerMetadata', 'warnings', 'error')),
        ...compact({ providerMetadata: nonEmpty(metadata), warnings: nonEmpty(asList(body['warnings']) ?? []) }),
      },
    };
  },
};
