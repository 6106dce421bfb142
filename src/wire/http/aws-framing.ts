import { EventStreamMessages, isEventStream } from './aws-event-stream';
import { type Framing, jsonValues } from './framing';
import { LongText } from './long-text';

/** AWS's binary event stream. Exceptions have their name in a header of its own; a gateway writes its errors as JSON instead. */
export const awsEventStream: Framing = {
  fits: isEventStream,
  open: (events) => {
    const json = jsonValues.open(events);
    let isJson: boolean | undefined;
    const messages = new EventStreamMessages(
      ({ headers, payload }) => {
        // An error that is no exception of the API has its code and message in headers, and no payload.
        const isError = headers[':message-type'] === 'error';
        const error = { type: headers[':error-code'], message: headers[':error-message'] };
        const data = new LongText(events);
        data.write(isError ? JSON.stringify(error) : payload.toString('utf8'));
        const event = isError ? 'error' : (headers[':event-type'] ?? headers[':exception-type']);
        events.onEvent({ event, data: data.end() });
      },
      (rest) => {
        isJson ??= jsonValues.fits(rest) === true;
        if (isJson) json.write(rest);
      },
    );
    return {
      write: (piece) => messages.write(piece),
      end: () => {
        messages.end();
        json.end();
      },
    };
  },
};
