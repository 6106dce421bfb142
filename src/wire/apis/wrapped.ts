import { asRecord, compact, fieldsOf, type JsonRecord, without } from '../../json/json-record';
import type { Framing } from '../http/framing';
import type { Api, LaterAnswers } from './api';

/** How an API has requests and responses of another one. */
export interface Wrapping {
  readonly at: RegExp;
  readonly provider: string;
  readonly ownPath?: RegExp;
  readonly framings?: readonly Framing[];
  /** The request, and the answer or an event of it, as the other API has them. */
  readonly asked?: (body: JsonRecord, path: string) => JsonRecord;
  readonly answered?: (body: JsonRecord) => JsonRecord;
  readonly later?: LaterAnswers;
}

/** Has the answer that events were folded into, beside what else they said. */
const folded = 'foldedAnswer';

export function wrapped(api: Api, { at, asked = same, answered = same, ...own }: Wrapping): Api {
  const answerIn = (body: JsonRecord): JsonRecord =>
    asRecord(body[folded]) === undefined
      ? { ...answered(body), ...compact({ error: body['error'] }) }
      : { ...without(body, folded), ...fieldsOf(body[folded]) };
  const { later: _, fold, ownPath: __, ...inner } = api;
  return {
    ...inner,
    ...own,
    recognises: (body, path) => at.test(path) && api.recognises(asked(body, path), path),
    answers: (body) => api.answers(answerIn(body)),
    readRequest: (body, path, headers) => api.readRequest(asked(body, path), path, headers),
    readResponse: (body, headers, request) => api.readResponse(answerIn(body), headers, request),
    readError: (body) => api.readError(answerIn(body)),
    ...(fold === undefined
      ? {}
      : {
          fold: (growth, request) => {
            const folder = fold(growth, request);
            let beside: JsonRecord = {};
            return {
              push: (event, fields) => {
                const pieces = answered(fields);
                if (Object.keys(pieces).length === 0) beside = fields;
                folder.push(event, pieces);
              },
              result: () => {
                const { body, complete } = folder.result();
                return { body: { ...beside, [folded]: body }, complete };
              },
            };
          },
        }),
  };
}

const same = (body: JsonRecord): JsonRecord => body;
