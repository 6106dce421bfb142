import { fieldsOf, type JsonRecord, recordsOf } from '../../../json/json-record';
import type { Api } from '../api';
import { resultsOf } from '../openai-platform/batches';
import { geminiGenerateContent, readError } from './generate-content';

const [, gemini] = geminiGenerateContent;

/** They stand in one JSON text, and not in the lines of a file. */
const { fold: _, ...whole } = resultsOf(
  'gcp.gemini',
  () => false,
  () => undefined,
);

const resultsIn = ({ response, metadata, dest }: JsonRecord): readonly JsonRecord[] => {
  const { inlinedResponses: list } = fieldsOf(response);
  const inline = fieldsOf(list ?? fieldsOf(fieldsOf(fieldsOf(metadata)['output'])['inlinedResponses']) ?? dest);
  return recordsOf(inline['inlinedResponses'] ?? list);
};

/** The results of a batch of requests, where they stand in the answer to its status. https://ai.google.dev/gemini-api/docs/batch-api */
export const geminiBatchResults: Api = {
  ...whole,
  readError,
  answers: (body) => resultsIn(body).length > 0,
  calls: (body) =>
    resultsIn(body).map(({ response, error, metadata }) => ({
      api: gemini,
      body: { ...fieldsOf(response), ...(error === undefined ? {} : { error }) },
      id: fieldsOf(metadata)['key'],
    })),
};
