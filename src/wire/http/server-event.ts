import type { TextBounds } from './long-text';

/** One event of a stream. */
export interface ServerEvent {
  /** Absent where the stream does not name its events, such as OpenAI's chat. */
  readonly event?: string | undefined;
  readonly data: string;
  /** It is JSON without a frame around it. */
  readonly isBare?: true;
}

/** Gets the events of a stream one by one. An event that is longer than the bounds is condensed. */
export interface EventSink extends TextBounds {
  readonly onEvent: (event: ServerEvent) => void;
}
