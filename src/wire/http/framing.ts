import { asList, recoverJson } from '../../json/json-record';
import { readEventStream } from './aws-event-stream';
import { readLines } from './json-lines';
import { readEvents, type ServerEvent } from './sse';

/**
 * Divides the body of a response into the events of a stream, as far as the stream came. `undefined` if the body is
 * not framed so: errors and cached responses can be plain JSON though a stream was asked for, and the header names one.
 */
export type Framing = (body: Buffer) => readonly ServerEvent[] | undefined;

export const serverSentEvents: Framing = (body) => {
  const text = body.toString('utf8');
  return /^\s*[{[<]/.test(text) ? undefined : readEvents(text);
};

/** One JSON value per line. */
export const jsonLines: Framing = (body) => readLines(body.toString('utf8'));

/** One JSON list, written item by item. */
export const jsonList: Framing = (body) => {
  const text = body.toString('utf8');
  return /^\s*\[/.test(text)
    ? (asList(recoverJson(text)) ?? []).map((item) => ({ data: JSON.stringify(item) }))
    : undefined;
};

/** AWS's binary event stream. Exceptions have their name in a header of its own. */
export const awsEventStream: Framing = (body) =>
  readEventStream(body)?.map(({ headers, payload }) => ({
    event: headers[':event-type'] ?? headers[':exception-type'] ?? headers[':error-code'],
    data: headers[':message-type'] === 'error' ? errorOf(headers) : payload.toString('utf8'),
  }));

/** An error that is no exception of the API has its message in a header, and no payload. */
const errorOf = (headers: Readonly<Record<string, string>>): string =>
  JSON.stringify({ message: headers[':error-message'] });
