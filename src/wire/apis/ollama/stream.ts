import { fieldsOf } from '../../../json/json-record';
import type { ServerEvent } from '../../http/sse';
import type { Folded } from '../api';
import { append, fieldsOfEvent, type Writable } from '../fields/stream';

/** Folds the lines of a streamed response into the response that it would have been without streaming. The last line has the counts. */
export function foldOllama(events: readonly ServerEvent[]): Folded {
  const body: Writable = {};
  for (const event of events) {
    const { message, response, thinking, logprobs, ...fields } = fieldsOfEvent(event);
    Object.assign(body, fields);
    append(body, { response, thinking, logprobs, ...(message === undefined ? {} : { message: fieldsOf(message) }) });
  }
  return { body, complete: body['done'] === true || 'error' in body };
}
