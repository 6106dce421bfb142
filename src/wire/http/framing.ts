import { StringDecoder } from 'node:string_decoder';
import { EventLines } from './event-lines';
import { JsonValues } from './json-values';
import type { EventSink } from './server-event';

/** Divides the body of a response into the events of a stream, as far as the stream comes. */
export interface Framing {
  /**
   * Whether a body that begins so is framed so, whatever was asked for and the header says. `undefined`: that takes more of it.
   */
  fits(beginning: Buffer): boolean | undefined;
  open(events: EventSink): Framer;
}

export interface Framer {
  write(piece: Buffer): void;
  /** The body is over, complete or cut. */
  end(): void;
}

/** What divides a text. */
interface TextFramer {
  write(text: string): void;
  end(): void;
}

/** A blank beginning that is longer begins nothing else. */
const maxBlank = 256;

/** @param fits asked with the first character that is no space, or `''` for a body that is blank */
const textFraming = (fits: (first: string) => boolean, open: (events: EventSink) => TextFramer): Framing => ({
  fits: (beginning) => {
    const first = firstOf(beginning);
    return first === '' && beginning.length < maxBlank ? undefined : fits(first);
  },
  open: (events) => {
    const framer = open(events);
    const decoder = new StringDecoder('utf8');
    let isStart = true;
    return {
      write: (piece) => {
        const text = decoder.write(piece);
        framer.write(isStart ? withoutMark(text) : text);
        isStart &&= text === '';
      },
      end: () => {
        framer.write(decoder.end());
        framer.end();
      },
    };
  },
});

const firstOf = (beginning: Buffer): string =>
  withoutMark(beginning.toString('utf8', 0, maxBlank))
    .trimStart()
    .charAt(0);

/** Without a byte order mark. */
export const withoutMark = (text: string): string => (text.startsWith('\ufeff') ? text.slice(1) : text);

/** Also of a body that is JSON instead: errors and cached responses come so, and then there is one event, a bare one. */
export const serverSentEvents = textFraming(
  (first) => first !== '<',
  (events) => new EventLines(events),
);

/** JSON values: one a line, or the items of a list. */
export const jsonValues = textFraming(
  (first) => first === '' || '[{'.includes(first),
  (events) => new JsonValues(events, (data) => events.onEvent({ data, isBare: true })),
);
