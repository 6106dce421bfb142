import { asText, fieldsOf, parseJson } from '../../json/json-record';
import { EventStreamMessages, isEventStream } from '../http/aws-event-stream';
import { type Bounds, LongText } from '../http/long-text';
import type { MessageSink } from './messages';

/** The messages of one direction of AWS's event stream, which wrap JSON in base64. Those of a client are signed: each holds another one. */
export class WrappedMessages {
  readonly #bounds: Bounds;
  readonly #sink: MessageSink;
  readonly #messages: EventStreamMessages;
  #rest = '';

  constructor(bounds: Bounds, sink: MessageSink) {
    this.#bounds = bounds;
    this.#sink = sink;
    this.#messages = this.#reader();
  }

  /** About how many bytes are kept. */
  get kept(): number {
    return this.#rest.length;
  }

  write(piece: Buffer): void {
    this.#messages.write(piece);
  }

  #reader(): EventStreamMessages {
    return new EventStreamMessages(
      ({ headers, payload }) => {
        const failure = headers[':exception-type'] ?? headers[':error-code'];
        if (failure !== undefined) this.#failed(failure, headers[':error-message'], payload);
        else if (headers[':event-type'] !== undefined) this.#wrapped(payload);
        else if (payload.length > 0 && isEventStream(payload) === true) this.#reader().write(payload);
      },
      // A refusal is JSON, and no event stream.
      (rest) => {
        if (this.#rest.length < maxRestChars) this.#rest += rest.toString('utf8', 0, maxRestChars);
      },
    );
  }

  /** The words of a refusal, if that is what has come. */
  get words(): string | undefined {
    this.#messages.end();
    const { message, Message: older } = fieldsOf(parseJson(this.#rest));
    return asText(message) ?? asText(older);
  }

  #wrapped(payload: Buffer): void {
    const { bytes } = fieldsOf(parseJson(payload.toString('utf8')));
    const text = new LongText({ ...this.#bounds, onCut: () => undefined });
    text.write(Buffer.from(asText(bytes) ?? '', 'base64').toString('utf8'));
    text.close();
    this.#sink.message(text.end());
  }

  #failed(type: string, message: string | undefined, payload: Buffer): void {
    const words = message ?? fieldsOf(parseJson(payload.toString('utf8')))['message'];
    this.#sink.message(JSON.stringify({ error: { type, message: words } }));
  }
}

const maxRestChars = 4096;
