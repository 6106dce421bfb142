import { EventStreamMessages, isEventStream } from './aws-event-stream';
import { type Framer, type Framing, jsonValues, serverSentEvents } from './framing';
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

/**
 * AWS's event stream around the stream of something else, such as an endpoint of SageMaker: its messages hold pieces of that, which end
 * anywhere.
 */
export const awsPayloads: Framing = {
  fits: isEventStream,
  open: (events) => {
    let inner: Framer | undefined;
    const open = (beginning: Buffer): Framer =>
      (jsonValues.fits(beginning) === true ? jsonValues : serverSentEvents).open(events);
    const messages = new EventStreamMessages(
      ({ headers, payload }) => {
        const failure = headers[':exception-type'] ?? headers[':error-code'];
        if (failure !== undefined) events.onEvent({ event: failure, data: payload.toString('utf8') });
        else {
          inner ??= open(payload);
          inner.write(payload);
        }
      },
      () => undefined,
    );
    return {
      write: (piece) => messages.write(piece),
      end: () => {
        messages.end();
        inner?.end();
      },
    };
  },
};
