import { fieldsOf } from '../../../json/json-record';
import type { Folder } from '../api';
import type { Growth } from '../fields/growth';
import { append, assign, type Writable } from '../fields/stream';

/** Folds the lines of a streamed response into the response that it would have been without streaming. The last line has the counts. */
export function foldOllama(growth: Growth): Folder {
  const body: Writable = {};
  return {
    push(_event, { message, response, thinking, logprobs, ...fields }) {
      assign(body, fields, growth);
      const pieces = { response, thinking, logprobs, ...(message === undefined ? {} : { message: fieldsOf(message) }) };
      append(body, pieces, growth);
    },
    result: () => ({ body, complete: body['done'] === true }),
  };
}
