import { asNumber, asRecord, fieldsOf, type JsonRecord, recordsOf } from '../../../json/json-record';
import { jsonValues } from '../../http/framing';
import type { Api, Folder, ResultOfCall } from '../api';
import type { Growth } from '../fields/growth';
import { append, type Writable } from '../fields/stream';
import { openaiChat } from '../openai/chat';
import { openaiCompletions } from '../openai/completions';
import { openaiEmbeddings } from '../openai/embeddings';
import { readError } from '../openai/error';
import { openaiResponses } from '../openai/responses';
import { openaiMedia } from './media';

/** A file whose lines are the results of calls: other files are not kept. */
const foldResults =
  (isResult: (line: JsonRecord) => boolean) =>
  (growth: Growth): Folder => {
    const body: Writable = {};
    return {
      push: (_event, line) => {
        if (isResult(line)) append(body, { results: [line] }, growth);
      },
      result: () => ({ body, complete: true }),
    };
  };

/** @param isResult whether a line is the result of a call */
export const resultsOf = (
  provider: string,
  isResult: (line: JsonRecord) => boolean,
  read: (line: JsonRecord) => ResultOfCall | undefined,
): Api => ({
  operation: 'chat',
  provider,
  framings: [jsonValues],
  recognises: () => false,
  answers: ({ results }) => recordsOf(results).length > 0,
  readRequest: () => ({ messages: [], attributes: {}, extra: {} }),
  readResponse: () => ({ messages: [], attributes: {}, extra: {} }),
  readError,
  fold: foldResults(isResult),
  calls: ({ results }) => recordsOf(results).flatMap((line) => read(line) ?? []),
});

const forms: readonly Api[] = [openaiResponses, openaiEmbeddings, openaiCompletions, ...openaiMedia];

/** The results of a batch, in the file that has them. https://platform.openai.com/docs/guides/batch */
export const openaiBatchResults = resultsOf(
  'openai',
  (line) => line['custom_id'] !== undefined && (asRecord(line['response']) ?? asRecord(line['error'])) !== undefined,
  ({ custom_id: id, response, error }) => {
    const { status_code: status, body } = fieldsOf(response);
    const answer = asRecord(body) ?? { error };
    const isChat = openaiChat.answers(answer) && answer['object'] !== 'text_completion';
    const api = isChat ? openaiChat : (forms.find((each) => each.answers(answer)) ?? openaiChat);
    return { api, body: answer, status: asNumber(status), id };
  },
);
