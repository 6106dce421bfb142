import { fieldsOf, type JsonRecord, recordsOf } from '../../../json/json-record';
import type { Api } from '../api';
import { resultsOf } from '../openai-platform/batches';
import { geminiEmbeddings } from './embeddings';
import { geminiGenerateContent, readError } from './generate-content';

const [, gemini] = geminiGenerateContent;
const [, embeddings] = geminiEmbeddings;

/** Of a batch of `asyncBatchEmbedContent`. */
const isVector = (response: unknown): boolean => fieldsOf(response)['embedding'] !== undefined;

/** They stand in one JSON text, and not in the lines of a file. */
const { fold: _, ...whole } = resultsOf(
  'gcp.gemini',
  () => false,
  () => undefined,
);

/** In what a batch has made, which each client has in another place. */
const resultsIn = ({ response, metadata, dest }: JsonRecord): readonly JsonRecord[] =>
  [response, fieldsOf(metadata)['output'], dest]
    .map(fieldsOf)
    .flatMap((made) => [made['inlinedResponses'], made['inlinedEmbedContentResponses']])
    .map((list) => recordsOf(fieldsOf(list)['inlinedResponses'] ?? list))
    .find((list) => list.length > 0) ?? [];

/** The results of a batch of requests, where they stand in the answer to its status. https://ai.google.dev/gemini-api/docs/batch-api */
export const geminiBatchResults: Api = {
  ...whole,
  readError,
  answers: (body) => resultsIn(body).length > 0,
  calls: (body) =>
    resultsIn(body).map(({ response, error, metadata }) => ({
      api: isVector(response) ? embeddings : gemini,
      body: { ...fieldsOf(response), ...(error === undefined ? {} : { error }) },
      id: fieldsOf(metadata)['key'],
    })),
};
