import { asList, recoverJson } from '../../json/json-record';
import { readEventStream } from './aws-event-stream';
import { readLines } from './json-lines';
import { readEvents, type ServerEvent } from './sse';

/**
 * Divides the body of an answer into the events of a stream, as far as the stream came. `undefined` if the body is not framed
 * so: errors and cached answers come as plain JSON, whatever was asked for and whatever the header says.
 */
export type Framing = (body: Buffer) => readonly ServerEvent[] | undefined;

export const serverSentEvents: Framing = (body) => {
  const text = body.toString('utf8');
  return /^\s*[{[<]/.test(text) ? undefined : readEvents(text);
};

/** One JSON value a line. */
export const jsonLines: Framing = (body) => readLines(body.toString('utf8'));

/** One JSON list, written item by item. */
export const jsonList: Framing = (body) => {
  const text = body.toString('utf8');
  return /^\s*\[/.test(text)
    ? (asList(recoverJson(text)) ?? []).map((item) => ({ data: JSON.stringify(item) }))
    : undefined;
};

/** AWS's binary event stream. A message that is an exception says so where others have their event's name. */
export const awsEventStream: Framing = (body) =>
  readEventStream(body)?.map(({ headers, payload }) => ({
    event: headers[':event-type'] ?? headers[':exception-type'] ?? headers[':error-code'],
    data: headers[':message-type'] === 'error' ? errorOf(headers) : payload.toString('utf8'),
  }));

/** An error that is nobody's exception has its words in a header, and no payload. */
const errorOf = (headers: Readonly<Record<string, string>>): string =>
  JSON.stringify({ message: headers[':error-message'] });
